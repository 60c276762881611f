"""Copies of a home that can be gone back to: whole at every moment, incremental by hard links, verified by digests.

Copied against the order in which a run writes: what is published, parts, backfills, ledgers, the index, WARC files. So
whatever a run adds meanwhile is in a later room only: parts are never without their captures, an index never without
its records. The writer's own file is not copied: it is the published one, and the next run loads the rest.

What is damaged in the home is taken from an earlier copy that has it whole; what is damaged in an earlier copy is
written anew. So rot never takes the place of the last good copy, and none goes that alone holds something.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from data.run_summary import Rot
from flows.upkeep.copies import (
    Entry,
    Manifest,
    NoBackup,
    hash_of,
    is_good,
    mend_copy,
    note_target,
    readable,
    snapshots,
    write_manifest,
)
from flows.upkeep.kept import flaw
from flows.upkeep.put_back import index_put_back
from spiders.archive import INDEX, WARC, read_index_file
from spiders.ledger_file import ledger_flaw
from warehouse.digests import digest_of
from warehouse.places import published_file
from warehouse.release import unharmed_file

_PIECE = 2**20
_TRIES = 3


@dataclass(frozen=True)
class Copied:
    """A snapshot as made.

    folder: where it lies; files: in it; fresh: of these copied anew (the others are those of an earlier one);
    hash: over all paths and digests; rot: what was met damaged in the home or in earlier copies, and what was done;
    kept: earlier copies that stay though `keep` would let them go, and why.
    """

    folder: Path
    files: int
    fresh: int
    fresh_bytes: int
    hash: str
    rot: tuple[Rot, ...] = ()
    kept: tuple[str, ...] = ()


def backup(home: Path, target: Path, keep: int = 0, verify: bool = True) -> Copied:
    """Copy `home` into a new folder of `target`, and keep only the last `keep` of them (0: all).

    Whole or not there: until it is done the folder is called `.unfinished-…`.

    Args:
        home: what is copied.
        target: the folder of copies.
        keep: how many copies stay, and besides those of them that alone hold some of the archive.
        verify: read again what earlier copies hold and this one shares with them, and what was written.

    Raises:
        OSError: the target is full or read-only; the earlier copies are as they were.
        NoBackup: the home changes too fast.
    """
    target.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # a home that cannot be written is copied all the same
        note_target(home, target)
    for left_over in target.glob(".unfinished-*"):
        shutil.rmtree(left_over)
    there, earlier = snapshots(target), readable(target)
    name = max(datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"), there[-1].name + "+" if there else "")
    folder = target / f".unfinished-{name}"
    folder.mkdir()
    copier = _Copier(home, folder, earlier, verify)
    copier.rot += [Rot(str(path), "its manifest cannot be believed") for path in there if path not in earlier]
    copier.copy_all()
    write_manifest(folder, copier.manifest)
    os.replace(folder, target / name)
    stay = _drop_old(target, keep) if keep else ()
    manifest = copier.manifest
    return Copied(
        target / name, len(manifest), copier.fresh, copier.fresh_bytes, hash_of(manifest), tuple(copier.rot), stay
    )


def _drop_old(target: Path, keep: int) -> tuple[str, ...]:
    """Delete copies before the last `keep`, but for those that alone hold lines of an index; which stay and why."""
    held = readable(target)
    staying = [path for path in snapshots(target)[-keep:] if path in held]
    longest: dict[str, int] = {}
    said = []
    for old in reversed(snapshots(target)[:-keep]):
        alone = []
        for path in staying:
            for name, entry in held[path].items():
                longest[name] = max(longest.get(name, 0), entry.size)
        for name, entry in held.get(old, {}).items():
            if name.startswith("archive/") and name.endswith(INDEX) and entry.size > longest.get(name, 0):
                alone.append(name)
        if alone or not staying:
            said.append(f"{old.name} stays: of {', '.join(alone[:3]) or 'all'} it alone holds some lines")
            staying.append(old)
        else:
            shutil.rmtree(old)
    return tuple(said)


class _Copier:
    """The files of one copy. Those that are as they were in an earlier copy are its files, by a second name."""

    def __init__(self, home: Path, folder: Path, earlier: dict[Path, Manifest], verify: bool) -> None:
        self.home, self.folder, self.earlier, self.verify = home, folder, earlier, verify
        self.manifest: dict[str, Entry] = {}
        self.rot: list[Rot] = []
        self.fresh = self.fresh_bytes = 0

    def copy_all(self) -> None:
        if (source := unharmed_file(self.home)) is not None:
            self._copy(source, as_name=str(published_file(self.home).relative_to(self.home)))
        for part in sorted((self.home / "parts").glob("[!.]*")):
            self._copy_part(part)
        for path in sorted(p for p in (self.home / "backfill").rglob("*") if p.is_file()):
            self._copy(path)
        for ledger in sorted((self.home / "crawl").glob("*.sqlite")):
            self._copy_ledger(ledger)
        self._copy(self.home / "crawl" / "visits.json")
        for portal in sorted(path for path in (self.home / "archive").glob("*") if path.is_dir()):
            self._copy_portal(portal)
        for path in sorted((self.home / "runs").glob("*/*")):
            self._copy(path)
        for pattern in ("*.json", "*.yml", "readers.jsonl"):
            for path in sorted(self.home.glob(pattern)):
                self._copy(path)

    def _copy_part(self, part: Path) -> None:
        """A part as it is, or as an earlier copy has it, or not at all: its documents are read again."""
        name = str(part.relative_to(self.home))
        if not any([self._copy(path) for path in sorted(part.glob("*"))]) or not (why := flaw(self.folder, name)):
            return
        for snapshot, files in self.earlier.items():
            held = {path: entry for path, entry in files.items() if path.startswith(f"{name}/")}
            self._leave_out(name)
            shared = held and all(self._share(snapshot, path, entry) for path, entry in held.items())
            if shared and not flaw(self.folder, name):
                self.rot.append(Rot(name, why, f"taken from {snapshot.name}"))
                return
        self._leave_out(name)
        self.rot.append(Rot(name, why, "left out, its documents are read again after a restore"))

    def _leave_out(self, name: str) -> None:
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self.manifest = {path: entry for path, entry in self.manifest.items() if not path.startswith(f"{name}/")}

    def _copy_portal(self, portal: Path) -> None:
        """A portal's index, then its WARC files; again, where records were put elsewhere meanwhile."""
        fresh: set[str] = set()
        for _ in range(_TRIES):
            for path in sorted(portal.glob("*.index.*")):
                fresh |= {path.name} if self._copy(path, whole_lines=path.name.endswith(INDEX)) else set()
            for path in sorted(portal.glob(f"*{WARC}")):
                fresh |= {path.name} if self._copy(path) else set()
            lacking = set(self._without_records(portal))
            if not lacking:
                break
        for index in sorted((self.folder / "archive" / portal.name).glob(f"*{INDEX}")):
            if index.name in lacking | fresh or f"{index.name.removesuffix(INDEX)}{WARC}" in fresh:
                self._verify_index(str(index.relative_to(self.folder)))

    def _without_records(self, portal: Path) -> Iterator[str]:
        """Index files of the copy that name records which it does not hold."""
        held = {name: entry.size for name, entry in self.manifest.items()}
        for path in (self.folder / "archive" / portal.name).glob(f"*{INDEX}"):
            for capture in read_index_file(path, lambda line, why: None):
                if capture.warc_offset + capture.warc_length > held.get(f"archive/{capture.warc_file}", -1):
                    yield path.name
                    break

    def _verify_index(self, name: str) -> None:
        why = flaw(self.folder, name)
        if not why:
            return
        before = self._states(name)
        done = index_put_back(self.folder, name, self.earlier.items())
        for path in (self.folder / name).parent.glob("*"):
            relative = str(path.relative_to(self.folder))
            if self._state(path) != before.get(relative):
                known = self.manifest.get(relative)
                # changed 0: whatever lies in the home is copied again next time
                self.manifest[relative] = Entry(path.stat().st_size, known.changed if known else 0, digest_of(path))
        self.rot.append(Rot(name, why, f"in the copy {done}" if done else ""))

    def _states(self, name: str) -> dict[str, tuple[int, int]]:
        return {str(p.relative_to(self.folder)): self._state(p) for p in (self.folder / name).parent.glob("*")}

    def _state(self, path: Path) -> tuple[int, int]:
        return path.stat().st_ino, path.stat().st_size

    def _copy(self, path: Path, whole_lines: bool = False, as_name: str = "") -> bool:
        """Link a file of an earlier copy or copy it anew; whether the latter."""
        name = as_name or str(path.relative_to(self.home))
        try:
            state = path.stat()
            if self._link(name, state):
                return False
            with path.open("rb") as source:
                size, digest = self._write(name, source, whole_lines)
        except FileNotFoundError:
            return False  # cleared away meanwhile
        self.manifest[name] = Entry(size, state.st_mtime_ns, digest)
        return True

    def _copy_ledger(self, path: Path) -> None:
        name = str(path.relative_to(self.home))
        if why := ledger_flaw(path):
            self.rot.append(Rot(name, why, "left out, a crawl makes another from the archive"))
            return
        goal = self.folder / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(goal)) as copy,
        ):
            try:
                source.backup(copy)
            except sqlite3.DatabaseError:
                return  # damaged: a crawl makes another from the archive
        self.manifest[name] = Entry(goal.stat().st_size, path.stat().st_mtime_ns, digest_of(goal))

    def _link(self, name: str, state: os.stat_result) -> bool:
        """Share the newest copy's file, if the home's is as it was then."""
        for snapshot, files in self.earlier.items():
            if (entry := files.get(name)) is None:
                continue
            if (entry.size, entry.changed) != (state.st_size, state.st_mtime_ns):
                return False
            if self.verify and not is_good(snapshot / name, entry.digest):
                good = mend_copy(snapshot / name, (self.home,))
                done = f"written anew from {good}" if good else ""
                self.rot.append(Rot(str(snapshot / name), "not what was backed up", done))
            return self._share(snapshot, name, entry)
        return False

    def _share(self, snapshot: Path, name: str, entry: Entry) -> bool:
        """Make a file of an earlier copy one of this; False where it is not what was copied, or cannot be linked."""
        if self.verify and not is_good(snapshot / name, entry.digest):
            return False
        goal = self.folder / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.unlink(missing_ok=True)
        try:
            os.link(snapshot / name, goal)
        except OSError:
            return False  # a target without hard links, or a file that is gone: copied
        self.manifest[name] = entry
        return True

    def _write(self, name: str, source: IO[bytes], whole_lines: bool) -> tuple[int, str]:
        goal = self.folder / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.unlink(missing_ok=True)
        with goal.open("wb") as file:
            digest = pour(source, file)
            if whole_lines:
                # A line that is being written is cut off; its record may come along, unnamed.
                file.flush()
                content = goal.read_bytes()
                end = content.rfind(b"\n") + 1
                file.truncate(end)
                digest = hashlib.sha256(content[:end]).hexdigest()
            sync(file)
        if self.verify and not is_good(goal, digest):
            raise NoBackup(f"{goal} does not give back what was written: look at the disk of the target")
        size = goal.stat().st_size
        self.fresh += 1
        self.fresh_bytes += size
        return size, digest


def pour(source: IO[bytes], file: IO[bytes]) -> str:
    """Copy a file's bytes; their digest."""
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        file.write(piece)
    return digest.hexdigest()


def sync(file: IO[bytes]) -> None:
    """Hand a file to its disk."""
    file.flush()
    os.fsync(file.fileno())
