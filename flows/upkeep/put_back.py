"""What another copy or the archive can restore is restored: a damaged thing of a home, of a copy being made, or of one
made before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from flows.runs.recover import put_parts_aside
from flows.upkeep.copies import Entry, copies_of, is_good, mend_copy
from spiders.archive import INDEX, WARC, ArchiveBusy, read_index_file
from spiders.examine import Flaw, examine_index, held, sizes_of
from spiders.ledger_file import put_ledger_aside
from warehouse.heal import put_damaged_aside
from warehouse.parts import RefusedPart
from warehouse.places import published_file, work_file
from warehouse.release import put_kept_back, put_published_right
from warehouse.resting import resting_on

_MOST_NAMED = 10
Copies = Iterable[tuple[Path, Mapping[str, Entry]]]


def put_back(home: Path, name: str, why: str) -> str:
    """Restore a damaged thing where that loses nothing. The writer's lock must be held.

    Args:
        home: the home.
        name: of the thing, as `flows.upkeep.kept.things` gives it.
        why: what is wrong with it.

    Returns:
        what was done, "" where nothing could be.
    """
    if Path(name).is_absolute():
        good = mend_copy(Path(name), (home,))
        return f"written anew from {good}" if good else ""
    if name.startswith("parts/"):
        put_parts_aside(home, [RefusedPart(Path(name).name, f"{name}: {why}")])
        return "put aside, its documents are read again"
    try:
        if name.startswith("archive/"):
            with held((home / name).parent):
                return index_put_back(home, name, copies_of(home))
        if name.startswith("crawl/"):
            portal = home / "archive" / Path(name).stem
            portal.mkdir(parents=True, exist_ok=True)
            with held(portal):
                put_ledger_aside(home / name)
            return "put aside, the next crawl fills a fresh one from the archive"
    except ArchiveBusy:
        return ""
    if name.startswith("warehouse/kept/"):
        relative = str(published_file(home).relative_to(home))
        copied = (snapshot / relative for snapshot, files in copies_of(home) if relative in files)
        source = put_kept_back(home, Path(name).stem, (published_file(home), *copied))
        return f"written anew from {source}" if source else ""
    if home / name == published_file(home):
        release = put_published_right(home)
        return f"release {release} is published again" if release else ""
    if home / name == work_file(home):
        return f"put aside as {put_damaged_aside(home).name}; the next run fills a fresh one"
    return ""


def index_put_back(root: Path, name: str, copies: Copies) -> str:
    """Restore an index file and the WARC files that it names from copies, where fewer of its lines are damaged then.

    Both only ever grow, so a file is put together from what a copy has of it and what came after that. Nothing is
    replaced before the result was verified.

    Args:
        root: a home whose portal is held, or an unfinished copy of one.
        name: of the index file below it.
        copies: where to look, each with what it holds.
    """
    folder, done = (root / name).parent, ""
    for left_over in root.glob(".put-back.*"):
        shutil.rmtree(left_over)
    trial = root / f".put-back.{os.getpid()}"
    before, named = _flaws(root / "archive", root / name)
    for snapshot, files in copies:
        if not before:
            break
        shutil.rmtree(trial, ignore_errors=True)
        beside = trial / "archive" / folder.name
        beside.mkdir(parents=True)
        for path in (*folder.glob(f"*{INDEX}"), *folder.glob(f"*{WARC}")):
            _link(path, beside / path.name)
        joined = []
        for one in (name, *(f"archive/{warc}" for warc in sorted(named))):
            if one in files and is_good(snapshot / one, files[one].digest):
                _join(snapshot / one, root / one, trial / one)
                joined.append(one)
        after, named_after = _flaws(trial / "archive", trial / name)
        named |= named_after  # a line that was damaged may name a file that no other names
        if joined and len(after) < len(before):
            for one in joined:
                os.replace(trial / one, root / one)
            before, done = after, f"restored from {snapshot}"
    shutil.rmtree(trial, ignore_errors=True)
    return done if not before else f"{done}; {len(before)} lines could not be" if done else ""


def taken_by(home: Path, name: str) -> str:
    """The published figures that rest on what is damaged of an index file or its records alone, in words.

    They stay published, and in their parts; what is lost is what they can be read from again.
    """
    archive, folder = home / "archive", (home / name).parent
    flaws, named = _flaws(archive, home / name)
    if not flaws:
        return ""
    lost = {flaw.record for flaw in flaws}
    whole = {
        (capture.warc_file, capture.warc_offset)
        for index in folder.glob(f"*{INDEX}")
        for capture in read_index_file(index, lambda line, why: None)
    }
    resting = resting_on(published_file(home), named, whole - lost)
    said = [f"{one.agency_zh} {one.report_year} ({one.figures} figures)" for one in resting[:_MOST_NAMED]]
    more = f", and {len(resting) - _MOST_NAMED} more" if len(resting) > _MOST_NAMED else ""
    return (
        f"published reports that rest on it alone: {', '.join(said)}{more}"
        if said
        else "no published report rests on it alone"
    )


def _flaws(archive: Path, index: Path) -> tuple[list[Flaw], set[str]]:
    named = {f"{index.parent.name}/{index.name.removesuffix(INDEX)}{WARC}"}
    if not index.is_file():
        return [Flaw(index.name, 0, "no_record", "is not there")], named
    flaws = examine_index(archive, index, sizes_of(archive / index.parent.name), named=named)
    return [flaw for flaw in flaws if flaw.kind != "torn"], named


def _link(path: Path, goal: Path) -> None:
    try:
        os.link(path, goal)
    except OSError:
        shutil.copyfile(path, goal)


def _join(copied: Path, present: Path, goal: Path) -> None:
    """Write what a copy has of a file and what the present one has behind that."""
    goal.unlink(missing_ok=True)
    with goal.open("wb") as out:
        with copied.open("rb") as source:
            shutil.copyfileobj(source, out, 2**20)
        if present.is_file():
            with present.open("rb") as source:
                source.seek(out.tell())
                shutil.copyfileobj(source, out, 2**20)
        out.flush()
        os.fsync(out.fileno())
