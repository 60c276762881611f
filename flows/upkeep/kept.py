"""The one verifier of what a home keeps, thing by thing: whether each is what was written.

A thing is one index file with the WARC records that it names, one part, one kept release, the published file, the
writer's file, one ledger, or one file of a copy. Load, rebuild and rollback ask the same functions of their own rooms
(`warehouse.digests`, `warehouse.release`, `spiders.examine`, `spiders.ledger_file`) that are called here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flows.upkeep.copies import MANIFEST, copy_flaw, own_files, snapshots, targets
from flows.waiting import parts_of
from spiders.archive import INDEX, WARC, index_files
from spiders.examine import examine_index, sizes_of
from spiders.ledger_file import ledger_flaw
from warehouse.digests import flaw_of, is_sealed
from warehouse.heal import read_through
from warehouse.places import published_file, work_file
from warehouse.release import kept_file, kept_flaw, kept_releases, published_flaw, touched_releases

_MOST_NAMED = 3


def things(home: Path) -> Iterator[tuple[str, int]]:
    """What rots unseen: each thing by its name below the home (a copy's by its path), with its bytes.

    The published and the writer's file are not among them: each night verifies these.
    """
    for index in index_files(home / "archive"):
        warc = index.with_name(index.name.removesuffix(INDEX) + WARC)
        yield str(index.relative_to(home)), index.stat().st_size + (warc.stat().st_size if warc.exists() else 0)
    for part in parts_of(home):
        if is_sealed(part):
            yield str(part.relative_to(home)), sum(file.stat().st_size for file in part.iterdir())
    for release in kept_releases(home):
        file = kept_file(home, release)
        yield str(file.relative_to(home)), file.stat().st_size
    for ledger in sorted((home / "crawl").glob("*.sqlite")):
        yield str(ledger.relative_to(home)), ledger.stat().st_size
    for target in targets(home):
        for snapshot in snapshots(target):
            yield str(snapshot / MANIFEST), (snapshot / MANIFEST).stat().st_size
        for path, entry in own_files(target):
            yield str(path), entry.size


def touched(home: Path) -> list[str]:
    """Kept releases that were written to since they were kept: things to look at now, whatever a night's share is."""
    return [str(kept_file(home, release).relative_to(home)) for release in touched_releases(home)]


def flaw(home: Path, name: str) -> str:
    """What is wrong with a thing, "" if nothing is.

    Args:
        home: the home, or a copy of one: it lies there in the same way.
        name: of the thing, as `things` gives it.
    """
    path = home / name
    try:
        if Path(name).is_absolute():
            return copy_flaw(path)
        if name.startswith("archive/"):
            return _index_flaw(home, path)
        if name.startswith("parts/"):
            return flaw_of(path) if is_sealed(path) else ""
        if name.startswith("crawl/"):
            return ledger_flaw(path)
        if path == work_file(home):
            return read_through(path)
        if path == published_file(home):
            return published_flaw(home) or read_through(path)
        return kept_flaw(home, path.stem)
    except OSError as error:
        return f"cannot be read: {error}"


def _index_flaw(home: Path, index: Path) -> str:
    archive = home / "archive"
    if not index.is_file():
        return "is not there"
    # the last line may be in the making
    flaws = [f for f in examine_index(archive, index, sizes_of(archive / index.parent.name)) if f.kind != "torn"]
    named = [f"line {found.line}: {found.message}" for found in flaws[:_MOST_NAMED]]
    return "; ".join(named) + (f"; and {len(flaws) - _MOST_NAMED} more" if len(flaws) > _MOST_NAMED else "")
