"""Reports out of other archives and files given by hand: taken by their tables, dated by their capture, once."""

import base64
import gzip
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.catch_up import catch_up
from flows.collecting.give import NotGiven, give
from flows.collecting.portals import PortalCommandError, import_sites, probe
from flows.collecting.take import Taken, Terms, take_cdx, take_warc
from flows.steps import pending_captures
from spiders.addresses import refusal
from spiders.archive import Found, PortalArchive, Received, read_body, read_index
from spiders.foreign import foreign_records
from spiders.portals import PortalError, load_portal
from spiders.ranges import ranges_of
from tests.warc_bytes import http, members, record
from warehouse.places import published_file
from warehouse.query import run as ask

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
HOST = "www.x.gov.cn"


def sample_reports() -> list[bytes]:
    """Bodies of HTML reports that stand on one of the sample portals."""
    import csv

    with (SAMPLE / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["what"] == "report" and r["url"].endswith("html")]
    found = [SAMPLE / r["url"].removeprefix("http://") for r in rows if r["night"] in ("both", "1")]
    return [path.read_bytes() for path in found if path.is_file()]


# Twice as many, told apart by what no reader sees.
REPORTS = [body + b"<!-- %d -->" % n for n in range(2) for body in sample_reports()]
NOTICE = "<html><title>通知</title><p>关于做好政府信息公开工作年度报告编制工作的通知</p></html>".encode()


def url(n: int | str) -> str:
    return f"http://{HOST}/zfxxgknb/202201/t20220124_{n}.html"


class Writing:
    """A WARC file as another archive writes it."""

    def __init__(self, path: Path, is_packed: bool = True) -> None:
        self.path, self.file = path, io.BytesIO()
        self.writer = WARCWriter(self.file, gzip=is_packed)
        self.places: list[tuple[int, int]] = []
        self.writer.write_record(self.writer.create_warcinfo_record(path.name, {"software": "Nutch"}))

    def add(
        self, address: str, body: bytes, kind: str = "response", day: str = "2022-03-01", status: str = "200 OK",
        http: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),), **fields: str,
    ) -> str:  # fmt: skip
        sha = "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()
        heads = {
            "WARC-Date": f"{day}T04:05:06Z",
            "WARC-Payload-Digest": sha,
            **{k.replace("_", "-"): v for k, v in fields.items()},
        }
        head = StatusAndHeaders(status, list(http), protocol="HTTP/1.1") if kind in ("response", "revisit") else None
        block = b"" if kind == "revisit" else body
        record = self.writer.create_warc_record(
            address, kind, payload=io.BytesIO(block), length=len(block), http_headers=head, warc_headers_dict=heads,
            warc_content_type="text/html" if kind == "resource" else "",
        )  # fmt: skip
        start = self.file.tell()
        self.writer.write_record(record)
        self.places.append((start, self.file.tell() - start))
        return sha

    def close(self) -> Path:
        self.path.write_bytes(self.file.getvalue())
        return self.path


def chunked(body: bytes) -> bytes:
    return (
        b"".join(b"%x\r\n%s\r\n" % (len(body[i : i + 999]), body[i : i + 999]) for i in range(0, len(body), 999))
        + b"0\r\n\r\n"
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Any, Path]]:
    folder = tmp_path_factory.mktemp("backfill")
    w = Writing(folder / "CC-MAIN-20220301.warc.gz")
    sha = w.add(url(0), REPORTS[0])
    w.add(url(1), gzip.compress(REPORTS[1]), http=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")))
    w.add(url(2), chunked(REPORTS[2]), http=(("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")))
    w.add(url(3), REPORTS[3], kind="resource")
    w.add(url(4), REPORTS[4][: len(REPORTS[4]) * 3 // 4], WARC_Truncated="length")
    w.add(url("notice"), NOTICE)
    w.add(url("gone"), b"gone", status="404 Not Found")
    w.add("http://www.haose21.com/zwgk/t20220124_1.html", REPORTS[5])
    # The same bytes a year later: a revisit names them by digest alone.
    w.add(url(0), REPORTS[0], kind="revisit", day="2023-03-01", WARC_Payload_Digest=sha)
    w.add(url(9), b"never seen", kind="revisit", day="2023-03-01")
    torn = Writing(folder / "torn.warc")
    torn.add(url(5), REPORTS[5])
    torn.add(url(6), REPORTS[6])
    whole = torn.file.getvalue()
    torn.file = io.BytesIO(whole[:-700])
    paths = [w.close(), torn.close()]
    home = folder / "home"
    yield home, take_warc(paths, home, [], workers=1), paths[0]


def test_reports_are_taken_by_their_tables_whatever_the_record(filled: tuple[Path, Any, Path]) -> None:
    home, result, _ = filled
    taken = {c.url: c for c in read_index(home / "archive") if not c.obstacle and not c.is_repeat}
    assert set(taken) == {url(n) for n in (0, 1, 2, 3, 5)}
    for n in (0, 1, 2, 3, 5):
        assert read_body(home / "archive", taken[url(n)]) == REPORTS[n]
    assert {c.obtained_by for c in taken.values()} == {"archive"} and {c.kind for c in taken.values()} == {"page"}
    assert {c.fetched_at for c in taken.values()} == {"2022-03-01T04:05:06.000Z"}, "the date is the capture's"
    assert result.counts["reports"] == 5 and result.counts["status_404"] == 1 and result.counts["host_refused"] == 1
    assert sum(count for name, count in result.counts.items() if name.startswith("not_taken")) == 1


def test_what_is_truncated_or_torn_is_said(filled: tuple[Path, Any, Path]) -> None:
    home, result, _ = filled
    cut = [c for c in read_index(home / "archive") if c.obstacle]
    assert result.counts["truncated"] + result.counts["truncated_not_a_report"] == 1
    assert [c.obstacle for c in cut] == ["truncated"] * result.counts["truncated"]
    part, torn = result.problems
    assert part.startswith("CC-MAIN-20220301.warc.gz@") and url(4) in part and "only part" in part
    assert result.counts["damaged"] == 1 and torn.startswith("torn.warc") and "torn" in torn and url(6) in torn


def test_a_revisit_is_a_later_sight_of_the_same_bytes(filled: tuple[Path, Any, Path]) -> None:
    home, result, _ = filled
    (again,) = [c for c in read_index(home / "archive") if c.is_repeat]
    assert (again.url, again.fetched_at[:10]) == (url(0), "2023-03-01")
    assert read_body(home / "archive", again) == REPORTS[0]
    assert result.counts["revisit_unresolved"] == 1


def test_once_is_enough_and_the_provenance_is_in_the_record(filled: tuple[Path, Any, Path]) -> None:
    home, _, warc = filled
    before = len(list(read_index(home / "archive")))
    again = take_warc([warc], home, [], workers=1)
    assert len(list(read_index(home / "archive"))) == before and not again.counts["reports"]
    stored = b"".join(gzip.decompress(p.read_bytes()) for p in (home / "archive").glob("*/*.warc.gz"))
    assert stored.count(b"Nianbao-Source: CC-MAIN-20220301.warc.gz@") >= 5


def test_our_own_archive_can_be_taken_in_elsewhere(filled: tuple[Path, Any, Path], tmp_path: Path) -> None:
    home, _, _ = filled
    result = take_warc(sorted((home / "archive").glob("*/*.warc.gz")), tmp_path, [], workers=1)
    assert result.counts["reports"] == 5 and result.counts["revisits"] == 1


def test_an_archives_older_wording_does_not_become_the_current_one(tmp_path: Path) -> None:
    newer = Received(url(0), 200, [("Content-Type", "text/html")], REPORTS[0], fetched_at="2024-05-01T00:00:00.000Z")
    with PortalArchive(tmp_path / "archive", "elsewhere") as archive:
        archive.keep(newer, url(0), Found("page"))
    w = Writing(tmp_path / "old.warc.gz")
    figure = next(n for n in (b">1<", b">2<", b">3<", b">4<", b">5<", b">0<") if n in REPORTS[0])
    w.add(url(0), REPORTS[0].replace(figure, b">77<", 1), day="2022-03-01")
    assert take_warc([w.close()], tmp_path, [], workers=1).counts["reports"] == 1
    done = catch_up(tmp_path, workers=1)
    assert done.outcomes == {"report": 2} and pending_captures(tmp_path) == []
    rows = ask(published_file(tmp_path), "SELECT is_current, fetched_at FROM version ORDER BY fetched_at")
    assert list(rows["is_current"]) == [False, True] and str(rows["fetched_at"][1])[:4] == "2024"


class Ranges:
    """A server of archive files that gives ranges; `mode` is what goes wrong."""

    def __init__(self, content: bytes, mode: str = "") -> None:
        self.content, self.mode, self.asked = content, mode, 0

    def __enter__(self) -> str:
        import threading
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
                if outer.mode == "later" and outer.asked == 1:
                    self.send_response(503)
                    self.end_headers()
                    return
                body = outer.content[first : last + 1]
                self.send_response(200 if outer.mode == "whole" else 206)
                self.end_headers()
                self.wfile.write(body[:-9] if outer.mode == "short" else body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_address[1]}/"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.parametrize(("mode", "reports"), [("", 2), ("later", 2), ("whole", 0), ("short", 0)])
def test_a_listing_is_fetched_range_by_range(tmp_path: Path, mode: str, reports: int) -> None:
    w = Writing(tmp_path / "crawl.warc.gz")
    for n in range(2):
        w.add(url(n), REPORTS[n])
    places = [{"offset": str(offset), "length": str(length)} for offset, length in w.places]
    lines = [
        "cn,gov,x)/ 20220301040506 "
        + json.dumps({"url": url(0), "status": "200", "filename": "a/crawl.warc.gz", **places[0]}),
        json.dumps({"url": url(1), "filename": "a/crawl.warc.gz", **places[1]}),
        json.dumps({"url": url(2), "status": "404", "filename": "x", "offset": 0, "length": 1}),
        json.dumps({"url": "http://www.haose21.com/a.html", "filename": "x", "offset": 0, "length": 1}),
        "no listing",
    ]
    (tmp_path / "list.cdxj").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ranges = Ranges(w.file.getvalue(), mode)
    with ranges as base:
        result = take_cdx([tmp_path / "list.cdxj"], tmp_path, [], base, delay=0.01, workers=1)
    assert result.counts["reports"] == reports and result.counts["fetched"] == 2
    assert ranges.asked == (3 if mode == "later" else 2)
    assert result.counts["status_404"] == result.counts["host_refused"] == 1
    assert sum("line 5" in p for p in result.problems) == 1
    assert len(result.problems) == 1 + (2 - reports)


def test_a_file_given_by_hand_goes_the_way_of_a_crawled_one(tmp_path: Path) -> None:
    file = tmp_path / "报告.html"
    file.write_bytes(REPORTS[0])
    capture, was_held = give(file, url(0), date(2024, 3, 1), tmp_path, [], "某局2021年政府信息公开工作年度报告", "某局")
    assert not was_held and (capture.obtained_by, capture.fetched_at[:10], capture.agency) == (
        "file",
        "2024-03-01",
        "某局",
    )
    assert read_body(tmp_path / "archive", capture) == REPORTS[0]
    assert give(file, url(0), date(2024, 3, 1), tmp_path, [])[1], "given twice, kept once"
    done = catch_up(tmp_path, workers=1)
    assert done.outcomes == {"report": 1} and done.reports == 1
    rows = ask(published_file(tmp_path), "SELECT obtained_by FROM capture")
    assert list(rows["obtained_by"]) == ["file"]


def test_records_that_give_nothing_hold_no_turn(tmp_path: Path) -> None:
    others = [record(b"http://www.example.com/%d" % n, http(b"x")) for n in range(5)]
    (tmp_path / "x.warc.gz").write_bytes(b"".join(members([*others, record(b"http://x.gov.cn/a", http(REPORTS[0]))])))
    turns: list[tuple[int, int]] = []

    def between(behind: Mapping[str, int], taken: Taken) -> None:
        turns.append((sum(behind.values()), taken.counts["reports"]))

    result = take_warc([tmp_path / "x.warc.gz"], tmp_path, [], 1, Terms(between=between, turn_seconds=0.0))
    assert turns == [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 1), (6, 1)]
    assert result.counts == {"host_refused": 5, "reports": 1}


NO_ADDRESS = {
    "https://..gov.cn/": "empty label",
    "https://www..x.gov.cn/a.html": "empty label",
    "https://.x.gov.cn/": "empty label",
    "https://x.gov.cn./": "empty label",
    f"https://{'a' * 64}.gov.cn/": "longer than 63",
    f"https://{'区' * 60}.gov.cn/": "longer than 63",
    f"https://{'a.' * 130}gov.cn/": "longer than 253",
    "https://x.gov.cn:65536/": "ort",
    "https://x.gov.cn:-1/": "ort",
    "https://x.gov.cn:0/": "port 0",
    "https://x.gov.cn:80a/": "ort",
    "https://anna:geheim@x.gov.cn/": "password",
    "https://anna@x.gov.cn/": "password",
    "https://x.gov.cn/a b.html": "white space",
    "https://x.gov .cn/": "white space",
    "https://x.gov.cn/\u3000.html": "white space",
    "https://x.gov.cn/a\tb": "white space",
    "https://x.gov.cn/a\x00b": "not printed",
    "https://x.gov.cn/\x1b[2J": "not printed",
    "https://x.gov.cn/\u202egpj": "not printed",
    "https://x.gov.cn/\ud800": "not printed",
    "https://x%20.gov.cn/": "no host",
    "https://a!b.gov.cn/": "no host",
    "https:\\\\x.gov.cn\\": "begin with",
    "https:///a.html": "begin with",
    "http://[::1": "IPv6",
}


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_address_is_refused_by_every_verb_that_takes_one(tmp_path: Path, address: str) -> None:
    why = NO_ADDRESS[address]
    assert why in refusal(address)
    (tmp_path / "a.html").write_bytes(b"x")
    with pytest.raises(NotGiven, match=why) as given:
        give(tmp_path / "a.html", address, date(2024, 3, 1), tmp_path, [])
    with pytest.raises(PortalCommandError, match=why):
        probe(address)
    content = {"portal": "x", "title": "x", "division": "350128", "family": "static", "start": [{"url": address}]}
    (tmp_path / "x.yml").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(PortalError, match=f"{why}|as YAML"):
        load_portal(tmp_path / "x.yml")
    assert "geheim" not in str(given.value) and not (tmp_path / "archive").exists()


@pytest.mark.parametrize(
    "address",
    ["http://x.gov.cn", "https://x_y.gov.cn:8080/a%20b?c=d@e#f", "https://中国.gov.cn/报告.html", "http://[::1]:80/"],
)
def test_what_is_an_address_is_not_refused(address: str) -> None:
    assert refusal(address) == ""


def test_records_and_listings_without_an_address_are_named(tmp_path: Path) -> None:
    addresses = [a for a in NO_ADDRESS if a.isascii() and a.isprintable() and " " not in a and "://" in a]
    content = b"".join(members([record(a.encode(), http(REPORTS[0])) for a in addresses]))
    (tmp_path / "x.warc.gz").write_bytes(content)
    found = list(foreign_records(tmp_path / "x.warc.gz"))
    assert [f.received for f in found] == [None] * len(addresses)
    assert all(NO_ADDRESS[a] in f.problem for a, f in zip(addresses, found, strict=True))
    lines = [json.dumps({"url": a, "filename": "f", "offset": "0", "length": "9"}) for a in addresses]
    (tmp_path / "l.cdxj").write_text("\n".join(f"x 2024 {line}" for line in lines), encoding="utf-8")
    for address, said in zip(addresses, ranges_of(tmp_path / "l.cdxj"), strict=True):
        assert isinstance(said, str) and NO_ADDRESS[address] in said and "geheim" not in said


def test_a_list_of_sites_gives_drafts_of_the_addresses_that_are_some(tmp_path: Path) -> None:
    rows = [
        "code,sponsor,name,address",
        *(f"1,甲,乙,{a}" for a in ("https://..gov.cn/", "http://[::1", "a b.gov.cn", "ok.gov.cn")),
    ]
    (tmp_path / "sites.csv").write_text("\n".join(rows), encoding="utf-8")
    made = import_sites(tmp_path / "sites.csv", tmp_path / "drafts")
    assert [path.name for path in made.written] == ["ok.yml"] and len(made.refused) == 3


@pytest.mark.parametrize("address", ["http://www.haose21.com/a.html", "file:///etc/passwd", "某局"])
def test_a_file_from_nobodys_address_is_refused(tmp_path: Path, address: str) -> None:
    (tmp_path / "a.html").write_bytes(b"x")
    with pytest.raises(NotGiven, match=r"gov\.cn"):
        give(tmp_path / "a.html", address, date(2024, 3, 1), tmp_path, [])
    assert not (tmp_path / "archive").exists()
