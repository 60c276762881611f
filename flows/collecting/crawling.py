"""The crawl step: portals dealt over a few processes, each over many hosts, limited in time; a portal fails alone.

A process that dies or falls silent takes none of its portals with it: those that it had not finished are crawled again
by a fresh one, fewer and fewer side by side, until the one is known that ends every process it is in.
"""

import json
import math
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from data.crawl_terms import CrawlTerms
from data.crawled import CrawlResult, Event
from data.typed import from_json
from spiders.portals import Portal, PortalError, load_portal

OnEvent = Callable[[Event], None]
Stop = Callable[[], bool]

# A process says every five seconds that it is alive; a page that keeps it busy for so long never lets it go.
SILENT_SECONDS = 120.0
# Between the time's end and the kill: what is on its way may come in.
GRACE_SECONDS = 90.0
PUT_OFF = "put_off"
_PORTALS_A_PROCESS = 25
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Group:
    """Portal files that one process crawls; the name is that of its log."""

    name: str
    files: tuple[Path, ...]


@dataclass
class _Ended:
    """How one process ended. begun: portals it began, in order; ended: those whose summary is written."""

    status: int = 0
    why: str = ""
    begun: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)


def deal(files: Sequence[Path], processes: int | None = None) -> tuple[list[Group], list[CrawlResult]]:
    """Portal files dealt over processes, and summaries of those that cannot be used.

    Portals that share a host are in the same process, which never asks them at the same time; private ones have a
    process of their own, since what may be looked up is a process's matter. processes: at most so many of either kind.
    """
    portals: list[tuple[Path, Portal]] = []
    refused = []
    for file in files:
        try:
            portals.append((file, load_portal(file)))
        except PortalError as error:
            refused.append(without_summary(file.stem, "failed", str(error)))
    groups: list[Group] = []
    for is_private in (False, True):
        kin = _by_host([(file, portal) for file, portal in portals if portal.private == is_private])
        count = sum(map(len, kin))
        most = processes or max(2, min(4, os.cpu_count() or 2))
        hands: list[list[Path]] = [[] for _ in range(min(most, -(-count // _PORTALS_A_PROCESS)))]
        for each in sorted(kin, key=len, reverse=True):
            min(hands, key=len).extend(each)
        groups += [Group(f"crawl-{len(groups) + n}", tuple(hand)) for n, hand in enumerate(hands, 1)]
    return groups, refused


def _by_host(portals: Iterable[tuple[Path, Portal]]) -> list[list[Path]]:
    """Files of portals that share hosts, directly or through others, together."""
    sets: list[tuple[set[str], list[Path]]] = []
    for file, portal in portals:
        hosts, together = {urlsplit(start.url).netloc.lower() for start in portal.start}, [file]
        for one in [one for one in sets if one[0] & hosts]:
            sets.remove(one)
            hosts |= one[0]
            together = one[1] + together
        sets.append((hosts, together))
    return [together for _, together in sets]


def crawl_group(
    group: Group,
    home: Path,
    folder: Path,
    terms: CrawlTerms,
    on_event: OnEvent | None = None,
    stop: Stop | None = None,
    silent_seconds: float = SILENT_SECONDS,
) -> list[CrawlResult]:
    """Crawl a group's portals into `home`/archive; one summary a portal, in no order. Never raises for a portal.

    folder: the run's, for summaries and log. stop: asked again and again; once it says yes the crawls are ended, and
    those that did not come to their end are `interrupted` or, where they had not begun, `put_off`; so are those whose
    turn does not come in the time of the terms. silent_seconds: a process that says nothing for so long is ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file_of = {file.stem: file for file in group.files}
    until = math.inf if terms.seconds is None else time.monotonic() + terms.seconds
    found: dict[str, CrawlResult] = {}
    # portals and how many of them side by side
    rounds: deque[tuple[list[str], int]] = deque([(list(file_of), 0)])
    ladder = (terms.at_once, min(5, terms.at_once), 1)
    while rounds:
        names, step = rounds.popleft()
        left = until - time.monotonic()
        if left <= 0 or (stop and stop()):
            found |= {name: without_summary(name, PUT_OFF, "its turn did not come") for name in names}
            continue
        own = replace(
            terms, at_once=ladder[step], seconds=left if left < math.inf else None,
            swept=tuple(name for name in terms.swept if name in names),
        )  # fmt: skip
        files = [file_of[name] for name in names]
        ended = _process(files, home, folder, group.name, own, silent_seconds, on_event, stop)
        found |= {name: summary for name in names if (summary := _summary(folder, name))}
        missing = [name for name in names if name not in found]
        if ended.status == 0 or ended.why == "stopped":
            found |= {name: without_summary(name, PUT_OFF, "its turn did not come") for name in missing}
            continue
        suspects = [name for name in missing if name in ended.begun]
        if not suspects:
            # it ends before it begins: a fresh one would too
            found |= {name: without_summary(name, "failed", ended.why) for name in missing}
        elif len(suspects) == 1 and step == len(ladder) - 1:
            found[suspects[0]] = without_summary(suspects[0], "failed", f"its process ended: {ended.why}")
        else:
            rounds.append((suspects, min(step + 1, len(ladder) - 1)))
        rest = [name for name in missing if name not in ended.begun]
        if suspects and rest:
            rounds.appendleft((rest, step))
    return list(found.values())


def _process(
    files: Sequence[Path], home: Path, folder: Path, name: str, terms: CrawlTerms, silent_seconds: float,
    on_event: OnEvent | None, stop: Stop | None,
) -> _Ended:  # fmt: skip
    """Run one process to its end. It holds our end of its stdin, so it ends with us."""
    command = [
        sys.executable, "-m", "spiders.crawl", *map(str, files), "--archive", str(home / "archive"),
        "--summaries", str(folder), *terms.arguments(),
    ]  # fmt: skip
    until = math.inf if terms.seconds is None else time.monotonic() + terms.seconds + GRACE_SECONDS
    ended = _Ended()
    log_file = folder / f"{name}.log"
    with log_file.open("a", encoding="utf-8") as log:
        begins = log.tell()
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        watch = _Watch(child, until, silent_seconds, stop)
        try:
            assert child.stdout is not None
            for line in child.stdout:
                watch.heard_at = time.monotonic()
                event = _event(line)
                if event.event == "begun":
                    ended.begun.append(event.portal)
                elif event.event == "ended":
                    ended.ended.add(event.portal)
                if on_event and event.event not in ("", "alive", "begun"):
                    on_event(event)
            child.wait()
        finally:
            watch.over.set()
            if child.poll() is None:
                child.kill()
                child.wait()
    ended.status = child.returncode
    ended.why = watch.why or f"status {child.returncode}: {_last_words(log_file, begins)}"
    return ended


class _Watch:
    """Ends a process that is silent, over its time, or no longer wanted."""

    def __init__(self, child: "subprocess.Popen[str]", until: float, silent_seconds: float, stop: Stop | None) -> None:
        self.child, self.until, self.silent_seconds, self.stop = child, until, silent_seconds, stop
        self.heard_at = time.monotonic()
        self.why = ""
        self.over = threading.Event()
        threading.Thread(target=self._watch, daemon=True, name="crawl-watch").start()

    def _watch(self) -> None:
        while not self.over.wait(_LOOK_SECONDS):
            now = time.monotonic()
            if self.stop and not self.why and self.stop():
                self.why = "stopped"
                self.child.terminate()
                self.until = min(self.until, now + GRACE_SECONDS)
            elif now > self.until or now - self.heard_at > self.silent_seconds:
                self.why = self.why or (
                    "still at work long after its time" if now > self.until
                    else f"said nothing for {self.silent_seconds:.0f} s"
                )  # fmt: skip
                self.child.kill()
                return


def _event(line: str) -> Event:
    try:
        return from_json(Event, json.loads(line))
    except (json.JSONDecodeError, TypeError):
        return Event("")


def _last_words(log: Path, begins: int) -> str:
    said = log.read_bytes()[begins:].decode("utf-8", "replace").strip().splitlines()
    return " / ".join(said[-3:]) or "it said nothing"


def _summary(folder: Path, name: str) -> CrawlResult | None:
    file = folder / f"crawl-{name}.json"
    if not file.is_file():
        return None
    return CrawlResult.of(json.loads(file.read_text(encoding="utf-8")))


def without_summary(name: str, outcome: str, problem: str) -> CrawlResult:
    """The result of a portal whose crawl left none."""
    return CrawlResult(name, outcome, problems=[problem])
