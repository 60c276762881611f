"""What real servers do: take requests late, jump by header, send long headers, draw a session into each address."""

import json
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.portals.crawling import crawl, pass_time, portal_file
from tests.portals.server import Answer, Asked, serve
from tests.portals.simulated import JSON, Simulated, title
from tests.raw_server import answer, serve_raw

LIST, COLUMN, AGENCY = "/zfxxgknb/", "政府信息公开年报", "某县教育局"
START = [{"url": LIST, "column": COLUMN}]


def row(at: str, year: int, day: str = "") -> str:
    return f'<li><a href="{at}">{title(AGENCY, year)}</a><span>{day}</span></li>'


def listed(p: Simulated, years: Iterator[int] | range, query: str = "") -> str:
    rows = ""
    for year in years:
        at = p.article(f"{LIST}{year + 1}01/t{year + 1}0120_{year}.html", title(AGENCY, year))
        rows += row(at + query, year)
    return f"<ul>{rows}</ul>"


# What a test's own clock may be off by.
TOLERANCE = 0.02


@pytest.mark.parametrize("stated", ["robots", "portal"])
def test_a_stated_delay_holds_where_the_server_takes_requests_late(tmp_path: Path, stated: str) -> None:
    p = Simulated("trs", START)
    p.page(LIST, listed(p, range(2018, 2024)))
    times: list[float] = []

    def late(asked: Asked) -> Answer | None:
        # Every other request waits in the queue of a busy server before it is looked at.
        time.sleep(0.3 if len(times) % 2 == 0 else 0.0)
        times.append(time.monotonic())
        return p.site(asked)

    rules = Answer(b"User-agent: *\nCrawl-delay: 0.4\n" if stated == "robots" else b"User-agent: *\nDisallow:\n")
    with serve(late, rules) as running:
        more = () if stated == "robots" else ("--delay", "0.4")
        run = crawl(portal_file(tmp_path, running.base, "trs", START), tmp_path, *more)
    assert run.summary["captured_new"] == 6
    gaps = [after - before for before, after in zip(times, times[1:], strict=False)]
    assert min(gaps) >= 0.4 - TOLERANCE, gaps


def test_a_refresh_header_is_followed_and_a_long_header_costs_nothing(tmp_path: Path) -> None:
    at = f"{LIST}202401/t20240120_1.html"
    long = b"Content-Security-Policy: " + b"x" * 40_000

    def site(path: str, _: bytes) -> bytes | None:
        if path == LIST:
            return answer(b"", b"Refresh: 0; url=/nb/list.html")
        if path == "/nb/list.html":
            return answer(f"<ul>{row(at, 2023)}</ul>".encode(), b"Content-Type: text/html; charset=utf-8", long)
        return answer(f"<h1>{title(AGENCY, 2023)}</h1><p>正文</p>".encode(), long) if path == at else None

    with serve_raw(site) as (base, _):
        run = crawl(portal_file(tmp_path, base, "trs", START), tmp_path)
    assert set(run.documents()) == {at[1:]} and run.summary["outcome"] == "completed", run.summary["problems"]


@pytest.mark.parametrize(
    "visit",
    [";jsessionid={:016X}", "?sid={:032x}a1b2", "?PHPSESSID={:026d}", "?_=17{:011d}", "?ASPSESSIONIDQQ={:08d}"],
)
def test_a_session_in_an_address_makes_no_new_document(tmp_path: Path, visit: str) -> None:
    p, visits = Simulated("trs", START), count(1)

    def site(asked: Asked) -> Answer | None:
        path = asked.path.split(";")[0]
        if path == LIST:
            return Answer(listed(p, range(2021, 2024), visit.format(next(visits))).encode())
        return p.pages.get(path)

    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", START)
        assert crawl(portal, tmp_path).summary["captured_new"] == 3
        pass_time(tmp_path, 1)
        again = crawl(portal, tmp_path)
    assert again.summary["captured_new"] == 0 and len(again.documents()) == 3


def test_a_report_at_the_end_of_a_list_that_is_oldest_first_is_new_tonight(tmp_path: Path) -> None:
    p, years = Simulated("trs", START), list(range(2009, 2023))

    def site(asked: Asked) -> Answer | None:
        pages = [years[:10], years[10:]]
        if asked.path in (LIST, f"{LIST}index_1.html"):
            shown = pages[asked.path != LIST]
            return Answer((listed(p, iter(shown)) + '<script>createPageHTML(2,0,"index","html")</script>').encode())
        return p.pages.get(asked.path)

    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", START)
        crawl(portal, tmp_path)
        years.append(2023)
        assert crawl(portal, tmp_path).summary["captured_new"] == 1


def test_two_entries_for_one_document_make_no_list_short(tmp_path: Path) -> None:
    p = Simulated("ucap", START)
    paths = [p.article(f"/c1/202401/{n:032x}.shtml", title(AGENCY, 2020 + n)) for n in range(3)]
    channel = "a" * 32
    p.page(LIST, f'<script>var u="/common/search/{channel}"</script>')
    found = [{"title": title(AGENCY, 2020 + n), "url": at} for n, at in enumerate(paths)]
    found.append({**found[0], "url": f"{paths[0]}#top"})
    p.pages[f"/common/search/{channel}"] = Answer(
        json.dumps({"data": {"total": 4, "results": found}}).encode(), headers=JSON
    )
    with serve(p.site) as running:
        run = crawl(portal_file(tmp_path, running.base, "ucap", START), tmp_path)
    assert run.summary["outcome"] == "completed" and not run.summary["problems"]


def test_a_pager_that_gives_the_first_page_again_is_left(tmp_path: Path) -> None:
    p = Simulated("lonsun", [])
    at = p.article("/public/7/1.html", title(AGENCY, 2023))
    p.page("/public/column/7?type=3&action=list", f"{row(at, 2023, '2024-01-20')}<script>var pageCount = 400;</script>")
    p.page("/public/column/7", p.pages["/public/column/7?type=3&action=list"].body.decode())
    with serve(p.site) as running:
        starts = [{"url": "/public/column/7?type=3&action=list", "column": COLUMN}]
        run = crawl(portal_file(tmp_path, running.base, "lonsun", starts), tmp_path)
    assert set(run.documents()) == p.reports and len(running.asked) < 10


def test_a_list_that_never_ends_is_named(tmp_path: Path) -> None:
    p = Simulated("trs", START)

    def site(asked: Asked) -> Answer | None:
        number = int(asked.fields.get("page", 1))
        if asked.path == LIST:
            more = f'<a href="?page={number + 1}">下一页</a>'
            return Answer(f'<li><a href="/zfxxgknb/{number}x.html">会议通知{number}</a>2024-01-01</li>{more}'.encode())
        return p.site(asked)

    with serve(site) as running:
        run = crawl(portal_file(tmp_path, running.base, "static", START, quirks={"max_pages": 8}), tmp_path)
    assert run.summary["account"][0]["ended"] == "too_long" and run.summary["outcome"] == "incomplete"
    assert any("more than 8 pages" in line for line in run.summary["problems"])
