"""What a crawl does night after night: nothing new, something revised, portals that shut the door, kills."""

import hashlib
import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from spiders.archive import ArchiveBusy, PortalArchive, read_body, read_index
from tests.portals import trs
from tests.portals.crawling import ROOT, command, crawl, pass_time, portal_file, read
from tests.portals.server import Answer, Asked, serve

LIST = "/zfxxgknb/"


class Changing:
    """One list of `count` reports with a PDF each, which can be revised, and validators as real servers send them."""

    def __init__(self, count: int = 3, validators: bool = True, slow: float = 0.0) -> None:
        self.count, self.validators, self.slow = count, validators, slow
        self.words: dict[str, str] = {}

    def report(self, n: int) -> str:
        return f"{LIST}202201/t20220124_{n}.html"

    def file(self, n: int) -> str:
        return f"{LIST}202201/P02022012436123456{n:04d}.pdf"

    def __call__(self, asked: Asked) -> Answer | None:
        time.sleep(self.slow)
        if asked.path == LIST:
            rows = [
                f'<li><a href=".{self.report(n)[9:]}">{trs.title(f"第{n}局", 2021)}</a></li>' for n in range(self.count)
            ]
            return Answer("".join(rows).encode())
        known = {self.report(n): n for n in range(self.count)} | {self.file(n): n for n in range(self.count)}
        if asked.path not in known:
            return None
        n, words = known[asked.path], self.words.get(asked.path, "first")
        if asked.path.endswith(".pdf"):
            return self.answer(asked, f"%PDF {words}".encode() * 200, "application/pdf")
        page = trs.article(trs.title(f"第{n}局", 2021), f'<p>{words}</p><a href="{self.file(n)}">附件</a>')
        return self.answer(asked, page.encode(), "text/html")

    def answer(self, asked: Asked, body: bytes, kind: str) -> Answer:
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        headers = {"Content-Type": kind, **({"ETag": tag} if self.validators else {})}
        if self.validators and asked.headers.get("if-none-match") == tag:
            return Answer(b"", 304, headers)
        return Answer(body, 200, headers)


@pytest.mark.parametrize("validators", [True, False])
def test_nothing_new_makes_no_work_and_a_revision_is_seen(tmp_path: Path, validators: bool) -> None:
    site = Changing(validators=validators)
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        first = crawl(portal, tmp_path)
        assert (first.summary["captured_new"], first.summary["unchanged"]) == (6, 0)

        running.asked.clear()
        quiet = crawl(portal, tmp_path)
        counts = ("captured_new", "captured_revised", "unchanged", "failed")
        assert [quiet.summary[c] for c in counts] == [0, 0, 6, 0] and quiet.summary["not_due"] == 6
        assert running.paths() == ["/robots.txt", LIST], "before the sweep is due nothing is asked for but the list"

        running.asked.clear()
        pass_time(tmp_path, 14)
        second = crawl(portal, tmp_path)
        assert [second.summary[c] for c in counts] == [0, 0, 6, 0] and second.summary["not_due"] == 0
        assert all(c["is_repeat"] for c in second.captures[len(first.captures) :])
        conditional = [a for a in running.asked if "if-none-match" in a.headers]
        assert len(conditional) == (6 if validators else 0)

        # A page corrected and a file exchanged behind an unchanged page: both are new versions, nothing else is.
        site.words = {site.report(1): "corrected", site.file(2): "exchanged"}
        site.count = 4
        third = crawl(portal, tmp_path, "--sweep")
        assert [third.summary[c] for c in counts] == [2, 2, 4, 0]
    fresh = [c for c in third.captures[len(second.captures) :] if not c["is_repeat"] and c["kind"] != "list"]
    assert sorted("/" + c["url"].split("/", 3)[3] for c in fresh) == sorted(
        [site.report(1), site.file(2), site.report(3), site.file(3)]
    )
    captures = list(read_index(tmp_path / "archive"))
    assert all(read_body(tmp_path / "archive", c) for c in captures)
    assert len({c.capture_id for c in captures if c.kind != "list"}) == 10


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (412, '<script>$_ts=window["$_ts"]</script>', "river_security"),
        (521, "<script>document.cookie=('_')+('_j')</script>", "jsluid"),  # robots.txt too: 5xx, we stay away
    ],
)
def test_a_portal_that_keeps_us_out_is_blocked_and_the_evidence_kept(
    tmp_path: Path, status: int, body: str, kind: str
) -> None:
    with serve(lambda _: Answer(body.encode(), status), robots=Answer(body.encode(), status)) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", [LIST]), tmp_path)
        assert len(running.asked) <= 2, "a block page is not asked for again"
    assert run.summary["outcome"] == "blocked"
    assert {o["kind"] for o in run.summary["obstacles"]} == {kind}
    assert run.documents() == {}
    (capture,) = read_index(tmp_path / "archive")
    assert capture.obstacle == kind and read_body(tmp_path / "archive", capture) == body.encode()


def test_block_pages_in_place_of_reports_are_no_reports(tmp_path: Path) -> None:
    """The list is open, every article is shut: the portal is blocked, and last night's report is not overwritten."""
    site, shut = Changing(2), threading.Event()

    def guarded(asked: Asked) -> Answer | None:
        if shut.is_set() and asked.path != LIST:
            return Answer(b"<script>var wzwschallenge='x'</script>")
        return site(asked)

    with serve(guarded) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        crawl(portal, tmp_path)
        shut.set()
        run = crawl(portal, tmp_path, "--sweep")
        assert run.summary["outcome"] == "blocked" and run.summary["captured_revised"] == 0
        assert [a["kind"] for a in run.summary["alarms"]] == ["only_block_pages"]
        shut.clear()
        asked = len(running.asked)
        still = crawl(portal, tmp_path, "--sweep")
        assert still.summary["outcome"] == "blocked" and len(running.asked) == asked, "the host is left alone for hours"
        pass_time(tmp_path, 1)
        again = crawl(portal, tmp_path, "--sweep")
        assert (again.summary["outcome"], again.summary["unchanged"]) == ("completed", 4)


def test_wrong_pages_with_status_200_are_named(tmp_path: Path) -> None:
    soft, home, instead, jump = (f"{LIST}202201/t20220124_{n}.html" for n in range(4))
    names = {soft: "甲局", home: "乙局", instead: "丙局", jump: "丁局"}
    rows = "".join(f'<li><a href="{path}">{trs.title(name, 2021)}</a></li>' for path, name in names.items())

    def site(asked: Asked) -> Answer | None:
        if asked.path in (LIST, instead):
            return Answer(rows.encode())
        return {
            soft: Answer("<title>ERROR 404 您访问的页面不存在</title>".encode()),
            home: Answer(b"", 302, {"Location": "/"}),
            jump: Answer(b"<script>window.location.href='/index.html'</script>"),
            "/": Answer(f"<html><body>{rows}</body></html>".encode()),
        }.get(asked.path)

    with serve(site) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", [LIST]), tmp_path)
    assert sorted(o["kind"] for o in run.summary["obstacles"]) == [
        "homepage_redirect", "homepage_redirect", "list_instead", "soft_404",
    ]  # fmt: skip
    assert run.documents() == {} and run.summary["outcome"] == "incomplete"


def test_addresses_that_may_not_be_asked(tmp_path: Path) -> None:
    """Redirects to another host and into a private network; robots.txt; each refused by name, none fetched."""
    rows = "".join(
        f'<li><a href="{LIST}202201/t20220124_{n}.html">{trs.title(name, 2021)}</a></li>'
        for n, name in enumerate(("甲局", "乙局", "丙局"))
    )

    def site(asked: Asked) -> Answer | None:
        if asked.path == LIST:
            return Answer(rows.encode())
        if asked.path.endswith("_0.html"):
            return Answer(b"", 302, {"Location": "http://www.zwinkt.com/a.html"})
        if asked.path.endswith("_1.html"):
            return Answer(b"", 302, {"Location": asked.path})  # a redirect loop
        return Answer(b"must not be asked")

    robots = Answer(f"User-agent: *\nDisallow: {LIST}202201/t20220124_2".encode())
    with serve(site, robots) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", [LIST]), tmp_path)
        assert not any("_2.html" in path for path in running.paths())
    assert run.summary["skipped"] == {"host_refused": 1, "robots_disallowed": 1}
    assert run.summary["failed"] == 1 and "redirect_loop: " in "\n".join(run.summary["problems"])


def test_a_private_address_needs_the_portal_files_leave(tmp_path: Path) -> None:
    with serve(Changing()) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST], private=False)
        done = subprocess.run(
            command(portal, tmp_path), cwd=ROOT, env={**os.environ, "NIANBAO_CONTACT": "x@y.cn"}, timeout=60,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
        assert done.returncode == 0 and running.asked == []
    run = read(tmp_path)
    assert run.summary["outcome"] == "failed" and run.summary["skipped"] == {"private_address": 1}


def test_strangers_servers_are_asked_in_somebodys_name(tmp_path: Path) -> None:
    portal = portal_file(tmp_path, "http://www.x.gov.cn", "trs", [LIST], private=False)
    environment = {k: v for k, v in os.environ.items() if k not in ("NIANBAO_CONTACT", "http_proxy")}
    done = subprocess.run(
        command(portal, tmp_path), cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )
    run = read(tmp_path)
    assert done.returncode == 0 and run.summary["outcome"] == "failed" and run.summary["requests"] == 0
    assert "NIANBAO_CONTACT" in run.summary["problems"][0]


def test_a_nights_cap_leaves_the_rest_for_the_next(tmp_path: Path) -> None:
    with serve(Changing(5)) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        for night, (new, left) in enumerate(((4, 1), (4, 1), (2, 0)), start=1):
            run = crawl(portal, tmp_path, *(("--night-cap", "6") if night < 3 else ()))
            pass_time(tmp_path, 1)
            assert run.summary["captured_new"] == new, (night, run.summary)
            assert bool(run.summary["skipped"].get("night_cap")) == bool(left)
    assert len(run.documents()) == 10


def test_a_portal_file_that_cannot_be_used_ends_at_once(tmp_path: Path) -> None:
    portal = tmp_path / "here.yml"
    portal.write_text("portal: elsewhere\n", encoding="utf-8")
    done = subprocess.run(command(portal, tmp_path), cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 2 and "here.yml" in done.stderr and not (tmp_path / "summary.json").exists()


def start(portal: Path, home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command(portal, home), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def wait_for(process: "subprocess.Popen[str]", event: str, count: int) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        count -= json.loads(line)["event"] == event
        if count <= 0:
            return
    raise AssertionError(f"the crawl ended before its {event}")


def test_the_crawl_dies_with_its_parent(tmp_path: Path) -> None:
    with serve(Changing(40, slow=0.05)) as running:
        process = start(portal_file(tmp_path, running.base, "trs", [LIST]), tmp_path)
        wait_for(process, "captured", 2)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(5) == 3
    assert not (tmp_path / "summary.json").exists()


def test_two_crawls_of_one_portal_do_not_mix(tmp_path: Path) -> None:
    with serve(Changing(40, slow=0.2)) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        process = start(portal, tmp_path)
        wait_for(process, "captured", 1)
        with pytest.raises(ArchiveBusy), PortalArchive(tmp_path / "archive", "here"):
            pass
        second = crawl(portal, tmp_path)
        assert second.summary["outcome"] == "failed" and "another crawl" in second.summary["problems"][0]
        process.kill()
        process.wait()


def test_killed_in_the_middle_nothing_is_lost_and_little_fetched_twice(tmp_path: Path) -> None:
    site = Changing(25)
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        for captured in (3, 20):
            process = start(portal, tmp_path)
            wait_for(process, "captured", captured)
            process.send_signal(signal.SIGKILL)
            process.wait()
        fetched_before = [a.path for a in running.asked if a.path != LIST and "if-none-match" not in a.headers]
        run = crawl(portal, tmp_path)
        fetched = [a.path for a in running.asked if a.path != LIST and "if-none-match" not in a.headers]
    expected = {site.report(n)[1:] for n in range(25)} | {site.file(n)[1:] for n in range(25)}
    assert set(run.documents()) == expected
    archive = tmp_path / "archive"
    captures = list(read_index(archive))
    assert all(read_body(archive, c) for c in captures)
    assert run.summary["unchanged"] >= 20
    # Two kills: only what was in flight at each may have been fetched again.
    twice = len(fetched) - len(set(fetched)) - fetched.count("/robots.txt") + 1
    assert twice <= 2 * 2, (twice, len(fetched_before))


def test_a_damaged_record_is_fetched_again(tmp_path: Path) -> None:
    site = Changing(2)
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", [LIST])
        crawl(portal, tmp_path)
        archive = tmp_path / "archive"
        page = next(c for c in read_index(archive) if c.url.endswith(site.report(1)))
        with (archive / page.warc_file).open("r+b") as file:
            file.seek(page.warc_offset + page.warc_length // 2)
            file.write(b"\0\0\0\0")
        run = crawl(portal, tmp_path, "--sweep")
    assert "fetched again" in "\n".join(run.summary["problems"])
    newest = [c for c in read_index(archive) if c.url == page.url][-1]
    assert not newest.is_repeat and read_body(archive, newest)


def test_what_a_body_is_decides_its_first_bytes(tmp_path: Path) -> None:
    """A PDF sent as text/html is a file, a page sent as text/plain is a page and its files are followed."""
    at = f"{LIST}202201/t20220124_"
    rows = "".join(f'<li><a href="{at}{n}.html">{trs.title(f"第{n}局", 2021)}</a></li>' for n in range(2))
    pdf = b"%PDF-1.4 " + bytes(range(256))

    def site(asked: Asked) -> Answer | None:
        page = trs.article("报告", '<a href="/a.pdf">附件</a>').encode("gb18030")
        return {
            LIST: Answer(rows.encode()),
            f"{at}0.html": Answer(pdf),
            f"{at}1.html": Answer(page, 200, {"Content-Type": "text/plain"}),
            "/a.pdf": Answer(pdf + b"2", 200, {"Content-Type": "application/octet-stream"}),
        }.get(asked.path)

    with serve(site) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", [LIST]), tmp_path)
    assert {path: c["kind"] for path, c in run.documents().items()} == {
        f"{at}0.html"[1:]: "file",
        f"{at}1.html"[1:]: "page",
        "a.pdf": "file",
    }
