"""A portal that does everything wrong at once: survived within limits, each thing named, no report invented."""

import gzip
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portals import trs
from tests.portals.crawling import Crawled, crawl, portal_file
from tests.portals.server import Answer, Asked, Running, serve

LIST = "/zfxxgknb/"
GIGABYTE = 2**30
TITLE = "某县{}2021年政府信息公开工作年度报告"


def article(n: int | str) -> str:
    return f"{LIST}202201/t20220124_{n}.html"


def page(*names: int | str, more: str = "") -> str:
    rows = [f'<li><a href="{article(n)}">{TITLE.format(f"第{n}局")}</a></li>' for n in names]
    return f"<html><body><p>政府信息公开年报</p><ul>{''.join(rows)}</ul>{more}</body></html>"


def gibberish(size: int) -> Iterator[bytes]:
    yield from (b"<p>" + b"x" * 65533 for _ in range(size // 65536))


def drip() -> Iterator[bytes]:
    while True:
        time.sleep(0.2)
        yield b"<"


def bomb(layers: int) -> Answer:
    """200 MB of nothing in some 200 kB, packed once or twice."""
    packed = gzip.compress(b"0" * 200_000_000, 1)
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return Answer(packed, headers={"Content-Type": "text/html", "Content-Encoding": ", ".join(["gzip"] * layers)})


# What stands in the way, by the address at which it stands: all met in one crawl of a portal whose other pages work.
BLOCKS = {
    "river": (412, '<script>$_ts=window["$_ts"];</script>', "river_security"),
    "jsl": (521, "<script>document.cookie=('_')+('_j');location.href=location.pathname</script>", "jsluid"),
    "wzws": (200, "<script>var wzwschallenge='x'</script>", "wzws"),
    "yunsuo": (200, "<script>document.cookie='security_session_mid_verify=1'</script>", "yunsuo"),
    "geo": (403, '{"reason":"GeoBL"}', "geo_block"),
    "acw": (200, "<script>var arg1='A5C8';setCookie('acw_sc__v2',x)</script>", "acw_sc"),
    "sbu": (200, '<script id="keyparam" src="/_bot_sbu/sbu_fpcm.js"></script>', "bot_sbu"),
    "c3vk": (200, "<script>document.cookie='C3VK=abc;max-age=300';location.reload()</script>", "c3vk"),
    "plain403": (403, "<h1>Forbidden</h1>", "forbidden"),
    "soft404": (200, "<title>ERROR 404 您访问的页面不存在</title><body>返回首页</body>", "soft_404"),
    "soft404b": (200, "<html><body>抱歉，您访问的页面不存在或已删除！</body></html>", "soft_404"),
    "jump": (200, "<script>window.location.href='/index.html'</script>", "homepage_redirect"),
    "refresh": (200, '<meta http-equiv="refresh" content="30;url=/">', "homepage_redirect"),
    "empty": (200, "", "empty_page"),
}


class Hostile:
    """`good` are honest reports between the traps, by which a host that merely has bad pages stays open."""

    def __init__(self, endless: int) -> None:
        self.endless = endless
        self.good = ["gbk", "late", *(f"good{n}" for n in range(len(BLOCKS)))]

    def __call__(self, asked: Asked) -> Answer | None:
        path, name = asked.path, asked.path.rsplit("t20220124_", 1)[-1].removesuffix(".html")
        if path == LIST:
            mixed = [n for pair in zip(BLOCKS, self.good[2:], strict=True) for n in pair]
            return Answer(
                page("loop", "pingpong1", "inside", "outside", "home", "list", *mixed, "gbk", "late").encode()
            )
        if path == "/slow/":
            return Answer(page("drip", "huge", "chunks", "bomb1", "bomb2").encode())
        if path.startswith("/endless/"):
            number = int(path.removeprefix("/endless/").strip("/").removeprefix("index_").removesuffix(".html") or 0)
            rows = f'<li><a href="/endless/index_{number + 1}.html">{number + 2}</a></li>'
            other = f'<li><a href="/endless/202201/t20220124_{number}.html">关于第{number}号通知</a></li>'
            return Answer(f"<html><body>{other}{rows}</body></html>".encode())
        if path.startswith("/same/"):
            return Answer(page("good0", "good1", more='<script>createPageHTML(50,0,"index","html")</script>').encode())
        if path == "/":
            return Answer(page("good0").encode())
        if name in BLOCKS:
            status, body, _ = BLOCKS[name]
            return Answer(body.encode(), status)
        return self.trap(name, path)

    def trap(self, name: str, path: str) -> Answer | None:
        honest = trs.article(TITLE.format(f"第{name}局"))
        if name == "gbk":  # a GBK page that claims to be UTF-8
            return Answer(honest.encode("gb18030"))
        if name in self.good:
            return Answer(honest.encode())
        return {
            "loop": Answer(b"", 302, {"Location": path}),
            "pingpong1": Answer(b"", 302, {"Location": article("pingpong2")}),
            "pingpong2": Answer(b"", 301, {"Location": article("pingpong1")}),
            "inside": Answer(b"", 302, {"Location": "http://169.254.169.254/latest/meta-data/"}),
            "outside": Answer(b"", 302, {"Location": "http://www.zwinkt.com/a.html"}),
            "home": Answer(b"", 302, {"Location": "/"}),
            "list": self(Asked("GET", LIST, "", {}, {})) if name == "list" else None,
            "drip": Answer(drip(), headers={"Content-Type": "text/html", "Transfer-Encoding": "chunked"}),
            "huge": Answer(gibberish(GIGABYTE), headers={"Content-Type": "text/html", "Content-Length": str(GIGABYTE)}),
            "chunks": Answer(
                gibberish(GIGABYTE), headers={"Content-Type": "text/html", "Transfer-Encoding": "chunked"}
            ),
            "bomb1": bomb(1) if name == "bomb1" else None,
            "bomb2": bomb(2) if name == "bomb2" else None,
        }.get(name)


def go(tmp_path: Path, starts: list[str], *options: str, **more: object) -> tuple[Crawled, Running, float]:
    """One crawl; robots.txt arrives half a second late."""
    begun = time.monotonic()
    allowed = Answer(b"User-agent: *\nDisallow: /secret/\n", headers={"Content-Type": "text/plain"})
    with serve(Hostile(0), allowed, robots_delay=0.5) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", starts, **more), tmp_path, *options)
        return run, running, time.monotonic() - begun


def test_every_trap_of_one_list_is_named_and_the_honest_pages_are_kept(tmp_path: Path) -> None:
    run, running, _ = go(tmp_path, [LIST])
    named = {(o["url"].rsplit("t20220124_", 1)[-1].removesuffix(".html"), o["kind"]) for o in run.summary["obstacles"]}
    expected = {(name, kind) for name, (_, _, kind) in BLOCKS.items()}
    assert {n for n in named if n[0] in BLOCKS} == expected
    assert {kind for name, kind in named - expected} == {"homepage_redirect", "list_instead"}
    failures = "\n".join(run.summary["problems"])
    assert failures.count("redirect_loop") == 2
    assert run.summary["skipped"] == {"host_refused": 2}, (
        "a private address that no portal file names, and a stranger's"
    )
    assert sorted(path.rsplit("t20220124_", 1)[-1] for path in run.documents()) == sorted(
        f"{name}.html" for name in Hostile(0).good
    )
    assert running.paths()[0] == "/robots.txt" and running.paths().count("/robots.txt") == 1
    assert len(running.asked) < 100


def test_lists_that_never_end_or_never_change_are_left(tmp_path: Path) -> None:
    run, running, _ = go(tmp_path, ["/endless/", "/same/"], quirks={"max_pages": 15})
    pages = [p for p in running.paths() if p.startswith("/endless/")]
    # Each of its pages also looks like a folder of the list, which is followed three deep.
    assert 15 <= len(pages) <= 15 + 3 * 15 and any("more than 15 pages" in p for p in run.summary["problems"])
    assert len([p for p in running.paths() if p.startswith("/same/")]) <= 3
    assert len(run.documents()) == 2


@pytest.mark.slow
def test_bounded_a_flood_a_drip_and_bombs_end_at_their_limits(tmp_path: Path) -> None:
    run, _, seconds = go(tmp_path, ["/slow/"], "--answer-seconds", "2")
    problems = "\n".join(run.summary["problems"])
    reasons = {
        name: next(p for p in run.summary["problems"] if f"_{name}.html" in p) for name in ("drip", "huge", "chunks")
    }
    assert "too_slow" in reasons["drip"] and "too_large" in reasons["huge"]
    assert "too_large" in reasons["chunks"] or "too_slow" in reasons["chunks"]
    assert run.summary["skipped"] == {"too_large": 2} and "unpacks to more than" in problems
    assert run.documents() == {} and run.summary["outcome"] == "incomplete"
    assert seconds < 60


@pytest.mark.slow
def test_block_pages_of_each_kind_shut_the_host_and_nothing_is_asked_further(tmp_path: Path) -> None:
    for name, (status, body, kind) in BLOCKS.items():
        home = tmp_path / name
        home.mkdir()
        rows = page(*range(10)).encode()
        site = lambda asked, s=status, b=body, r=rows: Answer(r) if asked.path == LIST else Answer(b.encode(), s)  # noqa: E731
        with serve(site) as running:
            run = crawl(portal_file(home, running.base, "trs", [LIST]), home)
            asked = len(running.asked)
        blocks = kind not in ("soft_404", "js_redirect", "meta_refresh", "empty_page")
        assert {o["kind"] for o in run.summary["obstacles"]} == {kind}
        assert run.documents() == {} and run.summary["outcome"] == ("blocked" if blocks else "incomplete")
        # robots.txt, the list, two names that its second page might have, ten reports
        assert asked <= (7 if blocks else 14), (name, asked)


@pytest.mark.slow
def test_a_truncated_deflate_stream_is_kept_as_it_came(tmp_path: Path) -> None:
    body = zlib.compress(trs.article(TITLE.format("某局")).encode())
    cut = Answer(body[: len(body) // 2], headers={"Content-Type": "text/html", "Content-Encoding": "deflate"})
    with serve(lambda asked: Answer(page(1).encode()) if asked.path == LIST else cut) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", [LIST]), tmp_path)
    assert run.summary["outcome"] == "completed"
