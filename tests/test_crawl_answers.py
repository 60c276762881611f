"""What comes in place of a document, and what is said of one that is gone: never a revision, never a wrong absence."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.portals.crawling import Crawled, crawl, pass_time, portal_file
from tests.portals.server import Answer, Asked, serve
from tests.portals.simulated import WORDS, title

LIST = "/zfxxgknb/"
SHELL = (
    "<!DOCTYPE html><html><head><title>某县人民政府</title></head><body>"
    "<noscript>请启用 JavaScript 后访问本站</noscript>"
    '<div id="root"></div><script src="/static/main.js"></script></body></html>'
)
ERROR = "<html><body><h1>系统提示</h1><p>您请求的文件暂时无法下载，请稍后再试。</p></body></html>"


@dataclass
class Site:
    """A list of reports, each a page with a PDF, whose answers a test exchanges."""

    answers: dict[str, Answer] = field(default_factory=dict)
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def report(self, year: int, folder: str = "", body: str = "") -> str:
        at = f"{LIST}{folder}{year + 1}01/t{year + 1}0124_{year}.html"
        self.rows.append((at, title("某县教育局", year), f"{year + 1}-01-24"))
        head = f"<h1>{title('某县教育局', year)}</h1>"
        pdf = f"{LIST}{folder}P{year}0124123456789012.pdf"
        self.answers[at] = Answer(f"<html>{head}<p>{body or WORDS}</p><a href='{pdf}'>附件</a></html>".encode())
        self.answers[pdf] = Answer(b"%PDF-1.4 " + str(year).encode(), headers={"Content-Type": "application/pdf"})
        return at

    def __call__(self, asked: Asked) -> Answer | None:
        self.asked.append(asked.path)
        if asked.path == LIST:
            rows = (f'<li><a href="{at}">{name}</a><span>{date}</span></li>' for at, name, date in self.rows)
            return Answer(f"<ul>{''.join(rows)}</ul>".encode())
        if asked.path == "/":
            return Answer("<html><title>某县人民政府</title><p>欢迎访问某县人民政府门户网站</p></html>".encode())
        return self.answers.get(asked.path)


@pytest.fixture
def site() -> Site:
    made = Site()
    for year in (2021, 2022, 2023):
        made.report(year)
    return made


def nights(site: Site, home: Path, change: Callable[[], object]) -> Crawled:
    """One night, a change, and a sweep later."""
    with serve(site) as running:
        portal = portal_file(home, running.base, "trs", [{"url": LIST, "column": "政府信息公开年报"}])
        assert crawl(portal, home).summary["captured_new"] == 2 * len(site.rows)
        change()
        pass_time(home, 20)
        site.asked.clear()
        return crawl(portal, home)


def test_a_script_shell_in_place_of_what_is_held_is_no_revision(site: Site, tmp_path: Path) -> None:
    shell = Answer(SHELL.encode())
    run = nights(site, tmp_path, lambda: site.answers.update(dict.fromkeys(site.answers, shell)))
    assert run.summary["captured_revised"] == 0 and run.summary["vanished"] == []
    kinds = [o["kind"] for o in run.summary["obstacles"]]
    assert sorted(set(kinds)) == ["js_shell", "page_instead"] and len(kinds) == 6
    assert run.summary["outcome"] == "incomplete", "what the list shows could not be looked at"


@pytest.mark.parametrize("body", [ERROR, '{"code":500,"msg":"文件不存在"}'])
def test_a_page_in_place_of_a_file_is_an_obstacle(site: Site, tmp_path: Path, body: str) -> None:
    kind = "text/html" if body.startswith("<") else "application/json"
    files = {at: Answer(body.encode(), headers={"Content-Type": kind}) for at in site.answers if at.endswith("pdf")}
    run = nights(site, tmp_path, lambda: site.answers.update(files))
    assert run.summary["captured_revised"] == 0
    assert [o["kind"] for o in run.summary["obstacles"]] == ["page_instead"] * 3


@pytest.mark.parametrize(
    "gone",
    [
        Answer(b"", 302, {"Location": "/"}),
        Answer(b"", 301, {"Location": "/index.html"}),
        Answer(b"<script>window.location.href='/index.html'</script>"),
        Answer(b'<meta http-equiv="refresh" content="30;url=/">'),
        Answer(b"", 404),
    ],
)
def test_an_address_that_leads_home_is_gone(site: Site, tmp_path: Path, gone: Answer) -> None:
    at = site.rows[0][0]
    site.answers["/index.html"] = Answer("<html><p>欢迎访问某县人民政府门户网站</p></html>".encode())
    run = nights(site, tmp_path, lambda: site.answers.update({at: gone}))
    assert [v["url"].split("/", 3)[3] for v in run.summary["vanished"]] == [at[1:]]
    assert run.summary["moved"] == []


@pytest.mark.parametrize(("body", "how"), [("", "same_bytes"), (WORDS + "改版后", "same_title")])
def test_what_has_a_new_address_has_moved(site: Site, tmp_path: Path, body: str, how: str) -> None:
    old = site.rows[0][0]

    def redesign() -> None:
        before, site.rows = site.answers.pop(old), site.rows[1:]
        new = site.report(2021, "new/", body)
        site.answers[new] = site.answers[new] if body else before

    run = nights(site, tmp_path, redesign)
    assert run.summary["vanished"] == []
    (moved,) = run.summary["moved"]
    assert moved["url"].endswith(old) and "/new/" in moved["to"] and moved["reason"] == how


def test_a_redirect_to_another_address_is_a_move(site: Site, tmp_path: Path) -> None:
    old = site.rows[0][0]

    def redirect() -> None:
        before = site.answers.pop(old)
        new = old.replace("/t2022", "/new/t2022")
        site.answers |= {old: Answer(b"", 301, {"Location": new}), new: before}

    run = nights(site, tmp_path, redirect)
    (moved,) = run.summary["moved"]
    assert moved["url"].endswith(old) and "/new/" in moved["to"] and moved["reason"] == "redirect"
    assert run.summary["vanished"] == [] and run.summary["outcome"] == "completed"


@pytest.mark.parametrize("start", [LIST, "/"])
def test_nothing_has_vanished_where_every_address_leads_home(site: Site, tmp_path: Path, start: str) -> None:
    home = Answer("<html><title>某县人民政府</title><a href='/zfxxgknb/'>政府信息公开年报</a></html>".encode())

    def answer(asked: Asked) -> Answer | None:
        return home if asked.path == "/" else Answer(b"", 302, {"Location": "/"}) if closed else site(asked)

    closed = False
    with serve(answer) as running:
        starts = [{"url": start, "column": "政府信息公开年报"} if start == LIST else {"url": start}]
        portal = portal_file(tmp_path, running.base, "trs" if start == LIST else "detect", starts)
        assert crawl(portal, tmp_path).summary["captured_new"] == 2 * len(site.rows)
        closed = True
        pass_time(tmp_path, 20)
        run = crawl(portal, tmp_path)
    assert run.summary["vanished"] == [] and run.summary["outcome"] != "completed"
    assert any("led to the home page" in problem for problem in run.summary["problems"])


def test_a_quiet_night_on_which_an_endpoint_leads_home_is_not_completed(tmp_path: Path) -> None:
    """The endpoint of one report a year has no list: only years that may still come are asked for."""
    annual, closed = "/module/xxgk/xxgkAnnualReport.jsp", False
    home = Answer("<html><title>某县人民政府</title><p>欢迎访问某县人民政府门户网站</p></html>".encode())
    page = Answer(f"<html><h1>{title('某县教育局', 2021)}</h1><p>{WORDS}</p></html>".encode())
    empty = Answer(b"<html><form></form></html>")

    def answer(asked: Asked) -> Answer | None:
        if asked.path == "/":
            return home
        if closed:
            return Answer(b"", 302, {"Location": "/"})
        return page if asked.fields.get("fbtime") == "2021" else empty if asked.path.startswith(annual) else None

    with serve(answer) as running:
        starts = [{"url": f"{annual}?area=113325000026455663", "agency": "某县教育局"}]
        portal = portal_file(tmp_path, running.base, "hanweb_xxgk", starts)
        assert crawl(portal, tmp_path).summary["captured_new"] == 1
        closed = True
        run = crawl(portal, tmp_path)
    assert run.summary["outcome"] != "completed" and run.summary["vanished"] == []
    assert any("led to the home page" in problem for problem in run.summary["problems"])


@pytest.mark.parametrize("closed", ["<html><form></form></html>", SHELL])
def test_reports_of_an_endpoint_that_is_empty_altogether_have_not_vanished(tmp_path: Path, closed: str) -> None:
    annual, years, shut = "/module/xxgk/xxgkAnnualReport.jsp", {2020, 2021}, False

    def answer(asked: Asked) -> Answer | None:
        year = int(asked.fields.get("fbtime", "0"))
        there = f"<html><h1>{title('某县教育局', year)}</h1><p>{WORDS}</p></html>"
        page = closed if shut else there if year in years else "<html><form></form></html>"
        return Answer(page.encode()) if asked.path == annual else None

    with serve(answer) as running:
        starts = [{"url": f"{annual}?area=113325000026455663", "agency": "某县教育局"}]
        portal = portal_file(tmp_path, running.base, "hanweb_xxgk", starts)
        assert crawl(portal, tmp_path).summary["captured_new"] == 2
        shut = True
        pass_time(tmp_path, 20)
        run = crawl(portal, tmp_path).summary
        assert run["vanished"] == [] and run["outcome"] != "completed"
        shut, years = False, {2020}
        pass_time(tmp_path, 20)
        run = crawl(portal, tmp_path).summary
    assert [one["title"] for one in run["vanished"]] == [title("某县教育局", 2021)]


def test_a_listed_report_that_failed_and_is_not_held_keeps_a_crawl_incomplete(site: Site, tmp_path: Path) -> None:
    site.answers[site.rows[0][0]] = Answer(b"", 503)
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", [{"url": LIST, "column": "政府信息公开年报"}])
        assert [crawl(portal, tmp_path).summary["outcome"] for _ in range(2)] == ["incomplete"] * 2


def test_a_copy_that_was_there_all_along_is_no_new_place(site: Site, tmp_path: Path) -> None:
    old = site.rows[0][0]
    site.report(2021, "copy/")
    run = nights(site, tmp_path, lambda: site.answers.pop(old))
    assert [v["url"].endswith(old) for v in run.summary["vanished"]] == [True] and run.summary["moved"] == []


def test_a_row_that_reads_otherwise_is_due_tonight(site: Site, tmp_path: Path) -> None:
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", [{"url": LIST, "column": "政府信息公开年报"}])
        crawl(portal, tmp_path)
        at, name, _ = site.rows[1]
        site.rows[1] = (at, name, "2024-05-06")
        site.answers[at] = Answer(f"<html><h1>{name}</h1><p>{WORDS} 更正</p></html>".encode())
        site.asked.clear()
        run = crawl(portal, tmp_path)
        assert run.summary["captured_revised"] == 1 and [p for p in site.asked if p.endswith("html")] == [at]
        site.asked.clear()
        crawl(portal, tmp_path)
        assert site.asked == ["/robots.txt", LIST] or site.asked == [LIST]


def test_an_old_office_file_that_is_a_page_is_a_document(tmp_path: Path) -> None:
    site = Site()
    at = site.report(2021)
    doc = f"{LIST}nb.doc"
    site.answers[at] = Answer(f"<html><h1>{title('某县教育局', 2021)}</h1><a href='{doc}'>年报.doc</a></html>".encode())
    table = "<html xmlns:w='word'><table><tr><td>主动公开</td><td>3</td></tr></table></html>"
    site.answers[doc] = Answer(table.encode(), headers={"Content-Type": "text/html"})
    with serve(site) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", [{"url": LIST, "column": "政府信息公开年报"}]), tmp_path)
    assert doc[1:] in run.documents()
