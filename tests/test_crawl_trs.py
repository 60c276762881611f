"""A real crawl of a TRS portal that shows every quirk of its lists."""

from pathlib import Path

import pytest

from spiders.archive import read_body, read_index
from tests.portals import trs
from tests.portals.crawling import Crawled, crawl, portal_file
from tests.portals.server import Running, serve

AGENCIES = {"qjp": "清江浦区人民政府", "usual": "某县财政局"}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawled, trs.Columns, Running, Path]:
    home = tmp_path_factory.mktemp("trs")
    columns = trs.portal()
    with serve(columns.site()) as running:
        starts = [{"url": path, "column": "政府信息公开年报"} for path in trs.COLUMNS]
        portal = portal_file(home, running.base, "trs", starts, agencies=AGENCIES)
        return crawl(portal, home), columns, running, home


def test_every_report_is_found_and_nothing_else(crawled: tuple[Crawled, trs.Columns, Running, Path]) -> None:
    run, columns, _, _ = crawled
    assert set(run.documents()) == columns.reports
    # A list holds fewer entries than it says.
    assert run.summary["outcome"] == "incomplete"
    assert run.summary["captured_new"] == len(columns.reports)


def test_every_body_is_as_served(crawled: tuple[Crawled, trs.Columns, Running, Path]) -> None:
    _, columns, _, home = crawled
    for capture in read_index(home / "archive"):
        path = "/" + capture.url.split("/", 3)[3]
        served = (
            columns.pages.get(path) or columns.pages.get(f"{path}index.html") or columns.pages.get(f"{path}index.htm")
        )
        if served:
            assert read_body(home / "archive", capture) == served.body


def test_what_a_row_says_is_kept(crawled: tuple[Crawled, trs.Columns, Running, Path]) -> None:
    run, _, running, _ = crawled
    documents = run.documents()
    page = next(c for path, c in documents.items() if path.startswith("zwgk/usual/202201/"))
    assert page["title"] == trs.title("财政局", 2021) and page["listed_date"] == "2022-01-24"
    assert page["agency"] == "某县财政局" and page["kind"] == "page"
    assert page["parent_url"] == f"{running.base}/zwgk/usual"
    assert documents["wzxxgknb/2025/qjp.pdf"]["agency"] == "清江浦区人民政府"
    assert documents["wzxxgknb/2025/qjp.pdf"]["parent_url"].endswith("/202503/t20250320_88.html")
    attachment = documents["zwgk/files/202201/P020220124361234567890.doc"]
    assert attachment["kind"] == "file" and attachment["title"] == "年报.doc"
    assert attachment["parent_url"].endswith("/zwgk/files/202201/t20220124_66.html")


def test_what_is_not_fetched_is_counted_by_reason(crawled: tuple[Crawled, trs.Columns, Running, Path]) -> None:
    run, _, running, _ = crawled
    skipped = run.summary["skipped"]
    assert skipped["host_refused"] == 1 and skipped["notice"] >= 1 and skipped["guide"] >= 1
    refused = {"title": trs.title("住建局", 2020), "url": "http://www.haose21.com/zwgk/t20211118_1.html"}
    assert {**refused, "reason": "host_refused"} in run.summary["skipped_titles"]
    asked = " ".join(running.paths())
    assert "t20210511_9" not in asked, "a notice was fetched"
    assert "/zwgk/elsewhere/" not in asked and "/czj/" not in asked, "a menu was followed"


def test_failures_and_short_lists_are_said(crawled: tuple[Crawled, trs.Columns, Running, Path]) -> None:
    run, _, _, _ = crawled
    problems = "\n".join(run.summary["problems"])
    assert run.summary["failed"] == 2  # an article and an attachment that are gone
    assert "t20200124_1.html: status 404" in problems and "P020220124361234567999.pdf: status 404" in problems
    assert "/zwgk/fujian/: the list says it holds 20 entries, 1 were found" in problems
    assert "wrong-template/index_1.html: a page of another list" in problems


def test_no_page_is_asked_for_twice_and_none_needlessly(crawled: tuple[Crawled, trs.Columns, Running, Path]) -> None:
    _, _, running, _ = crawled
    paths = running.paths()
    assert len(paths) == len(set(paths))
    assert sum("same-again/index" in p for p in paths) <= 3, "a list that repeats itself is left"
    assert paths.count("/robots.txt") == 1
    assert not any("usual/index_3" in p or "chongqing/index_2" in p for p in paths)


def test_progress_is_json_lines_with_every_document(crawled: tuple[Crawled, trs.Columns, Running, Path]) -> None:
    run, columns, _, _ = crawled
    captured = [e for e in run.events if e["event"] == "captured"]
    assert len(captured) == len(columns.reports)
    assert {e["event"] for e in run.events} == {"list", "captured", "skipped", "failed"}
    assert run.stderr == ""
