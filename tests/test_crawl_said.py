"""What a night says: what its list shows no more on that night, what robots.txt shuts, what stays wrong only once."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.crawled import CrawlResult
from flows.runs.alarms import _unclear, _unread
from spiders.account import Account, ListAccount
from tests.portals.crawling import crawl, pass_time, portal_file
from tests.portals.server import Answer, Asked, serve
from tests.portals.simulated import WORDS, title

LIST, COLUMN, AGENCY = "/zfxxgknb/", "政府信息公开年报", "某县教育局"
ALLOWED = "User-agent: *\nDisallow: /x/\n"
SHUT = f"User-agent: *\nDisallow: {LIST}\n"


@dataclass
class Site:
    """A list of two pages, newest first, whose rows and robots.txt a test exchanges."""

    years: list[int]
    gone: set[int] = field(default_factory=set)
    moved: dict[int, str] = field(default_factory=dict)
    robots: str = ALLOWED

    def path(self, year: int) -> str:
        return self.moved.get(year, f"{LIST}{year + 1}01/t{year + 1}0120_{year}.html")

    def __call__(self, asked: Asked) -> Answer | None:
        if asked.path == "/robots.txt":
            return Answer(self.robots.encode())
        shown = [year for year in sorted(self.years, reverse=True) if year not in self.gone]
        pages = {LIST: shown[:10], f"{LIST}index_1.html": shown[10:]}
        if asked.path in pages:
            rows = "".join(self.row(year) for year in pages[asked.path])
            return Answer(f'<ul>{rows}</ul><script>createPageHTML(2,0,"index","html")</script>'.encode())
        year = next((year for year in shown if self.path(year) == asked.path), None)
        return Answer(f"<h1>{title(AGENCY, year)}</h1><p>正文</p>".encode()) if year else None

    def row(self, year: int) -> str:
        return f'<li><a href="{self.path(year)}">{title(AGENCY, year)}</a><span>{year + 1}-01-20</span></li>'


def nights(site: Site, home: Path, *changes: Any, **more: Any) -> list[dict[str, Any]]:
    """The summary of a first night, and of one a day after each change."""
    found = []
    with serve(site, None) as running:
        portal = portal_file(home, running.base, "trs", [{"url": LIST, "column": COLUMN}], **more)
        for change in (lambda: None, *changes):
            change()
            found.append(crawl(portal, home).summary)
            pass_time(home, 1)
    return found


def test_what_a_list_shows_no_more_is_said_that_night(tmp_path: Path) -> None:
    site = Site(list(range(2010, 2024)))
    first, quiet, gone, after = nights(site, tmp_path, lambda: None, lambda: site.gone.add(2020), lambda: None)
    assert first["captured_new"] == 14 and quiet["requests"] == 3, "robots.txt and two pages"
    assert [one["title"] for one in gone["vanished"]] == [title(AGENCY, 2020)]
    assert after["vanished"] == [] and after["requests"] == 3


def test_a_report_with_a_new_address_has_moved_that_night(tmp_path: Path) -> None:
    site = Site(list(range(2020, 2024)))
    *_, moved = nights(site, tmp_path, lambda: site.moved.update({2021: f"{LIST}202201/t20220120_99.html"}))
    assert moved["vanished"] == [] and [one["title"] for one in moved["moved"]] == [title(AGENCY, 2021)]


def test_a_report_moved_on_a_later_page_is_said_that_night(tmp_path: Path) -> None:
    site = Site(list(range(2010, 2024)))
    *_, moved = nights(site, tmp_path, lambda: site.moved.update({2011: f"{LIST}201201/t20120120_99.html"}))
    assert moved["vanished"] == [] and [one["title"] for one in moved["moved"]] == [title(AGENCY, 2011)]


def test_a_list_that_says_it_holds_nothing_any_more_is_not_completed(tmp_path: Path) -> None:
    site = Site([2021, 2022, 2023])
    with serve(
        lambda asked: Answer("<p>暂无相关信息</p>".encode()) if emptied and asked.path == LIST else site(asked)
    ) as running:
        emptied = False
        portal = portal_file(tmp_path, running.base, "trs", [{"url": LIST, "column": COLUMN}])
        assert crawl(portal, tmp_path).summary["outcome"] == "completed"
        emptied = True
        run = crawl(portal, tmp_path).summary
    assert run["account"][0]["ended"] == "empty" and run["vanished"] == []
    assert run["outcome"] == "incomplete" and "yields_none" in {alarm["kind"] for alarm in run["alarms"]}


def test_the_same_fault_is_told_once_and_again_when_it_comes_back(tmp_path: Path) -> None:
    site = Site([2022, 2023])
    dead = [{"url": LIST, "column": COLUMN}, {"url": "/dead/", "column": COLUMN}]
    found = []
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", dead)
        for _ in range(2):
            found.append(crawl(portal, tmp_path).summary)
    first, second = found
    assert any("/dead/" in line for line in first["problems"])
    assert second["problems"] == [] and second["problems_known"] == 1 and second["outcome"] == first["outcome"]


def test_a_robots_txt_that_disallows_what_it_allowed_is_named(tmp_path: Path) -> None:
    site = Site([2021, 2022, 2023])
    open_, shut, later = nights(site, tmp_path, lambda: setattr(site, "robots", SHUT), lambda: None)
    assert open_["outcome"] == "completed" and shut["outcome"] == "blocked"
    assert [line for line in shut["problems"] if "disallows now what it allowed" in line]
    assert later["skipped"] == {"robots_disallowed": 1}


def test_an_endpoint_that_robots_txt_shuts_is_not_completed(tmp_path: Path) -> None:
    annual, rules = "/module/xxgk/xxgkAnnualReport.jsp", ALLOWED

    def answer(asked: Asked) -> Answer | None:
        if asked.path == "/robots.txt":
            return Answer(rules.encode())
        found = (
            f"<h1>{title(AGENCY, 2021)}</h1><p>{WORDS}</p>" if asked.fields.get("fbtime") == "2021" else "<form></form>"
        )
        return Answer(f"<html>{found}</html>".encode()) if asked.path == annual else None

    with serve(answer, None) as running:
        starts = [{"url": f"{annual}?area=113325000026455663", "agency": AGENCY}]
        portal = portal_file(tmp_path, running.base, "hanweb_xxgk", starts)
        open_ = crawl(portal, tmp_path).summary
        rules, _ = "User-agent: *\nDisallow: /module/\n", pass_time(tmp_path, 20)
        shut = crawl(portal, tmp_path).summary
    assert open_["outcome"] == "completed" and shut["outcome"] != "completed" and shut["vanished"] == []


def test_alarms_for_rows_and_lists_that_nobody_understands() -> None:
    limits = {"share": 0.1, "rows": 3}
    rows = [{"url": "http://a/", "ended": "read_whole", "seen": 20, "not_understood": 4}]
    assert [alarm.kind for alarm in _unclear(CrawlResult.of({"portal": "p", "account": rows}), limits)] == [
        "portal_unclear"
    ]
    rows[0]["not_understood"] = 1
    assert not list(_unclear(CrawlResult.of({"portal": "p", "account": rows}), limits))
    rows = [{"url": "http://a/b/", "ended": "failed", "agency": "甲局"}, {"url": "http://a/", "ended": "index"}]
    named = [{"agency": "甲局", "met": False}, {"agency": "乙局", "met": False}, {"agency": "丙局", "met": True}]
    found = list(_unread(CrawlResult.of({"portal": "p", "account": rows, "agencies_expected": named})))
    assert len(found) == 1 and "甲局" in found[0].message and "乙局" not in found[0].message


def test_a_second_address_of_a_list_that_was_read_is_no_list_of_its_own() -> None:
    account = Account()
    for number, listed in ((3, 5), (4, 0)):
        account.begin(ListAccount(f"http://a/c?type={number}", pages=1, part_of="http://a/c", listed=listed))
    assert [row.ended for row in account.table()] == ["read_whole"] and account.is_complete()
    account.begin(ListAccount("http://a/d?type=4", pages=1, part_of="http://a/d"))
    assert [row.ended for row in account.table()] == ["read_whole", "not_understood"] and not account.is_complete()
