"""Make few WARC files of many small ones: records are moved byte for byte, and the index says where they lie now.

A gzip member a record means that files can be joined as they are, so a record's offset only grows by what stands before
it. At every moment each line of the index names a record that is there: the joined file is whole before the first line
names it, index files are replaced one by one, and the old files go last (`clear`), when nothing names them any more.
A repack that was killed is done again: its joined file is made anew unless lines name it already.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from data.captures import Capture
from spiders.archive import INDEX, STAMP, WARC, DamagedCapture, read_body, read_index_file, recover
from spiders.archive.lines import line_of
from spiders.examine import held, rewrite


@dataclass(frozen=True)
class Repacked:
    """What came of one portal: files joined, the files they became, and captures whose place is another now."""

    portal: str
    joined: tuple[str, ...]
    into: tuple[str, ...]
    moved: tuple[Capture, ...]


def repack(archive: Path, portal: str, small_bytes: int, most_bytes: int) -> Repacked:
    """Join WARC files below `small_bytes` into files of at most `most_bytes`; the newest is left alone.

    The old files stay until `clear`. Raises ArchiveBusy while a crawl writes, DamagedCapture (and changes no index)
    where a joined file does not give a body that the index promises.
    """
    folder = archive / portal
    with held(folder):
        recover(folder)
        for left_over in folder.glob(".*.part"):
            left_over.unlink()
        for group in _groups(folder, small_bytes, most_bytes):
            _join(folder, group)
        places = _places(folder)
        moved: list[Capture] = []
        changed: dict[Path, list[Capture]] = {}
        for path in sorted(folder.glob(f"*{INDEX}")):
            before = list(read_index_file(path, functools.partial(_refuse, path)))
            after = [_at(capture, portal, places) for capture in before]
            moves = [new for old, new in zip(before, after, strict=True) if new != old]
            if moves:
                changed[path] = after
                moved += moves
        for record in {(c.warc_file, c.warc_offset): c for c in moved}.values():
            _verify(archive, record)
        for path, after in changed.items():
            rewrite(path, [line_of(capture) for capture in after])
    return Repacked(portal, tuple(places), tuple(sorted({target for target, _ in places.values()})), tuple(moved))


def clear(archive: Path, portal: str) -> list[str]:
    """Delete the WARC files whose records lie in a joined one and that no line of the index names; their names.

    Raises ArchiveBusy while a crawl writes.
    """
    folder = archive / portal
    with held(folder):
        named = {c.warc_file for path in folder.glob(f"*{INDEX}") for c in read_index_file(path)}
        gone = [name for name in sorted(_places(folder)) if f"{portal}/{name}" not in named]
        for name in gone:
            (folder / name).unlink()
            (folder / _note(name)).unlink()
    return gone


def _note(name: str) -> str:
    """Where it stands into which file, and where in it, a WARC file was joined."""
    return f"{name.removesuffix(WARC)}.joined"


def _places(folder: Path) -> dict[str, tuple[str, int]]:
    """WARC file → the joined file that holds its records, and where they begin in it.

    A note is written before its joined file gets its name: one without that file says nothing.
    """
    found: dict[str, tuple[str, int]] = {}
    for note in sorted(folder.glob("*.joined")):
        name = note.name.removesuffix(".joined") + WARC
        told = json.loads(note.read_text(encoding="utf-8"))
        if (folder / name).exists() and (folder / told["into"]).exists():
            found[name] = (told["into"], told["base"])
    return found


def _groups(folder: Path, small_bytes: int, most_bytes: int) -> list[list[Path]]:
    done = _places(folder)
    files = [path for path in sorted(folder.glob(f"*{WARC}")) if path.name not in done][:-1]
    groups: list[list[Path]] = [[]]
    size = 0
    for path in files:
        own = path.stat().st_size
        if own >= small_bytes:
            continue
        if size + own > most_bytes and groups[-1]:
            groups.append([])
            size = 0
        groups[-1].append(path)
        size += own
    return [group for group in groups if len(group) > 1]


def _join(folder: Path, group: Sequence[Path]) -> None:
    """One file with the records of all, under a name older than theirs: the newest alone may be torn."""
    moment = datetime.strptime(group[0].name.removesuffix(WARC), STAMP)
    while (target := folder / f"{moment.strftime(STAMP)}{WARC}").exists():
        moment -= timedelta(seconds=1)
    partial = folder / f".{target.name}.part"
    with partial.open("wb") as file:
        for path in group:
            note = {"into": target.name, "base": file.tell()}
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, 2**20)
            (folder / _note(path.name)).write_text(json.dumps(note), encoding="utf-8")
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, target)


def _at(capture: Capture, portal: str, places: dict[str, tuple[str, int]]) -> Capture:
    """The capture at the place where its record lies now; a joined file may have been joined itself."""
    name, offset = capture.warc_file.removeprefix(f"{portal}/"), capture.warc_offset
    while name in places:
        name, base = places[name]
        offset += base
    return dataclasses.replace(capture, warc_file=f"{portal}/{name}", warc_offset=offset)


def _refuse(index: Path, line: int, why: str) -> None:
    raise DamagedCapture(f"nothing was changed, see `nianbao doctor`: {index}, line {line}: {why}")


def _verify(archive: Path, capture: Capture) -> None:
    try:
        read_body(archive, capture)
    except DamagedCapture as error:
        raise DamagedCapture(f"nothing was changed, see `nianbao doctor`: {error}") from error
