"""What a crawl remembers between nights, and what it does when the ledger is lost, late or full of old failures."""

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data.manners import manners
from spiders.addresses import same_key
from spiders.alarms import raise_alarms
from spiders.archive import Found, PortalArchive, Received
from spiders.ledger import Ledger, Origin
from spiders.ledger_file import LedgerError
from tests.portals import trs
from tests.portals.crawling import crawl, pass_time, portal_file
from tests.portals.server import Answer, Asked, serve

URL = "http://www.a.gov.cn/zfxxgknb/202201/t20220124_1.html"
KEY = same_key(URL)
ORIGIN = Origin("http://www.a.gov.cn/zfxxgknb/", "政府信息公开年报", "http://www.a.gov.cn/zfxxgknb/", 0)
FOUND = Found("page", "http://www.a.gov.cn/zfxxgknb/", "某局2021年报告", "2022-01-24", "某局")


def test_what_is_wanted_waits_until_it_is_held(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "p.sqlite")
    assert ledger.see(KEY, URL, "某局2021年报告") and not ledger.see(KEY, URL, "某局2021年报告")
    ledger.want(KEY, URL, FOUND, ORIGIN)
    ledger.close()
    ledger = Ledger(tmp_path / "p.sqlite")
    (entry,) = ledger.waiting()
    assert (entry.url, entry.found, entry.list_url, entry.list_column) == (
        URL,
        FOUND,
        ORIGIN.list_url,
        "政府信息公开年报",
    )


def test_what_was_not_committed_was_not_said(tmp_path: Path) -> None:
    killed = Ledger(tmp_path / "p.sqlite")
    killed.see(KEY, URL, "")
    killed.commit()
    killed.want(KEY, URL, FOUND, ORIGIN)
    killed._db.close()
    assert list(Ledger(tmp_path / "p.sqlite").waiting()) == []


def test_a_failure_is_due_again_after_hours_that_grow(tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    path = tmp_path / "crawl" / "p.sqlite"
    for tries, hours in enumerate(manners().failure_hours):
        ledger = Ledger(path)
        ledger.want(KEY, URL, FOUND, ORIGIN)
        ledger.fail(KEY, "status 500")
        assert list(ledger.waiting()) == [], tries
        ledger.close()
        pass_time(tmp_path, (hours - 0.1) / 24)
        ledger = Ledger(path)
        assert list(ledger.waiting()) == [], tries
        ledger.close()
        pass_time(tmp_path, 0.2 / 24)
    # failed once more than there are numbers: the last one holds
    (entry,) = Ledger(path).waiting()
    assert entry.tries == len(manners().failure_hours)


def test_block_pages_in_a_row_shut_the_host_for_longer_each_night(tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    path = tmp_path / "crawl" / "p.sqlite"
    for days in (1, 2, 4):
        ledger = Ledger(path)
        shut = [ledger.strike("www.a.gov.cn", "river_security", 24) for _ in range(manners().strikes)]
        assert shut == [False] * (manners().strikes - 1) + [True]
        ledger.close()
        pass_time(tmp_path, days - 0.1)
        ledger = Ledger(path)
        assert ledger.backed_off("www.a.gov.cn"), days
        ledger.close()
        pass_time(tmp_path, 0.2)
        ledger = Ledger(path)
        assert ledger.backed_off("www.a.gov.cn") is None
        ledger.close()
    ledger = Ledger(path)
    ledger.let_in("www.a.gov.cn")
    assert [ledger.strike("www.a.gov.cn", "wzws", 24) for _ in range(2)] == [False, False], "it begins anew"


def test_the_ledger_catches_up_with_the_archive(tmp_path: Path) -> None:
    """The write between archive and ledger was lost: the capture is known, and its files are still to be taken."""
    with PortalArchive(tmp_path / "archive", "p") as archive:
        archive.keep(Received(URL, 200, [("Content-Type", "text/html")], b"<p>a</p>"), URL, FOUND)
        ledger = Ledger(None)
        assert ledger.catch_up(archive.latest.values()) == 1 and ledger.catch_up(archive.latest.values()) == 0
        entry = ledger.entry(KEY)
        assert entry is not None and entry.state == "held" and entry.found == FOUND
        assert [e.key for e in ledger.open_pages()] == [KEY]
    ledger.catch_up([])
    assert [e.key for e in ledger.waiting()] == [KEY], "what the archive lost is wanted again"


@pytest.mark.parametrize("damage", [b"no database" * 1000, b"SQLite format 3\0" + bytes(5000)])
def test_a_file_that_is_no_ledger_is_put_aside_and_begun_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "p.sqlite").write_bytes(damage)
    ledger = Ledger(tmp_path / "p.sqlite")
    assert ledger.catch_up([]) == 0
    ledger.close()
    assert (tmp_path / "p.sqlite.damaged").read_bytes() == damage


def test_a_ledger_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "p.sqlite").mkdir()
    with pytest.raises(LedgerError, match=r"p\.sqlite.*rebuilt from the archive"):
        Ledger(tmp_path / "p.sqlite")


LIST = "/zfxxgknb/"
PER_PAGE = 3


class Growing:
    """A list of several pages, newest first, drawn by createPageHTML; `first` is the newest report's number."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.dead: set[int] = set()

    def __call__(self, asked: Asked) -> Answer | None:
        pages = -(-self.count // PER_PAGE)
        for page in range(pages):
            if asked.path == (f"{LIST}index_{page}.html" if page else LIST):
                numbers = range(self.count - page * PER_PAGE, max(0, self.count - (page + 1) * PER_PAGE), -1)
                rows = [
                    f'<li><a href="./202201/t20220124_{n}.html">{trs.title(f"第{n}局", 2021)}</a></li>' for n in numbers
                ]
                return Answer(f'{"".join(rows)}<script>createPageHTML({pages},0,"index","html")</script>'.encode())
        number = asked.path.rsplit("_", 1)[-1].removesuffix(".html")
        if "/t2022" in asked.path and int(number) not in self.dead:
            return Answer(trs.article(trs.title(f"第{number}局", 2021)).encode())
        return Answer(b"", 500) if "/t2022" in asked.path else None


def test_lists_are_left_where_known_entries_begin_and_read_to_the_end_on_a_sweep(tmp_path: Path) -> None:
    site = Growing(24)
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])

        def lists() -> list[str]:
            return [p for p in running.paths() if p.startswith(LIST) and "/t2022" not in p]

        crawl(portal, tmp_path)
        assert len(lists()) == 8
        running.asked.clear()
        crawl(portal, tmp_path)
        assert len(lists()) == manners().nightly_pages == 5
        running.asked.clear()
        site.count = 42  # eighteen new: six pages are all new, the seventh holds nothing unknown
        run = crawl(portal, tmp_path)
        assert run.summary["captured_new"] == 18 and len(lists()) == 7
        running.asked.clear()
        pass_time(tmp_path, 14)
        run = crawl(portal, tmp_path)
        assert run.summary["unchanged"] == 42 and len(lists()) == 14


def test_a_list_that_broke_off_is_read_on_the_next_night(tmp_path: Path) -> None:
    """Page 1 is known after the first night; what stands behind the page that failed must still be found."""
    site, broken = Growing(12), [True]

    def breaking(asked: Asked) -> Answer | None:
        return Answer(b"", 500) if broken[0] and asked.path.endswith(("index_1.html", "index_2.html")) else site(asked)

    with serve(breaking) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST], quirks={"max_pages": 9})
        first = crawl(portal, tmp_path)
        broken[0] = False
        second = crawl(portal, tmp_path)
    assert first.summary["captured_new"] < 12
    assert first.summary["captured_new"] + second.summary["captured_new"] == 12


def test_what_failed_is_asked_for_when_it_is_due_and_not_before(tmp_path: Path) -> None:
    site = Growing(3)
    site.dead = {2}
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        first = crawl(portal, tmp_path)
        assert (first.summary["captured_new"], first.summary["failed"]) == (2, 1)
        site.dead = set()
        early = crawl(portal, tmp_path)
        assert early.summary["captured_new"] == 0 and early.summary["skipped"] == {"failed_before": 1}
        pass_time(tmp_path, manners().failure_hours[0] / 24)
        due = crawl(portal, tmp_path)
    assert due.summary["captured_new"] == 1


def test_a_lost_ledger_is_rebuilt_without_fetching_anything_again(tmp_path: Path) -> None:
    with serve(Growing(9)) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        crawl(portal, tmp_path)
        for path in (tmp_path / "crawl").glob("here.sqlite*"):
            path.unlink()
        running.asked.clear()
        run = crawl(portal, tmp_path)
        assert not [p for p in running.paths() if "/t2022" in p]
    assert (run.summary["captured_new"], run.summary["unchanged"]) == (0, 9)


@pytest.mark.parametrize(
    ("left", "outcome", "kinds"),
    [
        (0, "completed", ["yields_none", "list_yields_none"]),
        (4, "completed", ["far_fewer"]),
        (9, "completed", []),
        (0, "blocked", ["only_block_pages"]),
        (0, "failed", ["yields_none", "list_yields_none"]),
    ],
)
def test_a_portal_that_yields_less_is_an_alarm_until_it_has_lasted(
    tmp_path: Path, left: int, outcome: str, kinds: list[str]
) -> None:
    (tmp_path / "crawl").mkdir()
    path, shown = tmp_path / "crawl" / "p.sqlite", {"a/": ("http://a/", left), "b/": ("http://b/", 0)}
    ledger = Ledger(path)
    assert raise_alarms(ledger, {"a/": ("http://a/", 10), "b/": ("http://b/", 0)}, "completed") == []
    for _ in range(2):
        assert [a.kind for a in raise_alarms(ledger, shown, outcome)] == kinds
    ledger.close()
    pass_time(tmp_path, manners().alarms.accept_after_days)
    ledger = Ledger(path)
    raise_alarms(ledger, shown, "completed")
    assert raise_alarms(ledger, shown, "completed") == []


def test_a_page_of_another_family_is_an_alarm() -> None:
    ledger = Ledger(None)
    shown = {"a/": ("http://a/", 3), "b/": ("http://b/", 0)}
    assert raise_alarms(ledger, shown, "completed") == []
    empty = {"a/": ("http://a/", "nothing known in place of trs", False), "b/": ("http://b/", "the same", False)}
    found = raise_alarms(ledger, {"a/": ("http://a/", 0), "b/": ("http://b/", 0)}, "completed", empty)
    assert [(a.kind, a.url) for a in found if a.kind == "drift"] == [("drift", "http://a/")]
    other = {"b/": ("http://b/", "ucap in place of trs", True)}
    (alarm,) = raise_alarms(ledger, shown, "completed", other)
    assert alarm.kind == "drift" and alarm.message == "ucap in place of trs"


def test_a_rebuilt_list_is_an_alarm_of_the_crawl_and_its_reports_are_not_counted_as_found(tmp_path: Path) -> None:
    site = Growing(3)
    rebuilt = Answer("<html><body><div id=app>某县政府信息公开</div></body></html>".encode())
    with serve(lambda asked: rebuilt if site.dead and asked.path == LIST else site(asked)) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        crawl(portal, tmp_path)
        site.dead = {1}
        run = crawl(portal, tmp_path)
    assert {a["kind"] for a in run.summary["alarms"]} == {"yields_none", "list_yields_none", "drift"}
    assert run.summary["unchanged"] == 0


def test_files_rotate_by_size_and_stay_in_order(tmp_path: Path) -> None:
    with PortalArchive(tmp_path, "p", warc_bytes=2000) as archive:
        for n in range(12):
            body = f"<p>{n}</p>".encode() + bytes(range(256))
            archive.keep(Received(f"{URL}?{n}", 200, [("Content-Type", "text/html")], body), f"{URL}?{n}", FOUND)
    files = sorted((tmp_path / "p").glob("*.warc.gz"))
    assert len(files) > 3 and all(f.stat().st_size < 4000 for f in files)
    with PortalArchive(tmp_path, "p") as archive:
        assert [c.url for c in archive.latest.values()] == [f"{URL}?{n}" for n in range(12)]


def test_an_older_capture_never_stands_over_a_newer_one(tmp_path: Path) -> None:
    new = Received(URL, 200, [("Content-Type", "text/html")], b"<p>new</p>")
    old = dataclasses.replace(new, body=b"<p>old</p>", fetched_at="2021-03-01T00:00:00.000Z", source="x.warc.gz@0")
    with PortalArchive(tmp_path, "p") as archive:
        kept = archive.keep(new, URL, FOUND)
        archive.keep(old, URL, dataclasses.replace(FOUND, obtained_by="archive"))
        assert archive.latest[URL] == kept
    with PortalArchive(tmp_path, "p") as archive:
        assert archive.latest[URL] == kept


def test_the_cap_of_a_night_counts_over_crawls_and_by_host(tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    ledger = Ledger(tmp_path / "crawl" / "p.sqlite")
    for host in ("a", "a", "b"):
        ledger.asked_tonight(host)
        ledger.ask(host)
    ledger.close()
    ledger = Ledger(tmp_path / "crawl" / "p.sqlite")
    assert (ledger.asked_tonight("a"), ledger.asked_tonight("b"), ledger.asked_tonight("c")) == (2, 1, 0)
    ledger.close()
    pass_time(tmp_path, 1)
    assert Ledger(tmp_path / "crawl" / "p.sqlite").asked_tonight("a") == 0
    with closing(sqlite3.connect(tmp_path / "crawl" / "p.sqlite")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_was_held_and_is_gone_is_said_once(tmp_path: Path) -> None:
    site, gone = Growing(3), False
    with serve(lambda asked: None if gone and asked.path.endswith("_2.html") else site(asked)) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        assert crawl(portal, tmp_path).summary["vanished"] == []
        gone = True
        said = crawl(portal, tmp_path, "--sweep").summary["vanished"]
        assert [(v["url"].rpartition("/")[2], v["reason"]) for v in said] == [("t20220124_2.html", "status 404")]
        pass_time(tmp_path, 1)
        assert crawl(portal, tmp_path, "--sweep").summary["vanished"] == []
        gone = False
        pass_time(tmp_path, 3)
        assert crawl(portal, tmp_path, "--sweep").summary["unchanged"] == 3
        gone = True
        assert len(crawl(portal, tmp_path, "--sweep").summary["vanished"]) == 1
