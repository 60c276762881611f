"""A real crawl of Hanweb columns: inline records, groups, windows, installations that answer nothing."""

import pytest

from spiders.families.hanweb_jpage import next_groups, records_of
from tests.portals import hanweb
from tests.portals.crawling import Crawled, crawl, portal_file
from tests.portals.server import Running, serve


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawled, Running]:
    home = tmp_path_factory.mktemp("hanweb")
    with serve(hanweb.site()) as running:
        starts = [f"/col/col{column}/index.html" for column in hanweb.COLUMNS]
        return crawl(portal_file(home, running.base, "hanweb_jpage", starts), home), running


def test_every_report_is_found_and_nothing_else(crawled: tuple[Crawled, Running]) -> None:
    run, _ = crawled
    assert set(run.documents()) == hanweb.reports()
    # A list holds fewer entries than it says.
    assert run.summary["outcome"] == "incomplete" and run.summary["failed"] == 0


def test_a_list_that_cannot_be_read_to_its_end_is_said(crawled: tuple[Crawled, Running]) -> None:
    problems = crawled[0].summary["problems"]
    assert len(problems) == 1
    assert "/col/col61493/index.html: the list says it holds 7 entries, 3 were found" in problems[0]


def test_windows_stay_small_and_nothing_is_asked_in_vain(crawled: tuple[Crawled, Running]) -> None:
    proxied = [a for a in crawled[1].asked if a.path == hanweb.PROXY]
    windows = [a.fields for a in proxied if "startrecord" in a.fields and a.fields["columnid"] == "61492"]
    assert [(w["startrecord"], w["endrecord"]) for w in windows] == [("1", "100"), ("101", "200"), ("201", "300")]
    assert not any("61495" in a.fields["columnid"] for a in proxied), "all records stood in the page"
    assert sum("61490" in a.fields["columnid"] for a in proxied) == 2


def test_records_in_any_writing() -> None:
    row = '<li><a href="/art/2022/1/28/art_1_2.html">年报</a><span>2022-01-28</span></li>'
    escaped = row.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    for inner in (f"<![CDATA[{row}]]>", escaped, row):
        (found,) = records_of(f"<recordset><record>{inner}</record></recordset>", "http://x.gov.cn/col/col1/index.html")
        assert (found.url, found.title, found.listed_date) == (
            "http://x.gov.cn/art/2022/1/28/art_1_2.html", "年报", "2022-01-28",
        )  # fmt: skip
    assert next_groups("<datastore></datastore>", "http://x.gov.cn/") == []
