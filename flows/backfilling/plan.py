"""What a backfill would do and how long it may take. Nothing is fetched for it, and nothing written."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from data.captures import Capture
from data.titles import classify
from flows import waiting
from flows.backfilling.jobs import Job, Order
from flows.collecting.crawling import deal
from flows.runs.rhythm import rhythm
from flows.runs.summary import all_summaries
from spiders.one_crawl import ledger_of
from spiders.portals import Portal, load_portal
from spiders.ranges import ranges_of
from spiders.settings import DELAY, JITTER
from spiders.wanted import Wanted

# Where no run has been yet: documents a second that one core reads, bytes of WARC a second that are looked through.
DOCUMENTS_A_SECOND, WARC_BYTES_A_SECOND = 20.0, 3e6
# Requests that a portal takes which nobody has crawled: its lists, and one report a year and agency.
UNKNOWN_PORTAL = 60
_FETCH_SECONDS = 0.5


@dataclass(frozen=True)
class Plan:
    """lines: what would be done, for people; seconds: how long it may take at least; counts: in numbers."""

    lines: tuple[str, ...]
    seconds: float
    counts: dict[str, int]


def wanted_of(order: Order) -> Wanted:
    """The reports that an order asks for."""
    return Wanted(frozenset(order.years), frozenset(order.agencies))


def plan(order: Order, home: Path, files: Sequence[Path], delay: float | None = None, job: Job | None = None) -> Plan:
    """The plan of an order; files: the portal files chosen; job: the unfinished job with which it would go on."""
    done = Done(job.ended, job.behind) if job else Done({}, {})
    of_source = {"live": _live, "warc": _warc, "cdx": _cdx, "reread": _reread}[order.source]
    lines, seconds, counts = of_source(order, home, files, delay, done)
    head = [f"goes on with {job.folder.name}, begun {job.begun_at}"] if job else []
    limits = [
        f"only {what}: {', '.join(map(str, values))}"
        for what, values in (("years", order.years), ("portals", order.portals), ("agencies", order.agencies))
        if values
    ]
    return Plan((*head, *limits, *lines, f"at least {spoken(seconds)}, nights besides"), seconds, counts)


class Done(NamedTuple):
    """What a job has behind it: the portals that are crawled, the records of its files."""

    portals: Mapping[str, str]
    records: Mapping[str, int]


Estimate = tuple[list[str], float, dict[str, int]]


def _live(order: Order, home: Path, files: Sequence[Path], delay: float | None, done: Done) -> Estimate:
    left = [file for file in files if file.stem not in done.portals]
    requests, unknown, times = 0, 0, []
    for file in left:
        portal = load_portal(file)
        known = _known(home, portal)
        unknown += known is None
        count = UNKNOWN_PORTAL * len(portal.start) if known is None else known
        requests += count
        pause = delay if delay is not None else portal.delay if portal.delay is not None else DELAY
        hosts = max(1, len({start.url.split("/")[2] for start in portal.start}))
        times.append(count / hosts * (pause / (1 - JITTER) + _FETCH_SECONDS))
    groups, _ = deal(left)
    side_by_side = max(1, rhythm(home).at_once * len(groups))
    crawling = max(max(times, default=0.0), sum(times) / side_by_side)
    reading = requests / _rate(home)
    lines = [
        f"{len(left)} of {len(files)} portals to crawl, every known page and every list to its end",
        f"about {requests} requests ({unknown} portals were never crawled and are guessed)",
        f"crawling at least {spoken(crawling)} at the portals' own pace, reading at most {spoken(reading)}",
    ]
    return lines, crawling + reading, {"portals": len(left), "requests": requests, "unknown": unknown}


def _known(home: Path, portal: Portal) -> int | None:
    """Lists and documents that a portal's ledger knows, None where it was never crawled."""
    file = ledger_of(home / "archive", portal.portal)
    if not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as db:
            (lists,) = db.execute("SELECT count(*) FROM list").fetchone()
            (entries,) = db.execute("SELECT count(*) FROM entry WHERE state <> 'seen'").fetchone()
    except sqlite3.Error:
        return None
    return int(lists) + int(entries)


def _warc(order: Order, home: Path, files: Sequence[Path], delay: float | None, done: Done) -> Estimate:
    size = sum(Path(name).stat().st_size for name in order.files)
    seconds = size / WARC_BYTES_A_SECOND
    lines = [f"{len(order.files)} WARC files of {size / 1e6:.0f} MB to look through for reports"]
    lines += [f"{Path(name).name}: {count} records are behind already" for name, count in done.records.items()]
    return lines, seconds, {"files": len(order.files), "bytes": size}


def _cdx(order: Order, home: Path, files: Sequence[Path], delay: float | None, done: Done) -> Estimate:
    ranges = sum(not isinstance(line, str) for name in order.files for line in ranges_of(Path(name)))
    left = max(0, ranges - sum(done.records.values()))
    seconds = left * ((1.0 if delay is None else delay) + _FETCH_SECONDS + 1 / _rate(home))
    return [f"at most {left} records to fetch from {order.base}"], seconds, {"ranges": left}


def _reread(order: Order, home: Path, files: Sequence[Path], delay: float | None, done: Done) -> Estimate:
    captures = chosen_captures(order, home)
    seconds = len(captures) / _rate(home)
    portals = len({capture.portal for capture in captures})
    lines = [f"{len(captures)} archived documents of {portals} portals to read again, nothing to fetch"]
    return lines, seconds, {"documents": len(captures), "portals": portals}


def chosen_captures(order: Order, home: Path) -> list[Capture]:
    """The archived documents that an order asks to be read again; by year only those whose title tells another are left
    out."""
    wanted, portals = wanted_of(order), set(order.portals)
    held = waiting.documents(home, waiting.index_names(home))
    return [c for c in held if (not portals or c.portal in portals) and _takes(wanted, c)]


def _takes(wanted: Wanted, capture: Capture) -> bool:
    if not wanted.is_limited:
        return True
    verdict = classify(capture.title)
    return wanted.takes(verdict.report_year, capture.agency or verdict.agency, capture.title)


def _rate(home: Path) -> float:
    """Documents a second that this machine reads: as its last runs did, where they read enough to tell."""
    read = [
        (sum(summary.documents.values()), float(summary.seconds.get("read") or 0))
        for summary in all_summaries(home)[-30:]
    ]
    documents, seconds = sum(count for count, _ in read), sum(spent for _, spent in read)
    return documents / seconds if documents >= 100 and seconds else DOCUMENTS_A_SECOND * (os.cpu_count() or 1)


def spoken(seconds: float) -> str:
    """A span of time in words."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
