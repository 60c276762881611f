"""Examine archive, index, parts, warehouse and what lies beside them against each other, and mend what is safe.

Mended is only what loses nothing: torn ends are cut as the next crawl would, lines without their bytes go beside the
index (the address is asked for again), parts that are not whole are put aside (their documents are read again), what
the warehouse lacks is loaded again, a damaged writer's file is put aside and filled anew by the next run.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from data.captures import Capture
from data.run_summary import BROKEN_OFF
from extractors.values import agrees
from flows.backfilling.jobs import held_back, unfinished, unreadable
from flows.runs.recover import DAMAGED, WHY, clear_half_done, put_parts_aside
from flows.runs.summary import all_summaries
from flows.upkeep.copies import MANIFEST, targets
from flows.upkeep.kept import flaw, things
from flows.upkeep.put_back import put_back
from flows.waiting import backlog, index_names
from spiders.archive import ArchiveError, is_document, read_index_file
from spiders.examine import Flaw, examine, mend
from warehouse.db import connect_work
from warehouse.examine import (
    captures_and_readings,
    forget_index_files,
    forget_parts,
    own_faults,
)
from warehouse.parts import RefusedPart, sort_out
from warehouse.places import published_file, work_file
from warehouse.published import Unreadable

_MOST_NAMED = 20
# what a copy may have whole
_RESTORED = ("no_capture", "no_record", "damaged")


@dataclass(frozen=True)
class Ill:
    """One thing that is wrong. mended: what was done about it, "" where nothing was; advice: what a person can do.

    is_wrong: False for what is only worth knowing.
    """

    room: str
    message: str
    advice: str = ""
    mended: str = ""
    is_wrong: bool = True


def diagnose(
    home: Path, mending: bool = False, bodies: bool = True, on_stage: Callable[[str], None] = lambda stage: None
) -> list[Ill]:
    """Everything that is wrong with a home; `mending`: mend what is safe. The writer's lock must be held."""
    found: list[Ill] = []
    for name, examined in (
        ("archive", _archive), ("parts", _parts), ("warehouse", _warehouse), ("what is kept", _kept),
        ("between them", _between), ("what waits", _waiting), ("backfills", _held_back), ("beside them", _beside),
    ):  # fmt: skip
        on_stage(name)
        found += list(examined(home, mending, bodies))
    return found


def _archive(home: Path, mending: bool, bodies: bool) -> Iterator[Ill]:
    archive = home / "archive"
    for folder in sorted(path for path in archive.glob("*") if path.is_dir()):
        flaws = list(examine(archive, folder.name, bodies))
        if not flaws:
            continue
        done = ""
        if mending:
            for index in sorted({one.file for one in flaws if one.kind in _RESTORED}):
                if restored := put_back(home, f"archive/{index}", ""):
                    yield Ill("archive", f"{index}: not what was written", mended=restored)
            flaws = list(examine(archive, folder.name, bodies))
        if mending:
            try:
                lines = mend(archive, folder.name, flaws)
                done = f"{lines} lines taken out of the index, torn ends cut" if lines else "torn ends cut"
            except ArchiveError as error:
                yield Ill("archive", str(error), "look again when no crawl is at work")
        for one in flaws[:_MOST_NAMED]:
            yield _of_flaw(one, done)
        if len(flaws) > _MOST_NAMED:
            yield Ill("archive", f"{folder.name}: {len(flaws) - _MOST_NAMED} more like these", mended=done)


def _of_flaw(flaw: Flaw, done: str) -> Ill:
    place = f"{flaw.file}, line {flaw.line}" if flaw.line else flaw.file
    advice = "" if flaw.line else "take it in with `nianbao backfill --warc`, then delete it"
    if flaw.kind == "doubled":
        advice = "put it back from a backup (`nianbao restore --only`), or delete it where it is a mere copy"
    elif flaw.kind in ("damaged", "no_record"):
        advice = "--mend has the address asked for again; if a backup holds the file, restore it from there first"
    elif flaw.line:
        advice = "--mend cuts it off"
    wrong = flaw.kind != "no_index"
    return Ill("archive", f"{place}: {flaw.message}", advice, done if flaw.line else "", is_wrong=wrong)


def _parts(home: Path, mending: bool, bodies: bool) -> Iterator[Ill]:
    folders = [path for path in (home / "parts").glob("*") if path.is_dir()]
    visible = sorted(path for path in folders if not path.name.startswith("."))
    for part in sort_out(visible, agrees, sealing=mending)[1]:
        if mending:
            put_parts_aside(home, [part])
        yield _refused(part, mending)
    for folder in folders:
        if folder.name.startswith(DAMAGED):
            message = f"{folder.name} was not whole and is kept for you to look at, as its {WHY} says"
            yield Ill("parts", message, "delete it when you have", is_wrong=False)
    half_done = {path.name for path in folders if path.name.startswith(".") and not path.name.startswith(DAMAGED)}
    if mending:
        clear_half_done(home)
    for name in sorted(half_done):
        gone = not (home / "parts" / name).exists()
        message = f"{name} was left half written by a writer that was killed"
        yield Ill("parts", message, "the next run clears it away", "deleted" if gone else "", is_wrong=False)


def _refused(part: RefusedPart, mending: bool) -> Ill:
    done = "put aside, its documents are read again by the next run" if mending else ""
    return Ill("parts", part.message, "--mend puts it aside", done)


def _warehouse(home: Path, mending: bool, bodies: bool) -> Iterator[Ill]:
    for file in (work_file(home), published_file(home)):
        if file.is_file() and (why := flaw(home, str(file.relative_to(home)))):
            advice = "--mend puts it aside; the next run fills a fresh one from archive and parts"
            if file == published_file(home):
                advice = "--mend publishes the kept release again, so does `nianbao rollback`; the next run replaces it"
            yield _put_back(home, "warehouse", str(file.relative_to(home)), why, advice, mending)
    if not published_file(home).is_file() and work_file(home).is_file():
        yield Ill("warehouse", "nothing is published", "`nianbao run` publishes", is_wrong=False)


def _kept(home: Path, mending: bool, bodies: bool) -> Iterator[Ill]:
    """Kept releases, ledgers and backups."""
    for name, _ in things(home):
        room = name.partition("/")[0] or "backups"
        if room in ("archive", "parts") or (room == "backups" and not bodies and not name.endswith(MANIFEST)):
            continue
        if why := flaw(home, name):
            advice = "--mend writes it anew where another file has its digest"
            if room == "crawl":
                advice = "the next crawl begins a fresh one from the archive"
            yield _put_back(home, room, name, why, advice, mending)
    for target in targets(home):
        if not target.is_dir():
            yield Ill("backups", f"{target} is not there", "examine it when its disk is", is_wrong=False)


def _put_back(home: Path, room: str, name: str, why: str, advice: str, mending: bool) -> Ill:
    done = put_back(home, name, why) if mending else ""
    return Ill(room, f"{name}: {why}", advice, done)


def _between(home: Path, mending: bool, bodies: bool) -> Iterator[Ill]:
    if not work_file(home).is_file():
        return
    in_archive: dict[str, str] = {}
    for name in index_names(home):
        try:
            for capture in read_index_file(home / "archive" / name):
                if not capture.is_repeat:
                    in_archive.setdefault(capture.capture_id, name)
        except ArchiveError:
            continue  # said above
    in_parts: dict[str, str] = {}
    for part in sorted((home / "parts").glob("[!.]*")):
        try:
            ids = pq.read_table(part / "reading.parquet", columns=["capture_id"]).column(0).to_pylist()
        except (OSError, ValueError):
            continue  # said above
        in_parts |= {capture_id: part.name for capture_id in ids}
    con = connect_work(home)
    try:
        captures, readings = captures_and_readings(con)
        faults = own_faults(con)
        unknown = {name for capture_id, name in in_archive.items() if capture_id not in captures} - held_back(home)
        if unknown and mending:
            forget_index_files(con, unknown)
        unread = {name for capture_id, name in in_parts.items() if capture_id not in readings}
        if unread and mending:
            forget_parts(con, unread)
    finally:
        con.close()
    for names, what in ((unknown, "captures of the archive"), (unread, "readings of the parts")):
        if names:
            shown = ", ".join(sorted(names)[:_MOST_NAMED])
            done = "taken again by the next load" if mending else ""
            yield Ill("warehouse", f"{what} that the warehouse does not hold: {shown}", "--mend or the next run", done)
    lost = [i for i, kind in captures.items() if kind not in ("member",) and i not in in_archive]
    if lost:
        message = f"{len(lost)} captures of the warehouse are not in the archive, the first {lost[0]}"
        yield Ill("warehouse", message, "restore the archive from a backup, or `nianbao rebuild` without them")
    for name, count in faults.items():
        yield Ill("warehouse", f"check {name}: {count} bad rows", "`nianbao rebuild` makes the warehouse anew")


def _waiting(home: Path, mending: bool, bodies: bool) -> Iterator[Ill]:
    """What `status` says waits, and what is kept as a document and no run will ever read."""
    try:
        waiting = backlog(home)
        names = index_names(home)
        unread = [c for name in names for c in read_index_file(home / "archive" / name) if _is_left_out(c)]
    except (Unreadable, ArchiveError, OSError, ValueError):
        return  # said above
    if waiting.count:
        yield Ill("archive", f"{waiting.count} documents wait to be read", "the next run reads them", is_wrong=False)
    if unread:
        first = unread[0]
        message = f"{len(unread)} captures without an obstacle are no documents to be read"
        yield Ill("archive", f"{message}, the first {first.url} (status {first.status})", "look at them in the index")


def _held_back(home: Path, mending: bool, bodies: bool) -> Iterator[Ill]:
    """Backfills that are not done: what they archived is nobody else's until they are."""
    for job in unfinished(home):
        message = f"{job.folder.name}, begun {job.begun_at}, is not done: what it archived is held back until it is"
        advice = f"the same order goes on; `nianbao backfill --release {job.folder.name}` gives it up"
        yield Ill("backfill", message, advice, is_wrong=False)
    for folder in unreadable(home):
        message = f"{folder.name}: job.json cannot be read; what it archived is held back"
        advice = f"the same order does it anew; `nianbao backfill --release {folder.name}` gives it up"
        yield Ill("backfill", message, advice)


def _is_left_out(capture: Capture) -> bool:
    return not (is_document(capture) or capture.kind == "list" or capture.is_repeat or capture.obstacle)


def _beside(home: Path, mending: bool, bodies: bool) -> Iterator[Ill]:
    for name in ("alarms.json", "heartbeat.json", "crawl/visits.json"):
        file = home / name
        if file.is_file():
            try:
                json.loads(file.read_text(encoding="utf-8"))
            except ValueError as error:
                yield Ill("state", f"{name}: {error}", "the next run writes it anew")
    known = {summary.run: summary.outcome for summary in all_summaries(home)}
    for folder in sorted(path for path in (home / "runs").glob("*Z") if path.is_dir()):
        if folder.name not in known:
            yield Ill("runs", f"{folder.name} has no summary that can be read", "", is_wrong=False)
        elif known[folder.name] == BROKEN_OFF:
            yield Ill("runs", f"{folder.name} was broken off; the run after it went on", "", is_wrong=False)
