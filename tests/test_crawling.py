"""Many portals a process: dealt by host, each with its own archive and summary; whatever happens, one fails alone."""

import json
import os
import signal
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest
import yaml

from data.crawl_terms import CrawlTerms
from data.crawled import CrawlResult, Event, Expected, Met, Skipped
from flows.collecting.crawling import Group, crawl_group, deal
from spiders.archive import read_body, read_index
from tests.portals.nights import Hundreds, serve


def portal(folder: Path, name: str, *hosts: str, private: bool = False) -> Path:
    content = {
        "portal": name, "title": name, "division": "000000", "family": "trs", "private": private,
        "start": [f"http://{host}/{name}/" for host in hosts],
    }  # fmt: skip
    path = folder / f"{name}.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def test_portals_of_one_host_stay_together_and_private_ones_apart(tmp_path: Path) -> None:
    shared = [
        portal(tmp_path, "a", "www.a.gov.cn"), portal(tmp_path, "b", "www.a.gov.cn", "www.b.gov.cn"),
        portal(tmp_path, "c", "www.b.gov.cn"),
    ]  # fmt: skip
    own = [portal(tmp_path, f"x{n}", f"www.x{n}.gov.cn") for n in range(60)]
    private = portal(tmp_path, "p", "www.a.gov.cn", private=True)
    broken = tmp_path / "broken.yml"
    broken.write_text("portal: broken\n", encoding="utf-8")
    groups, refused = deal([*shared[:2], *own, shared[2], private, broken], processes=3)
    assert [(len(g.files), private in g.files) for g in groups] == [(21, False), (21, False), (21, False), (1, True)]
    assert sum(set(shared) <= set(group.files) for group in groups) == 1
    assert len({group.name for group in groups}) == 4
    (summary,) = refused
    assert (summary.portal, summary.outcome) == ("broken", "failed") and "division" in summary.problems[0]
    assert len(deal(own[:20])[0]) == 1, "a process for a few portals costs more than it gives"


def by_name(summaries: list[CrawlResult]) -> dict[str, CrawlResult]:
    assert len({summary.portal for summary in summaries}) == len(summaries)
    return {summary.portal: summary for summary in summaries}


def test_one_process_crawls_many_and_one_that_is_down_fails_alone(tmp_path: Path) -> None:
    portals, events = Hundreds(6), []
    with serve(portals) as running:
        running.say(down=[2])
        (group,), _ = deal(portals.files(tmp_path / "portals"))
        terms = CrawlTerms(proxy=running.proxy, delay=0.0)
        found = by_name(crawl_group(group, tmp_path, tmp_path / "run", terms, events.append))
    assert {name: summary.outcome for name, summary in found.items()} == {
        f"p000{n}": "blocked" if n == 2 else "completed" for n in range(6)
    }
    captures = [c for c in read_index(tmp_path / "archive") if c.kind == "page"]
    assert Counter(c.portal for c in captures) == {f"p000{n}": 2 for n in range(6) if n != 2}
    assert all(read_body(tmp_path / "archive", c) for c in captures)
    assert {e.portal for e in events if e.event == "captured"} == {c.portal for c in captures}
    assert sum(e.event == "ended" for e in events) == 6


def child() -> psutil.Process:
    (found,) = [p for p in psutil.Process().children() if "spiders.crawl" in " ".join(p.cmdline())]
    return found


@pytest.mark.slow
def test_what_ends_its_process_bounded_is_found_out_and_fails_alone(tmp_path: Path) -> None:
    portals, killed = Hundreds(7), []

    def kill_at_work(event: Event) -> None:
        if event.portal == "p0003" and event.event != "ended":
            killed.append(1)
            child().kill()

    with serve(portals) as running:
        (group,), _ = deal(portals.files(tmp_path / "portals"))
        terms = CrawlTerms(proxy=running.proxy, delay=0.3)
        found = by_name(crawl_group(group, tmp_path, tmp_path / "run", terms, kill_at_work))
    assert len(found) == 7 and len(killed) >= 2
    assert [name for name, summary in found.items() if summary.outcome != "completed"] == ["p0003"]
    assert "status -9" in found["p0003"].problems[0]


@pytest.mark.slow
def test_a_process_that_falls_silent_bounded_is_ended_and_its_portals_crawled_anew(tmp_path: Path) -> None:
    portals, stopped = Hundreds(3), []

    def stop_once(event: Event) -> None:
        if not stopped:
            stopped.append(child().pid)
            os.kill(stopped[0], signal.SIGSTOP)

    with serve(portals) as running:
        (group,), _ = deal(portals.files(tmp_path / "portals"))
        terms = CrawlTerms(proxy=running.proxy, delay=0.0)
        found = by_name(crawl_group(group, tmp_path, tmp_path / "run", terms, stop_once, silent_seconds=12.0))
    assert {summary.outcome for summary in found.values()} == {"completed"} and len(found) == 3
    assert not psutil.pid_exists(stopped[0])


@pytest.mark.slow
def test_time_that_is_over_bounded_and_a_wish_to_stop_put_the_rest_off(tmp_path: Path) -> None:
    portals = Hundreds(8)
    files = portals.files(tmp_path / "portals")
    with serve(portals) as running:
        slow = CrawlTerms(proxy=running.proxy, delay=1.0, at_once=2, seconds=8.0)
        timed = crawl_group(Group("crawl-1", tuple(files)), tmp_path, tmp_path / "timed", slow)
        begun = time.monotonic()
        seen: list[Event] = []
        terms = CrawlTerms(proxy=running.proxy, delay=1.0, at_once=2)
        stopped = crawl_group(
            Group("crawl-1", tuple(files)), tmp_path, tmp_path / "stopped", terms, seen.append, lambda: len(seen) > 3
        )
        seconds = time.monotonic() - begun
        rest = crawl_group(
            Group("crawl-1", tuple(files)), tmp_path, tmp_path / "rest", CrawlTerms(proxy=running.proxy, delay=0.0)
        )
    for found in (timed, stopped):
        outcomes = Counter(summary.outcome for summary in by_name(found).values())
        assert outcomes.total() == 8 and outcomes["put_off"] >= 2, outcomes
        assert set(outcomes) <= {"put_off", "completed", "timed_out", "interrupted"}
    assert seconds < 40
    assert {summary.outcome for summary in rest} == {"completed"}
    assert len({c.url for c in read_index(tmp_path / "archive") if c.kind == "page"}) == 16


def test_a_result_is_read_as_it_was_written_whatever_version_wrote_it() -> None:
    result = CrawlResult(
        "a", "completed", captured_new=3, skipped={"notice": 2}, problems=["x"],
        obstacles=[Met("http://a/", "waf", 412)],
        agencies_expected=[Expected("某局", "1", 0)], vanished=[Skipped("http://a/1", "某报告", "gone")],
    )  # fmt: skip
    assert CrawlResult.of(json.loads(json.dumps(asdict(result)))) == result
    assert CrawlResult.of({"portal": "a", "outcome": "failed", "bytes": None, "later": 1}) == CrawlResult("a", "failed")
