"""Portals entered by a page of agencies or tiers: each is followed as the agency's list, and no menu entry is one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.portals import indexes
from tests.portals.crawling import ROOT, crawl, portal_file
from tests.portals.server import serve
from tests.portals.simulated import Simulated

CASES = ROOT.parent / "shared" / "cases" / "portals"


def check(p: Simulated, home: Path) -> None:
    with serve(p.site) as running:
        run = crawl(portal_file(home, running.base, p.family, p.starts, **p.more), home)
        asked = " ".join(running.paths())
    assert [mark for mark in p.unasked if mark in asked] == []
    missed = p.reports - set(run.documents())
    assert not missed, f"{len(missed)} of {len(p.reports)} missed, such as {min(missed)}; {run.summary['problems']}"
    assert set(run.documents()) == p.reports
    got = {e["agency"]: e["documents"] for e in run.summary["agencies_expected"]}
    assert {name: count for name, count in got.items() if count} == (p.published if set(got) else {})
    assert set(got) <= set(p.published), "nothing but agencies is taken for one"
    assert run.summary["outcome"] == "completed", (run.summary["problems"], run.summary["account"])


@pytest.mark.parametrize("name", indexes.PORTALS)
def test_agencies_and_tiers_are_followed(name: str, tmp_path: Path) -> None:
    check(indexes.PORTALS[name](), tmp_path)


@pytest.mark.parametrize("is_page", [False, True])
def test_the_rest_of_a_list_is_loaded_and_a_rows_form_is_followed(tmp_path: Path, is_page: bool) -> None:
    p = indexes.loaded(is_page)
    with serve(p.site) as running:
        run = crawl(portal_file(tmp_path, running.base, p.family, p.starts), tmp_path)
    assert set(run.documents()) == p.reports and run.summary["outcome"] == "completed", run.summary


def case(name: str, encoding: str = "utf-8") -> str:
    return (CASES / name).read_bytes().decode(encoding)


SEEN: dict[str, Callable[[], Simulated]] = {
    "p07": lambda: indexes.openness(case("p07-entry.html")),
    "p08": lambda: indexes.jpage(case("p08-entry.html"), tiers=True, own="/col/col5519/index.html"),
    "p09": lambda: indexes.xxgk(case("p09-entry.html")),
    "p14": lambda: indexes.lonsun(case("p14-entry.html")),
    "p17": lambda: indexes.jpage(case("p17-entry.html"), own="/col/col4246/index.html"),
    "p20": lambda: indexes.vsb(case("p20-entry.html", "gb18030"), "gbk"),
}


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not here")
@pytest.mark.parametrize("name", SEEN)
def test_entry_pages_that_were_seen(name: str, tmp_path: Path) -> None:
    check(SEEN[name](), tmp_path)
