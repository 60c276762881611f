"""robots.txt is known before anything else leaves, and its word is kept."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.portals import trs
from tests.portals.crawling import ROOT, crawl, portal_file
from tests.portals.server import Answer, Asked, serve

SECRET = "/secret/"


def test_sixteen_requests_wait_for_a_late_robots_txt(tmp_path: Path) -> None:
    """40 addresses asked for at once, 16 at a time, robots.txt takes a second: not one disallowed page is fetched.

    One host a request would hide the race, so the crawl's own limit of one connection a host is lifted here.
    """
    script = tmp_path / "race.py"
    script.write_text(
        "import sys, scrapy\n"
        "from scrapy.crawler import CrawlerProcess\n"
        "from spiders.settings import settings_for\n"
        "from spiders.portals import Portal\n"
        "base = sys.argv[1]\n"
        "class Race(scrapy.Spider):\n"
        "    name = 'race'\n"
        "    portal = Portal('race', '', '000000', 'trs', (), hosts=('127.0.0.1',), private=True)\n"
        "    async def start(self):\n"
        "        for n in range(40):\n"
        "            for at in ('secret', 'open'):\n"
        "                yield scrapy.Request(f'{base}/{at}/{n}', errback=self.refused)\n"
        "    def parse(self, response): print('got', response.url)\n"
        "    def refused(self, failure): print(type(failure.value).__name__, failure.value.reason)\n"
        "settings = settings_for(Race.portal, delay=0)\n"
        "settings.update(CONCURRENT_REQUESTS_PER_DOMAIN=16, AUTOTHROTTLE_ENABLED=False)\n"
        "process = CrawlerProcess(settings)\nprocess.crawl(Race)\nprocess.start()\n",
        encoding="utf-8",
    )
    robots = Answer(b"User-agent: *\nDisallow: /secret/\n", headers={"Content-Type": "text/plain"})
    with serve(lambda _: Answer(b"page"), robots, robots_delay=1.0) as running:
        done = subprocess.run(
            [sys.executable, str(script), running.base],
            cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        paths = running.paths()
    assert done.returncode == 0, done.stderr
    assert paths[0] == "/robots.txt" and paths.count("/robots.txt") == 1
    assert [p for p in paths if p.startswith(SECRET)] == []
    assert sum(p.startswith("/open/") for p in paths) == 40
    assert done.stdout.count("Refused robots_disallowed") == 40


def reports(asked: Asked) -> Answer | None:
    if asked.path == "/zfxxgknb/":
        rows = [f'<li><a href="./202201/t20220124_{n}.html">{trs.title(f"第{n}局", 2021)}</a></li>' for n in range(3)]
        return Answer("".join(rows).encode())
    return Answer(trs.article("报告").encode()) if "/t2022" in asked.path else None


@pytest.mark.parametrize(
    ("robots", "outcome", "fetched"),
    [
        (Answer(b"no", 403), "completed", 4),  # some answer 403 for robots.txt itself (§6.4): 4xx allows
        (Answer(b"", 503), "blocked", 0),  # 5xx: assume everything is disallowed
        (Answer(b"User-agent: *\nDisallow: /\n"), "blocked", 0),  # 顺义区 (§6.4)
        (Answer("<html><title>页面不存在</title></html>".encode()), "completed", 4),
        (Answer(b"User-agent: *\nCrawl-delay: 3600\n"), "blocked", 0),  # a way of saying "not at all"
    ],
)
def test_robots_answers(tmp_path: Path, robots: Answer, outcome: str, fetched: int) -> None:
    with serve(reports, robots) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", ["/zfxxgknb/"]), tmp_path)
        assert len([p for p in running.paths() if p != "/robots.txt"]) == fetched
    assert run.summary["outcome"] == outcome, run.summary


def test_a_host_that_does_not_answer_for_robots_is_left_alone(tmp_path: Path) -> None:
    with serve(reports) as running:
        dead = f"http://127.0.0.1:{running.port}"
    run = crawl(portal_file(tmp_path, dead, "trs", ["/zfxxgknb/"]), tmp_path)
    assert run.summary["skipped"] == {"robots_unreachable": 1} and run.summary["outcome"] == "failed"


def test_crawl_delay_is_a_floor(tmp_path: Path) -> None:
    times: list[float] = []

    def timed(asked: Asked) -> Answer | None:
        times.append(time.monotonic())
        return reports(asked)

    with serve(timed, Answer(b"User-agent: *\nCrawl-delay: 0.5\n")) as running:
        run = crawl(portal_file(tmp_path, running.base, "trs", ["/zfxxgknb/"]), tmp_path)
    assert run.summary["captured_new"] == 3
    gaps = [b - a for a, b in zip(times, times[1:], strict=False)]
    assert min(gaps) > 0.45, gaps
