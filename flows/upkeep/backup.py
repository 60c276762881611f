"""Copies of a home that can be gone back to: whole at every moment, incremental by hard links, verified by digests.

    <target>/<stamp>/…              the home's files as they were
    <target>/<stamp>/manifest.json  path → size, moment of change, sha256

Copied against the order in which a run writes: what is published, parts, backfills, ledgers, the index, WARC files. So
whatever a run adds meanwhile is in a later room only: parts are never without their captures, an index never without
its records. The writer's own file is not copied: it is the published one, and the next run loads the rest.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from data.errors import Told
from spiders.archive import INDEX, WARC, ArchiveError, read_index_file
from warehouse.places import published_file, work_file
from warehouse.release import READ_ONLY, unharmed_file

MANIFEST = "manifest.json"
_MARK = "restore.json"
_PIECE = 2**20
_FOLDERS = ("archive", "backfill", "crawl", "parts", "runs", "warehouse")
_TRIES = 3


class NoBackup(Told):
    """Nothing to restore, or no place for it, or it is not what was backed up; the message says which."""


@dataclass(frozen=True)
class Copied:
    """A snapshot as made: its folder, files in it, of these copied anew (the others are those of the one before)."""

    folder: Path
    files: int
    fresh: int
    fresh_bytes: int


def backup(home: Path, target: Path, keep: int = 0) -> Copied:
    """Copy `home` into a new folder of `target`, and keep only the last `keep` of them (0: all).

    Whole or not there: until it is done the folder is called `.unfinished-…`. Raises OSError for a full or read-only
    target, and leaves the earlier copies as they are.
    """
    target.mkdir(parents=True, exist_ok=True)
    for left_over in target.glob(".unfinished-*"):
        shutil.rmtree(left_over)
    earlier = snapshots(target)
    known = _manifest(earlier[-1]) if earlier else {}
    name = max(datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"), earlier[-1].name + "+" if earlier else "")
    folder = target / f".unfinished-{name}"
    folder.mkdir()
    copier = _Copier(home, folder, earlier[-1] if earlier else None, known)
    copier.copy_all()
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(copier.manifest, file, ensure_ascii=False, indent=0, sort_keys=True)
        _sync(file)
    os.replace(folder, target / name)
    for old in snapshots(target)[:-keep] if keep else []:
        shutil.rmtree(old)
    return Copied(target / name, len(copier.manifest), copier.fresh, copier.fresh_bytes)


def snapshots(target: Path) -> list[Path]:
    """Whole copies under `target`, oldest first."""
    return sorted(path.parent for path in target.glob(f"[!.]*/{MANIFEST}"))


def restore(target: Path, home: Path, snapshot: str = "") -> Path:
    """Put a copy (the newest, or the one named) into an empty home, every file verified; returns the copy's folder.

    Raises NoBackup. One that was broken off is begun anew.
    """
    found = snapshots(target)
    wanted = [path for path in found if snapshot in ("", path.name)]
    if not wanted:
        names = ", ".join(path.name for path in found) or "none"
        raise NoBackup(f"no copy {snapshot} in {target}; there are: {names}")
    chosen = wanted[-1]
    mark = home / _MARK
    if not mark.is_file() and any((home / name).exists() for name in _FOLDERS):
        raise NoBackup(f"{home} holds something already: move it away, or restore into another folder")
    home.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps({"from": str(chosen)}), encoding="utf-8")
    for name in _FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
    for name, (_, _, digest) in _manifest(chosen).items():
        goal = home / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        try:
            with (chosen / name).open("rb") as source, goal.open("wb") as file:
                same = _pour(source, file) == digest
                _sync(file)
        except FileNotFoundError:
            same = False
        if not same:
            raise NoBackup(f"{chosen / name} is not what was backed up: choose an earlier copy ({target})")
    if published_file(home).is_file():
        published_file(home).chmod(READ_ONLY)
        shutil.copyfile(published_file(home), work_file(home))
    mark.unlink()
    return chosen


class _Copier:
    """The files of one copy. Those that are as they were in the copy before are its files, by a second name."""

    def __init__(self, home: Path, folder: Path, before: Path | None, known: dict[str, list[int | str]]) -> None:
        self.home, self.folder, self.before, self.known = home, folder, before, known
        self.manifest: dict[str, list[int | str]] = {}
        self.fresh = self.fresh_bytes = 0

    def copy_all(self) -> None:
        if (source := unharmed_file(self.home)) is not None:
            self._copy(source, as_name=str(published_file(self.home).relative_to(self.home)))
        for part in sorted((self.home / "parts").glob("[!.]*")):
            for path in sorted(part.glob("*")):
                self._copy(path)
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

    def _copy_portal(self, portal: Path) -> None:
        """A portal's index, then its WARC files; again, where records were put elsewhere meanwhile."""
        for _ in range(_TRIES):
            for path in sorted(portal.glob("*.index.*")):
                self._copy(path, whole_lines=path.name.endswith(INDEX))
            for path in sorted(portal.glob(f"*{WARC}")):
                self._copy(path)
            if self._is_whole(portal):
                return
        raise NoBackup(f"{portal}: the index names records that are not there; see `nianbao doctor`")

    def _is_whole(self, portal: Path) -> bool:
        held = {name: int(entry[0]) for name, entry in self.manifest.items()}
        for path in (self.folder / "archive" / portal.name).glob(f"*{INDEX}"):
            try:
                for capture in read_index_file(path):
                    if capture.warc_offset + capture.warc_length > held.get(f"archive/{capture.warc_file}", -1):
                        return False
            except ArchiveError as error:
                raise NoBackup(f"{error}; see `nianbao doctor`") from error
        return True

    def _copy(self, path: Path, whole_lines: bool = False, as_name: str = "") -> None:
        name = as_name or str(path.relative_to(self.home))
        try:
            state = path.stat()
            if self._link(name, state):
                return
            with path.open("rb") as source:
                size, digest = self._write(name, source, whole_lines)
        except FileNotFoundError:
            return  # cleared away meanwhile
        self.manifest[name] = [size, state.st_mtime_ns, digest]

    def _copy_ledger(self, path: Path) -> None:
        name = str(path.relative_to(self.home))
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
        with goal.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            self.manifest[name] = [goal.stat().st_size, path.stat().st_mtime_ns, digest]

    def _link(self, name: str, state: os.stat_result) -> bool:
        entry = self.known.get(name)
        if self.before is None or entry is None or entry[:2] != [state.st_size, state.st_mtime_ns]:
            return False
        goal = self.folder / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.unlink(missing_ok=True)
        try:
            os.link(self.before / name, goal)
        except OSError:
            return False  # a target without hard links, or a file that is gone: copied
        self.manifest[name] = entry
        return True

    def _write(self, name: str, source: IO[bytes], whole_lines: bool) -> tuple[int, str]:
        goal = self.folder / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.unlink(missing_ok=True)
        with goal.open("wb") as file:
            digest = _pour(source, file)
            if whole_lines:
                # A line that is being written is cut off; its record may come along, unnamed.
                file.flush()
                content = goal.read_bytes()
                end = content.rfind(b"\n") + 1
                file.truncate(end)
                digest = hashlib.sha256(content[:end]).hexdigest()
            _sync(file)
        size = goal.stat().st_size
        self.fresh += 1
        self.fresh_bytes += size
        return size, digest


def _pour(source: IO[bytes], file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        file.write(piece)
    return digest.hexdigest()


def _manifest(snapshot: Path) -> dict[str, list[int | str]]:
    try:
        found: dict[str, list[int | str]] = json.loads((snapshot / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoBackup(f"{snapshot / MANIFEST} cannot be read: {error}") from error
    return found


def _sync(file: IO[bytes] | IO[str]) -> None:
    file.flush()
    os.fsync(file.fileno())
