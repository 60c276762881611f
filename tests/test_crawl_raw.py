"""Answers as servers really send them: headers that are no ASCII, other statuses than 200, bodies that break off, links
that are no addresses. A real crawl against raw bytes; each costs itself at most, and what is new is read."""

import gzip
import json
import subprocess
import sys
import zlib
from pathlib import Path

import brotli
import pytest

from flows.catch_up import catch_up
from flows.upkeep.doctor import diagnose
from flows.waiting import backlog
from spiders.archive import read_body, read_index
from tests.portals.crawling import ROOT, Crawled, crawl, portal_file
from tests.raw_server import answer, serve_raw
from tests.test_backfill import REPORTS
from warehouse.places import published_file
from warehouse.query import run as ask

LIST = "/zfxxgknb/"
TITLE = "某县{}2021年政府信息公开工作年度报告"
GBK, UTF8, BROKEN = "中文服务".encode("gbk"), "中文服务".encode(), b"\xff\xfe\x80"
CUT = len(REPORTS[0]) * 2 // 3


def at(name: str) -> str:
    return f"{LIST}202201/t20220124_{name}.html"


def listing(names: list[str], more: bytes = b"") -> bytes:
    rows = "".join(f'<li><a href="{at(n)}">{TITLE.format(f"第{n}局")}</a></li>' for n in names)
    return f"<html><body><p>政府信息公开年报</p><ul>{rows}".encode() + more + b"</ul></body></html>"


def go(home: Path, answers: dict[str, bytes], more: bytes = b"", refuses_bytes: bool = False) -> Crawled:
    """Crawl a portal whose list shows these answers; `refuses_bytes`: it answers 400 to any header that is no ASCII."""

    def site(path: str, request: bytes) -> bytes | None:
        if refuses_bytes and not request.isascii():
            return answer(b"bad request", status=b"400 Bad Request")
        if path == LIST:
            return answer(listing(list(answers), more))
        return next((raw for name, raw in answers.items() if path == at(name)), None)

    with serve_raw(site) as (base, _):
        return crawl(portal_file(home, base, "trs", [LIST]), home)


def held(run: Crawled) -> set[str]:
    return {url.rsplit("_", 1)[1].removesuffix(".html") for url in run.documents()}


@pytest.fixture(scope="module")
def headers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Crawled]:
    home = tmp_path_factory.mktemp("headers")
    answers = {}
    for n, text in enumerate((GBK, UTF8, BROKEN)):
        body = REPORTS[0] + b"<!-- h%d -->" % n
        answers[f"1{n}"] = answer(body, b"Set-Cookie: name=" + text + b"; Path=/")
        answers[f"2{n}"] = answer(body, b"Set-Cookie: " + text + b"=1; Path=/")
        answers[f"3{n}"] = answer(body, b"X-" + text + b": a")
        answers[f"4{n}"] = answer(body, b"X-Served-By: " + text + b"; b=1")
        answers[f"5{n}"] = answer(body, status=b"200 " + text)
        answers[f"6{n}"] = answer(body, b'ETag: "' + text + b'"')
        answers[f"7{n}"] = answer(b"", b"Location: " + at("7x").encode() + b"?" + text, status=b"302 Found")
    answers["80"] = answer(REPORTS[0] + b"<!-- last -->", b"Set-Cookie: session=abc; Path=/")
    return home, go(home, answers, refuses_bytes=True)


def test_a_header_that_is_not_ascii_costs_nothing(headers: tuple[Path, Crawled]) -> None:
    _, run = headers
    assert run.summary["outcome"] == "completed"
    wanted = {f"{kind}{n}" for kind in range(1, 7) for n in range(3)} | {"80"}
    assert held(run) == wanted
    # What a Location in other bytes leads to is not there: that address alone is missing, by name.
    assert run.summary["failed"] == 3


def test_a_header_is_kept_as_the_bytes_it_came_as(headers: tuple[Path, Crawled]) -> None:
    home, _ = headers
    stored = b"".join(gzip.decompress(p.read_bytes()) for p in (home / "archive").glob("*/*.warc.gz"))
    for text in (GBK, UTF8, BROKEN):
        assert b"Set-Cookie: name=" + text + b"; Path=/\r\n" in stored
        assert b"X-Served-By: " + text + b"; b=1\r\n" in stored
        assert b"X-" + text + b": a\r\n" in stored
    for capture in read_index(home / "archive"):
        read_body(home / "archive", capture)


def test_what_is_not_ascii_is_not_sent_on_and_the_session_is(tmp_path: Path) -> None:
    names = ["1", "2", "3"]

    def site(path: str, request: bytes) -> bytes | None:
        if path == LIST:
            lines = b"Set-Cookie: session=abc; Path=/\r\nSet-Cookie: t=" + GBK + b"; Path=/"
            return answer(listing(names), lines, b'ETag: "' + GBK + b'"')
        return answer(REPORTS[0] + path.encode())

    with serve_raw(site) as (base, asked):
        crawl(portal_file(tmp_path, base, "trs", [LIST]), tmp_path)
        second = crawl(portal_file(tmp_path, base, "trs", [LIST]), tmp_path, "--sweep")
    assert second.summary["outcome"] == "completed" and second.summary["failed"] == 0
    assert all(request.isascii() for request in asked)
    assert any(b"Cookie: session=abc\r\n" in request for request in asked)


def whole(n: str) -> bytes:
    return REPORTS[0] + f"<!-- {n} -->".encode()


@pytest.fixture(scope="module")
def statuses(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Crawled, int]:
    home = tmp_path_factory.mktemp("statuses")
    packed, raw = gzip.compress(whole("p"), mtime=0), zlib.compressobj(wbits=-15)
    coded = b"Content-Encoding: gzip"
    answers = {
        "200": answer(whole("200")),
        "203": answer(whole("203"), status=b"203 Non-Authoritative Information"),
        "226": answer(whole("226"), status=b"226 IM Used"),
        "206": answer(
            whole("206")[:CUT], b"Content-Range: bytes 0-%d/%d" % (CUT - 1, len(whole("206"))),
            status=b"206 Partial Content",
        ),
        "207": answer(b"", status=b"207 Multi-Status"),
        "2061": answer(
            whole("2061"), b"Content-Range: bytes 0-%d/%d" % (len(whole("2061")) - 1, len(whole("2061"))),
            status=b"206 Partial Content",
        ),
        "301": answer(packed[: len(packed) * 2 // 3], coded),
        "302": answer(packed[:-8] + bytes(4) + packed[-4:], coded),
        "303": answer(gzip.compress(gzip.compress(whole("303"))), coded),
        "304": answer(raw.compress(whole("304")) + raw.flush(), b"Content-Encoding: deflate"),
        "305": answer(brotli.compress(whole("305")), b"Content-Encoding: br"),
        "306": answer(whole("306"), length=len(whole("306")) + 900),
        "307": answer(b"\x01\x02\x03\x04" * 400, b"Content-Encoding: zstd"),
    }  # fmt: skip
    run = go(home, answers)
    waiting = backlog(home).count
    return home, run, waiting


def test_all_that_is_counted_new_waits_to_be_read(statuses: tuple[Path, Crawled, int]) -> None:
    home, run, waiting = statuses
    said = [e for e in run.events if e["event"] == "captured"]
    assert run.summary["captured_new"] == waiting == len(said) == 11
    assert [o["kind"] for o in run.summary["obstacles"]] == ["empty_page"]
    assert any(f"{waiting} documents wait" in ill.message for ill in diagnose(home))


def test_what_is_part_of_a_document_is_asked_for_again_and_said(statuses: tuple[Path, Crawled, int]) -> None:
    _, run, _ = statuses
    parts = {c["url"].rsplit("_", 1)[1] for c in run.captures if c["obstacle"] == "truncated"}
    assert parts == {"206.html", "301.html", "302.html", "307.html"}
    for name in parts:
        assert any(name in problem and "only part" in problem for problem in run.summary["problems"])
    # a body shorter than its Content-Length is a failure of its address
    assert any("306.html" in problem for problem in run.summary["problems"])


def test_each_is_read_and_a_part_says_that_it_is_one(statuses: tuple[Path, Crawled, int]) -> None:
    home, _, _ = statuses
    done = catch_up(home, workers=1)
    assert backlog(home).count == 0 and sum(done.outcomes.values()) == 11
    found = ask(
        published_file(home),
        "SELECT url, outcome, (SELECT count(*) FROM issue i WHERE i.reading_id = r.reading_id AND i.code = 'damaged') n"
        " FROM reading r JOIN capture c USING (capture_id)",
    )
    told = {row.url.rsplit("_", 1)[1].removesuffix(".html"): (row.outcome, row.n) for row in found.itertuples()}
    for name in ("200", "203", "226", "2061", "303", "304", "305"):
        assert told[name] == ("report", 0), name
    for name in ("206", "301", "302", "307"):
        assert told[name][1] == 1, name
    assert told["302"][0] == "report" and told["307"][0] == "damaged"


def test_a_part_never_stands_over_the_whole_document(tmp_path: Path) -> None:
    now = {"1": answer(whole("1"))}

    def site(path: str, request: bytes) -> bytes | None:
        return answer(listing(["1"])) if path == LIST else now["1"]

    with serve_raw(site) as (base, _):
        portal = portal_file(tmp_path, base, "trs", [LIST])
        crawl(portal, tmp_path)
        now["1"] = answer(whole("1")[:CUT], status=b"206 Partial Content")
        crawl(portal, tmp_path, "--sweep")
    catch_up(tmp_path, workers=1)
    rows = ask(published_file(tmp_path), "SELECT is_current, cell_count FROM version ORDER BY cell_count")
    assert list(rows["is_current"]) == [False, True] or list(rows["is_current"]) == [True]
    current = ask(
        published_file(tmp_path), "SELECT obstacle FROM capture JOIN version USING (capture_id) WHERE is_current"
    )
    assert list(current["obstacle"]) == [""]


def test_what_is_no_address_costs_itself_by_name(tmp_path: Path) -> None:
    bad = [b"http://[::1", b"http://127.0.0.1:99999/nb.html", b"//[x/a.html", b"http://[fe80::1%25eth0]]/"]
    rows = b"".join(b'<li><a href="%s">%s</a></li>' % (href, TITLE.format("丙局").encode()) for href in bad)
    lead = {f"9{n}": answer(b"", b"Location: " + where, status=b"302 Found") for n, where in enumerate(bad)}
    run = go(tmp_path, {"1": answer(whole("1")), **lead, "2": answer(whole("2"))}, rows)
    assert held(run) == {"1", "2"} and run.summary["outcome"] == "incomplete", "redirects that lead nowhere"
    named = [row["url"] for row in run.summary["skipped_titles"] if row["reason"] == "bad_address"]
    assert sorted(named) == sorted(href.decode() for href in bad)
    told = json.dumps(run.summary, ensure_ascii=False)
    assert all(at(name) in told for name in lead)


def test_add_refuses_what_is_no_address(tmp_path: Path) -> None:
    file = tmp_path / "nb.html"
    file.write_bytes(REPORTS[0])
    for url in ("http://[::1/nb.html", "http://www.x.gov.cn:99999/nb.html"):
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", "add", str(file), "--url", url, "--obtained", "2024-01-01", "--home",
             str(tmp_path / "home"), "--later"],
            cwd=ROOT, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 1 and url in done.stderr and "Traceback" not in done.stderr
