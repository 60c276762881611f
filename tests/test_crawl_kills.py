"""Killed at random moments, again and again: in the end the archive is that of a crawl that nobody disturbed."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from spiders.archive import read_body, read_index
from tests.portals.crawling import ROOT, command, crawl, portal_file
from tests.portals.many import Many
from tests.portals.server import serve

SEED = int(os.environ.get("NIANBAO_KILL_SEED", "4"))


def held(archive: Path) -> set[tuple[str, ...]]:
    """What an archive holds, without when it was fetched and where it lies."""
    return {
        (c.url.split("/", 3)[3], c.digest, c.kind, c.title, c.parent_url.split("/", 3)[-1], c.agency)
        for c in read_index(archive)
        if c.kind != "list"
    }


def killed_again_and_again(tmp_path: Path, lists: int, kills: int) -> dict[str, float]:
    """One crawl with `kills` SIGKILLs at random moments while it fetches, and what came of it."""
    site, luck = Many(lists), random.Random(SEED)
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", site.starts())
        undisturbed = tmp_path / "undisturbed"
        undisturbed.mkdir()
        begun = time.monotonic()
        crawl_to_the_end(portal, undisturbed)
        seconds = time.monotonic() - begun
        running.asked.clear()
        done = restarts = 0
        # Kills are spread over the crawl: each falls after so many further requests, and a moment more.
        share = (site.documents() + lists) / (kills + 1)
        while done < kills:
            before = len(running.asked)
            process = subprocess.Popen(
                command(portal, tmp_path, "--night-cap", "0"), cwd=ROOT, stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            wanted = before + max(2, luck.expovariate(1 / share))
            while len(running.asked) < wanted and process.poll() is None:
                time.sleep(0.002)
            time.sleep(luck.random() * 0.02)
            ended = process.poll()
            process.kill()
            process.wait()
            restarts += 1
            done += ended is None
            if ended is not None and ended == 0 and restarts > done:
                break  # it came to its end between two kills
        crawl_to_the_end(portal, tmp_path)
        fetched = Counter(a.path for a in running.asked if "if-none-match" not in a.headers)
        documents = [p for p in fetched.elements() if p.endswith((".html", ".pdf"))]
    assert held(tmp_path / "archive") == held(undisturbed / "archive")
    captures = [c for c in read_index(tmp_path / "archive") if c.kind != "list"]
    assert len({c.url for c in captures}) == site.documents()
    assert all(len(read_body(tmp_path / "archive", c)) == c.size for c in captures)
    for path in (tmp_path / "archive").glob("*/*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.content_stream().read()
    repeated = len(documents) - len(set(documents))
    return {"documents": site.documents(), "kills": done, "repeated": repeated, "seconds": seconds}


def crawl_to_the_end(portal: Path, home: Path) -> None:
    subprocess.run(
        command(portal, home, "--night-cap", "0"), cwd=ROOT, stdin=subprocess.DEVNULL, check=True, capture_output=True
    )


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_a_dozen_times_bounded(tmp_path: Path) -> None:
    result = killed_again_and_again(tmp_path, lists=10, kills=12)
    assert result["kills"] >= 10 and result["repeated"] <= 2 * result["kills"], result


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_kills_over_two_thousand_documents(tmp_path: Path) -> None:
    result = killed_again_and_again(tmp_path, lists=70, kills=100)
    print(result, file=sys.stderr)
    assert result["documents"] >= 2000 and result["kills"] == 100, result
    assert result["repeated"] <= 2 * result["kills"], result


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_night_with_nothing_new_over_two_hundred_lists(tmp_path: Path) -> None:
    site = Many(200, per_list=5)
    with serve(site) as running:
        portal = portal_file(tmp_path, running.base, "trs", site.starts())
        crawl_to_the_end(portal, tmp_path)
        running.asked.clear()
        night = crawl(portal, tmp_path, "--night-cap", "0")
    asked = Counter("list" if a.path.endswith("/zfxxgknb/") else a.path for a in running.asked)
    assert asked == {"list": 200, "/robots.txt": 1}
    print(night.summary["requests"], "requests,", night.summary["bytes"], "bytes", file=sys.stderr)
    assert night.summary["unchanged"] == site.documents() and night.summary["captured_new"] == 0
