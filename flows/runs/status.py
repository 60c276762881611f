"""What a person wants to know before breakfast: did it run, what is due, what waits, how fresh is the published file.

Looks only, at what is published and what lies in archive and parts: it never opens the writer's file, so that it waits
for nobody and nobody for it.
"""

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from data.run_summary import Alarm, RunSummary
from data.settings import BadSettings, settings
from flows.runs.alarms import LOOKED_AT, of_machine, open_alarms
from flows.runs.notify import Beat, last_beat
from flows.runs.rhythm import due
from flows.runs.summary import all_summaries
from flows.say import say_json, terminal
from flows.waiting import Backlog, backlog
from spiders.archive import ArchiveError
from warehouse.lock import holder
from warehouse.places import published_file
from warehouse.published import Counts, Unreadable, counts
from warehouse.release import publication_time, published_flaw

LAST_RUNS = 5
_FOLDERS = ("archive", "parts", "warehouse", "runs")
_ORDER = ("completed", "incomplete", "blocked", "failed", "timed_out", "interrupted")


@dataclass(frozen=True)
class LastRun:
    """One of the last runs."""

    run: str
    flow: str
    started_at: str
    finished_at: str
    outcome: str
    problems: list[str]
    documents: dict[str, int]
    seconds: dict[str, float]


@dataclass(frozen=True)
class DueTonight:
    """Portals of the coming night and how many rest; swept: those looked at anew. Or the problem with the settings."""

    season: str = ""
    portals: list[str] = field(default_factory=list)
    waiting: int = 0
    swept: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Published(Counts):
    """The published file, when it was put in place, and what it holds; problem: why that cannot be told or believed."""

    path: str = ""
    at: str = ""
    age_hours: float = 0.0
    problem: str = ""


@dataclass(frozen=True)
class Disk:
    """Room that is left, and what the folders of the home take."""

    free_gb: float
    used_bytes: dict[str, int]


@dataclass(frozen=True)
class Heartbeat(Beat):
    """The last heartbeat, and how long ago it was."""

    age_hours: float = 0.0


@dataclass(frozen=True)
class Status:
    """A home as it stands. runs: the last, newest first; portals: name → health; health: how many of each; pending:
    documents that wait, None where that cannot be told; again: those of them that were read before; why: reason →
    documents; alarms: open now; writer: who holds the writer's lock. None: there is none (yet)."""

    home: str
    runs: list[LastRun]
    due: DueTonight | None
    health: dict[str, int]
    portals: dict[str, str]
    pending: int | None
    again: int
    why: dict[str, int]
    published: Published | None
    disk: Disk
    alarms: list[Alarm]
    heartbeat: Heartbeat | None
    writer: str


def status_of(home: Path, portal_files: Sequence[Path] = ()) -> Status:
    """What is known of a home at this moment, without waiting for anybody."""
    summaries = all_summaries(home, LOOKED_AT)
    portals = health(summaries)
    names = [one.name for one in fields(LastRun)]
    runs = [LastRun(**{name: getattr(run, name) for name in names}) for run in reversed(summaries[-LAST_RUNS:])]
    waiting = _waiting(home)
    return Status(
        home=str(home), runs=runs, due=_due(portal_files, home), health=dict(Counter(portals.values()).most_common()),
        portals=portals, pending=waiting.count if waiting else None, again=waiting.again if waiting else 0,
        why=dict(waiting.reasons) if waiting else {}, published=_published(home), disk=_disk(home),
        alarms=_alarms(home, summaries),
        heartbeat=_heartbeat(home),
        writer=holder(home),
    )  # fmt: skip


def health(summaries: Sequence[RunSummary]) -> dict[str, str]:
    """Portal → outcome of its last crawl, or the alarm that is open about it."""
    found: dict[str, str] = {}
    for summary in summaries:
        found |= {crawl.portal: crawl.outcome for crawl in summary.crawls}
    for summary in reversed(summaries):
        if summary.alarms:
            for alarm in summary.alarms.open:
                portal = alarm.subject.partition(" ")[0]
                if portal in found:
                    found[portal] = alarm.kind
            break
    return dict(sorted(found.items()))


def _due(files: Sequence[Path], home: Path) -> DueTonight | None:
    if not files:
        return None
    try:
        tonight = due(files, home, dt.datetime.now(dt.UTC))
    except BadSettings as error:
        return DueTonight(problem=str(error))
    return DueTonight(tonight.season, [file.stem for file in tonight.files], tonight.rest, sorted(tonight.swept))


def _waiting(home: Path) -> Backlog | None:
    """What waits to be read; None where something is damaged."""
    try:
        return backlog(home) if (home / "archive").is_dir() else Backlog(0)
    except (Unreadable, ArchiveError, OSError, ValueError):
        return None


def _published(home: Path) -> Published | None:
    file = published_file(home)
    if not file.is_file():
        return None
    moment = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    known = Published(path=str(file), at=moment.isoformat(timespec="seconds"), age_hours=_hours_since(moment))
    try:
        return replace(known, problem=published_flaw(home), **vars(counts(file)))
    except Unreadable as error:
        return replace(known, problem=str(error))


def _heartbeat(home: Path) -> Heartbeat | None:
    beat = last_beat(home)
    return Heartbeat(**vars(beat), age_hours=_hours_since(dt.datetime.fromisoformat(beat.at))) if beat else None


def _disk(home: Path) -> Disk:
    place = next(path for path in (home, *home.parents) if path.is_dir())
    used = {name: sum(file.stat().st_size for file in (home / name).rglob("*") if file.is_file()) for name in _FOLDERS}
    return Disk(round(shutil.disk_usage(place).free / 2**30, 1), used)


def _alarms(home: Path, summaries: Sequence[RunSummary]) -> list[Alarm]:
    """Those that are open, and what disk and clock show at this moment though no run has come by to say it."""
    found = open_alarms(home, summaries)
    if home.is_dir():
        try:
            now = of_machine(home, settings("alarms", home)["kinds"], publication_time(home))
            found += [alarm for alarm in now if alarm.key not in {known.key for known in found}]
        except BadSettings as error:
            return [*found, Alarm("settings", "alarms.yml", str(error))]
    return found


def _hours_since(moment: dt.datetime) -> float:
    return round((dt.datetime.now(dt.UTC) - moment).total_seconds() / 3600, 1)


def show_status(found: Status, as_json: bool) -> None:
    """Print it, for people or as JSON."""
    if as_json:
        say_json(asdict(found))
        return
    console = terminal()

    def say(text: str) -> None:
        console.say(text)

    say(f"home: {found.home}")
    for alarm in found.alarms:
        since = f" (since {alarm.since})" if alarm.since else ""
        say(f"ALARM {alarm.kind} {alarm.subject}: {alarm.message}{since}")
    if published := found.published:
        held = published.problem or f"{published.reports} reports, {published.cells} cells"
        if unread := published.reports_unread:
            held += f"; the tables of {unread} more could not be read (coverage: unread)"
        if silent := published.agencies_silent:
            held += f"; of {published.agencies_expected} agencies that portals name {silent} publish nothing"
        say(f"published: {published.path} at {published.at}, {published.age_hours} hours ago ({held})")
    else:
        say("published: nothing yet; `nianbao demo` or `nianbao run` makes the first file")
    unknown = "unknown, something is damaged: see `nianbao doctor`"
    waiting = unknown if found.pending is None else f"{found.pending} documents"
    say(f"waiting to be read: {waiting}" + (f", {found.again} of them again" if found.again else ""))
    for why, count in found.why.items():
        say(f"  {count}: {why}")
    if due := found.due:
        say(due.problem or f"due tonight ({due.season}): {len(due.portals)} portals, {due.waiting} rest")
    if found.health:
        say("portals: " + ", ".join(f"{name} {count}" for name, count in found.health.items()))
    used = ", ".join(f"{name} {size / 2**20:.0f} MB" for name, size in found.disk.used_bytes.items())
    say(f"disk: {found.disk.free_gb} GB free; {used}")
    if beat := found.heartbeat:
        say(f"heartbeat: {beat.age_hours} hours ago, at the end of run {beat.run} ({beat.outcome})")
    if found.writer:
        say(f"writing now: {found.writer}")
    for run in found.runs:
        read = ", ".join(f"{name} {count}" for name, count in run.documents.items()) or "nothing new"
        say(f"run {run.run} ({run.flow}): {run.outcome}; read: {read}")
        for problem in run.problems:
            say(f"  problem: {problem}")
    if not found.runs:
        say("runs: none yet")
