"""A real crawl of the Guangdong platform: tree, interface, sub-sites, jumps out of it."""

from pathlib import Path

import pytest

from spiders.families.gkmlpt import nodes_of, report_nodes
from tests.portals import gkmlpt
from tests.portals.crawling import Crawled, crawl, portal_file
from tests.portals.server import Answer, Running, serve

AGENCIES = {"kxj": "某区科技局", "jyj": "某区教育局", "czj": "某区财政局", "xxj": "某区信息中心"}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawled, gkmlpt.Platform, Running]:
    home = tmp_path_factory.mktemp("gkmlpt")
    platform = gkmlpt.Platform()
    with serve(platform.site()) as running:
        platform.base = running.base
        platform.fill()
        portal = portal_file(home, running.base, "gkmlpt", ["/{agency}/gkmlpt/index"], agencies=AGENCIES)
        return crawl(portal, home), platform, running


def test_every_report_of_every_sub_site_is_found(crawled: tuple[Crawled, gkmlpt.Platform, Running]) -> None:
    run, platform, _ = crawled
    assert set(run.documents()) == platform.reports
    # A list holds fewer entries than it says.
    assert run.summary["outcome"] == "incomplete" and run.summary["captured_new"] == len(platform.reports)


def test_rows_carry_agency_and_beijing_date(crawled: tuple[Crawled, gkmlpt.Platform, Running]) -> None:
    documents = crawled[0].documents()
    newest = documents["kxj/gkmlpt/content/0/963/post_963149.html"]
    assert (newest["agency"], newest["listed_date"]) == ("某区科技局", "2022-01-24")
    assert documents["kxj/gkmlpt/content/0/800/post_800001.html"]["listed_date"] == "2016-02-01"
    jumped = documents["zwgk/zfxxgkndbg/content/post_502.html"]
    assert (jumped["agency"], jumped["listed_date"]) == ("某区财政局", "2021-03-01")
    assert documents["attachment/0/306/1.pdf"]["parent_url"].endswith("post_963149.html")


def test_a_list_cut_short_by_the_site_is_said(crawled: tuple[Crawled, gkmlpt.Platform, Running]) -> None:
    problems = "\n".join(crawled[0].summary["problems"])
    assert "/jyj/gkmlpt/api/all/21034: the list says it holds 5 entries, 3 were found" in problems
    assert "/xxj/gkmlpt/index: no such column in the tree of 1" in problems
    assert "kxj" not in problems


def test_the_interface_is_asked_page_by_page_and_no_further(crawled: tuple[Crawled, gkmlpt.Platform, Running]) -> None:
    asked = sorted(p.rsplit("/", 1)[1] for p in crawled[2].paths() if "/kxj/gkmlpt/api/all/" in p)
    pages = ((21034, 1), (21034, 2), (21034, 3), (21099, 1))
    assert asked == [f"{column}?page={page}&sid=755033" for column, page in pages]


def test_a_column_can_be_named_by_its_number(tmp_path: Path) -> None:
    platform = gkmlpt.Platform()
    with serve(platform.site()) as running:
        platform.base = running.base
        platform.fill()
        portal = portal_file(tmp_path, running.base, "gkmlpt", ["/kxj/gkmlpt/index#21099"])
        assert set(crawl(portal, tmp_path).documents()) == {"kxj/gkmlpt/content/0/800/post_800001.html"}


def test_several_columns_of_one_page_are_all_read(tmp_path: Path) -> None:
    platform = gkmlpt.Platform()
    with serve(platform.site()) as running:
        platform.base = running.base
        platform.fill()
        starts = ["/kxj/gkmlpt/index#21099", "/kxj/gkmlpt/index#21034"]
        found = set(crawl(portal_file(tmp_path, running.base, "gkmlpt", starts), tmp_path).documents())
    assert found == {path for path in platform.reports if path.startswith(("kxj/", "attachment/"))}


@pytest.mark.parametrize("family", ["gkmlpt", "detect"])
def test_columns_that_a_page_of_years_links_by_number(tmp_path: Path, family: str) -> None:
    platform = gkmlpt.Platform()
    years = '<a href="/kxj/gkmlpt/index#21099">2015年</a><a href="/kxj/gkmlpt/index#21034">2021年</a>'
    with serve(platform.site()) as running:
        platform.base = running.base
        platform.fill()
        platform.pages["/zwgk/nb/"] = Answer(f"<h3>政府信息公开年报</h3><ul>{years}</ul>".encode())
        start = [{"url": "/zwgk/nb/", "column": "政府信息公开年报"}]
        found = set(crawl(portal_file(tmp_path, running.base, family, start), tmp_path).documents())
    assert found == {path for path in platform.reports if path.startswith(("kxj/", "attachment/"))}


def test_the_platform_is_told_from_its_page(tmp_path: Path) -> None:
    platform = gkmlpt.Platform()
    with serve(platform.site()) as running:
        platform.base = running.base
        platform.fill()
        portal = portal_file(tmp_path, running.base, "detect", ["/kxj/gkmlpt/index"])
        found = set(crawl(portal, tmp_path).documents())
    assert found == {path for path in platform.reports if path.startswith(("kxj/", "attachment/"))}


def test_the_tree_is_cut_out_by_its_brackets() -> None:
    nodes = nodes_of("""x = { SID: '1', TREE: [{"id": 5, "name": "年报]}", "children": []}], SERVICE_AREA_ID: 0 }""")
    assert nodes is not None and [n.number for n in nodes] == [5]
    assert nodes_of("no tree") is None and nodes_of("TREE: [{broken") is None
    assert report_nodes([]) == []
