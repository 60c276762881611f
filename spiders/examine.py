"""Examine a portal's archive: its index against its WARC files, every body against its digest; mend what is safe.

Safe is what loses nothing: a torn end is cut as the next crawl would do it, and a line of the index that cannot be kept
goes to `<stamp>.index.damaged` beside it. The address is then asked for again, and the bytes in the WARC file stay.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.captures import Capture
from spiders.archive import INDEX, LOCK, WARC, ArchiveBusy, DamagedCapture, read_body, recover
from spiders.archive.lines import BadLine, capture_of, runs_on

_DAMAGED = ".index.damaged"


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one line of an index, or with a file. line: from 1, 0 where it is about the file.

    kind: torn (a line or record broken off), no_capture (a line that is none), no_record (outside its WARC file, or
    the file is not there), damaged (record and index disagree), no_index (a WARC file that no index names), doubled (an
    index file that is a copy of another, whatever it held before).
    record: (WARC file, offset) that the line names, where it can be read.
    """

    file: str
    line: int
    kind: str
    message: str
    record: tuple[str, int] | None = None


def examine(archive: Path, portal: str, bodies: bool = True) -> Iterator[Flaw]:
    """The flaws of one portal's archive. bodies: read every body and verify its digest."""
    folder = archive / portal
    sizes = sizes_of(folder)
    named: set[str] = set()
    verified: dict[tuple[str, int], str] = {}
    for index in sorted(folder.glob(f"*{INDEX}")):
        yield from examine_index(archive, index, sizes, bodies, named, verified)
    own = {f"{portal}/{path.name.removesuffix(INDEX)}{WARC}" for path in folder.glob(f"*{INDEX}")}
    for name in sorted(sizes.keys() - named - own):
        yield Flaw(name, 0, "no_index", "a WARC file that no index names; backfill --warc can take it in")


def sizes_of(folder: Path) -> dict[str, int]:
    """The WARC files of a portal, named as the index names them, with their bytes."""
    return {f"{folder.name}/{path.name}": path.stat().st_size for path in folder.glob(f"*{WARC}")}


def examine_index(
    archive: Path,
    index: Path,
    sizes: Mapping[str, int],
    bodies: bool = True,
    named: set[str] | None = None,
    verified: dict[tuple[str, int], str] | None = None,
) -> Iterator[Flaw]:
    """The flaws of one index file and of the records that it names.

    Args:
        archive: the archive's root.
        index: the index file.
        sizes: bytes of the portal's WARC files (`sizes_of`).
        bodies: read every body and verify its digest.
        named: takes the WARC files that the index names.
        verified: what is known of records, (WARC file, offset) → damage; takes what is found.
    """
    named = set() if named is None else named
    verified = {} if verified is None else verified
    place = f"{index.parent.name}/{index.name}"
    content = index.read_bytes()
    if twin := _twin(index, content):
        yield Flaw(place, 0, "doubled", f"holds the lines of {twin.name}")
    lines = content.split(b"\n")
    if runs_on(lines[-1]):
        yield Flaw(place, len(lines), "no_capture", "not a capture: its end is not what was written")
    elif lines[-1]:
        yield Flaw(place, len(lines), "torn", "the last line is broken off")
    for number, line in enumerate(lines[:-1], start=1):
        try:
            capture = capture_of(line)
        except BadLine as error:
            yield Flaw(place, number, "no_capture", f"not a capture: {error}")
            continue
        named.add(capture.warc_file)
        record = (capture.warc_file, capture.warc_offset)
        if capture.warc_offset + capture.warc_length > sizes.get(capture.warc_file, -1):
            what = "is not there" if capture.warc_file not in sizes else "ends before the record"
            yield Flaw(place, number, "no_record", f"{capture.url}: {capture.warc_file} {what}", record)
        elif bodies:
            if record not in verified:
                verified[record] = _damage(archive, capture)
            if verified[record]:
                yield Flaw(place, number, "damaged", verified[record], record)


def _twin(index: Path, content: bytes) -> Path | None:
    """Another index file of the portal with the same lines, where those are about that one's records: no line is
    written twice."""
    if f"{index.name.removesuffix(INDEX)}{WARC}".encode() in content:
        return None
    others = (other for other in index.parent.glob(f"*{INDEX}") if other != index)
    return next((o for o in others if content and o.stat().st_size == len(content) and o.read_bytes() == content), None)


def mend(archive: Path, portal: str, flaws: list[Flaw]) -> int:
    """Cut a torn end, take lines that cannot be kept out of the index; how many lines. Raises ArchiveBusy."""
    folder = archive / portal
    with held(folder):
        recover(folder)
        bad: dict[str, set[int]] = {}
        for flaw in flaws:
            if flaw.line:
                bad.setdefault(flaw.file, set()).add(flaw.line)
        count = 0
        for name, numbers in bad.items():
            index = archive / name
            if index.is_file():  # else the cut left nothing of it
                count += _take_out(index, numbers)
    return count


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a portal's archive as a crawl does. Raises ArchiveBusy."""
    with (folder / LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ArchiveBusy(f"{folder}: a crawl is writing this archive") from error
        yield


def rewrite(index: Path, lines: list[bytes]) -> None:
    """Replace an index file in one step."""
    partial = index.with_name(f".{index.name}.part")
    with partial.open("wb") as file:
        file.writelines(line + b"\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, index)


def _take_out(index: Path, numbers: set[int]) -> int:
    lines = index.read_bytes().split(b"\n")
    torn, lines = lines[-1], lines[:-1]
    out = [line for n, line in enumerate(lines, start=1) if n in numbers]
    if out or torn:
        with index.with_name(index.name.removesuffix(INDEX) + _DAMAGED).open("ab") as file:
            file.writelines(line + b"\n" for line in [*out, torn] if line)
            file.flush()
            os.fsync(file.fileno())
        rewrite(index, [line for n, line in enumerate(lines, start=1) if n not in numbers])
    return len(out) + bool(torn)


def _damage(archive: Path, capture: Capture) -> str:
    try:
        read_body(archive, capture)
    except DamagedCapture as error:
        return str(error)
    return ""
