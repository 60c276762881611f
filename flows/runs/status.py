"""What a person wants to know before breakfast: did it run, what is due, what waits, how fresh is the published file.

Looks only, at what is published and what lies in archive and parts: it never opens the writer's file, so that it waits
for nobody and nobody for it.
"""

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data.settings import BadSettings, settings
from flows.runs.alarms import LOOKED_AT, of_machine, open_alarms
from flows.runs.notify import last_beat
from flows.runs.rhythm import due
from flows.runs.running import publication_time
from flows.runs.summary import all_summaries
from flows.say import say_json, terminal
from flows.waiting import Backlog, backlog
from spiders.archive import ArchiveError
from warehouse.lock import holder
from warehouse.places import published_file
from warehouse.published import Unreadable, counts
from warehouse.release import published_flaw

LAST_RUNS = 5
_FOLDERS = ("archive", "parts", "warehouse", "runs")
_ORDER = ("completed", "incomplete", "blocked", "failed", "timed_out", "interrupted")


def status_of(home: Path, portal_files: Sequence[Path] = ()) -> dict[str, Any]:
    """home, runs (the last five, newest first), due, portals (name → health), health (counts), pending documents with
    `again` (those read before) and `why`, published (path, at, age_hours, reports, cells, reports_unread), disk, alarms
    (open now), heartbeat, writer."""
    summaries = all_summaries(home, LOOKED_AT)
    portals = health(summaries)
    runs = [
        {name: r[name] for name in ("run", "flow", "started_at", "finished_at", "outcome", "problems", "documents",
                                    "seconds")}
        for r in reversed(summaries[-LAST_RUNS:])
    ]  # fmt: skip
    beat = last_beat(home)
    return {
        "home": str(home),
        "runs": runs,
        "due": _due(portal_files, home),
        "health": dict(Counter(portals.values()).most_common()),
        "portals": portals,
        **_waiting(home),
        "published": _published(home),
        "disk": _disk(home),
        "alarms": _alarms(home, summaries),
        "heartbeat": beat | {"age_hours": _hours_since(dt.datetime.fromisoformat(beat["at"]))} if beat else {},
        "writer": holder(home),
    }


def health(summaries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Portal → outcome of its last crawl, or the alarm that is open about it."""
    found: dict[str, str] = {}
    for summary in summaries:
        found |= {crawl["portal"]: crawl["outcome"] for crawl in summary["crawls"]}
    for summary in reversed(summaries):
        if summary["alarms"]:
            for alarm in summary["alarms"]["open"]:
                portal = alarm["subject"].partition(" ")[0]
                if portal in found:
                    found[portal] = alarm["kind"]
            break
    return dict(sorted(found.items()))


def _due(files: Sequence[Path], home: Path) -> dict[str, Any]:
    if not files:
        return {}
    try:
        tonight = due(files, home, dt.datetime.now(dt.UTC))
    except BadSettings as error:
        return {"problem": str(error)}
    return {
        "season": tonight.season, "portals": [file.stem for file in tonight.files], "waiting": tonight.rest,
        "swept": sorted(tonight.swept),
    }  # fmt: skip


def _waiting(home: Path) -> dict[str, Any]:
    """pending: documents that wait; again: those of them that were read before; why: reason → documents."""
    try:
        found = backlog(home) if (home / "archive").is_dir() else Backlog(0)
        return {"pending": found.count, "again": found.again, "why": dict(found.reasons)}
    except (Unreadable, ArchiveError, OSError, ValueError):
        return {"pending": None, "again": 0, "why": {}}


def _published(home: Path) -> dict[str, Any]:
    file = published_file(home)
    if not file.is_file():
        return {}
    moment = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    known = {"path": str(file), "at": moment.isoformat(timespec="seconds"), "age_hours": _hours_since(moment)}
    try:
        flaw = published_flaw(home)
        return known | counts(file) | ({"problem": flaw} if flaw else {})
    except Unreadable as error:
        return known | {"problem": str(error)}


def _disk(home: Path) -> dict[str, Any]:
    place = next(path for path in (home, *home.parents) if path.is_dir())
    used = {name: sum(file.stat().st_size for file in (home / name).rglob("*") if file.is_file()) for name in _FOLDERS}
    return {"free_gb": round(shutil.disk_usage(place).free / 2**30, 1), "used_bytes": used}


def _alarms(home: Path, summaries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those that are open, and what disk and clock show at this moment though no run has come by to say it."""
    found = open_alarms(home, summaries)
    if home.is_dir():
        try:
            now = of_machine(home, settings("alarms", home)["kinds"], publication_time(home))
            found += [alarm for alarm in now if alarm.key not in {known.key for known in found}]
        except BadSettings as error:
            return [*map(asdict, found), {"kind": "settings", "subject": "alarms.yml", "message": str(error)}]
    return [asdict(alarm) for alarm in found]


def _hours_since(moment: dt.datetime) -> float:
    return round((dt.datetime.now(dt.UTC) - moment).total_seconds() / 3600, 1)


def show_status(found: dict[str, Any], as_json: bool) -> None:
    """Print it, for people or as JSON."""
    if as_json:
        say_json(found)
        return
    console = terminal()

    def say(text: str) -> None:
        console.say(text)

    say(f"home: {found['home']}")
    for alarm in found["alarms"]:
        since = f" (since {alarm['since']})" if alarm.get("since") else ""
        say(f"ALARM {alarm['kind']} {alarm['subject']}: {alarm['message']}{since}")
    if published := found["published"]:
        held = published.get("problem") or f"{published['reports']} reports, {published['cells']} cells"
        if unread := published.get("reports_unread"):
            held += f"; the tables of {unread} more could not be read (coverage: unread)"
        if silent := published.get("agencies_silent"):
            held += f"; of {published['agencies_expected']} agencies that portals name {silent} publish nothing"
        say(f"published: {published['path']} at {published['at']}, {published['age_hours']} hours ago ({held})")
    else:
        say("published: nothing yet; `nianbao demo` or `nianbao run` makes the first file")
    unknown = "unknown, something is damaged: see `nianbao doctor`"
    waiting = unknown if found["pending"] is None else f"{found['pending']} documents"
    say(f"waiting to be read: {waiting}" + (f", {found['again']} of them again" if found["again"] else ""))
    for why, count in found["why"].items():
        say(f"  {count}: {why}")
    if due := found["due"]:
        say(
            due.get("problem") or f"due tonight ({due['season']}): {len(due['portals'])} portals, {due['waiting']} rest"
        )
    if found["health"]:
        say("portals: " + ", ".join(f"{name} {count}" for name, count in found["health"].items()))
    used = ", ".join(f"{name} {size / 2**20:.0f} MB" for name, size in found["disk"]["used_bytes"].items())
    say(f"disk: {found['disk']['free_gb']} GB free; {used}")
    if beat := found["heartbeat"]:
        say(f"heartbeat: {beat['age_hours']} hours ago, at the end of run {beat['run']} ({beat['outcome']})")
    if found["writer"]:
        say(f"writing now: {found['writer']}")
    for run in found["runs"]:
        read = ", ".join(f"{name} {count}" for name, count in run["documents"].items()) or "nothing new"
        say(f"run {run['run']} ({run['flow']}): {run['outcome']}; read: {read}")
        for problem in run["problems"]:
            say(f"  problem: {problem}")
    if not found["runs"]:
        say("runs: none yet")
