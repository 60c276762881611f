"""The plain bytes of an archive file, packed by record, as a whole, or not at all; damage ends no file.

A gzip member that breaks gives what comes before the flaw; behind it the next member is looked for. What lies between
members and is none is said once, and skipped.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

MARK = b"\x1f\x8b\x08"
_CHUNK = 2**18
# With so much of a member at hand it is told whether what looks like one is one.
_PROBE = 2**16


@dataclass(frozen=True)
class Stretch:
    """Bytes that follow each other: of one gzip member, or of a file that is not packed; `offset` is where they begin in
    the file. `chunks` gives them once; when they end before their end, `flaw()` then says why."""

    offset: int
    chunks: Iterator[bytes]
    flaw: Callable[[], str]
    is_packed: bool


@dataclass(frozen=True)
class Junk:
    """Bytes that are no member and no record."""

    offset: int
    length: int


def stretches(file: IO[bytes], is_record: Callable[[bytes], bool]) -> Iterator[Stretch | Junk]:
    """The stretches of an open file, in order. Each must be used up before the next is asked for.

    is_record: whether bytes are the beginning of a record, by which members are told from what only looks like one.
    """
    file.seek(0)
    if file.read(len(MARK)) != MARK and not _is_mostly_packed(file, is_record):
        file.seek(0)
        yield Stretch(0, iter(lambda: file.read(_CHUNK), b""), str, False)
        return
    position = 0
    while True:
        begin = _next_member(file, position, is_record)
        end = file.seek(0, 2) if begin is None else begin
        if end > position:
            yield Junk(position, end - position)
        if begin is None:
            return
        member = _Member(file, begin)
        yield Stretch(begin, member.chunks(), lambda member=member: member.flaw, True)  # type: ignore[misc]
        # Behind a broken member the next may begin anywhere behind its first bytes.
        position = member.end if not member.flaw else begin
        if member.flaw:
            after = _next_member(file, begin + 1, is_record)
            if after is None:
                return
            position = after


class _Member:
    """One gzip member, unpacked piece by piece; `end` is where it ends once it has."""

    def __init__(self, file: IO[bytes], begin: int) -> None:
        self.file, self.begin, self.end, self.flaw = file, begin, begin, ""

    def chunks(self) -> Iterator[bytes]:
        unpacker, place = zlib.decompressobj(zlib.MAX_WBITS | 16), self.begin
        while not unpacker.eof:
            self.file.seek(place)
            packed = self.file.read(_CHUNK)
            if not packed:
                self.flaw = "the gzip member ends early"
                return
            place += len(packed)
            try:
                # a little of a member may unpack to very much: never more at once than a chunk's worth
                piece = unpacker.decompress(packed, 16 * _CHUNK)
                yield piece
                while unpacker.unconsumed_tail:
                    yield unpacker.decompress(unpacker.unconsumed_tail, 16 * _CHUNK)
            except zlib.error as error:
                self.flaw = f"the gzip member is damaged: {error}"
                return
        self.end = place - len(unpacker.unused_data)


def _next_member(file: IO[bytes], position: int, is_record: Callable[[bytes], bool]) -> int | None:
    """Where the next member with a record in it begins, at `position` or behind it."""
    kept = b""
    start = position
    while True:
        file.seek(start)
        block = file.read(_CHUNK)
        text = kept + block
        base = start - len(kept)
        found = text.find(MARK)
        while found >= 0:
            if base + found >= position and _holds_record(file, base + found, is_record):
                return base + found
            found = text.find(MARK, found + 1)
        if not block:
            return None
        kept = text[-(len(MARK) - 1) :]
        start += len(block)


def _holds_record(file: IO[bytes], begin: int, is_record: Callable[[bytes], bool]) -> bool:
    file.seek(begin)
    packed = file.read(_PROBE)
    unpacker, head = zlib.decompressobj(zlib.MAX_WBITS | 16), b""
    try:
        head = unpacker.decompress(packed, 4096)
    except zlib.error:
        head = _first_bytes(packed)
    return is_record(head) or (unpacker.eof and not head)


def _first_bytes(packed: bytes) -> bytes:
    unpacker, out = zlib.decompressobj(zlib.MAX_WBITS | 16), b""
    try:
        for place in range(min(len(packed), 4096)):
            out += unpacker.decompress(packed[place : place + 1], 4096)
    except zlib.error:
        pass
    return out


def _is_mostly_packed(file: IO[bytes], is_record: Callable[[bytes], bool]) -> bool:
    """Whether a file that begins with something else goes on with members: garbage before the first."""
    file.seek(0)
    if is_record(file.read(4096)):
        return False
    return _next_member(file, 0, is_record) is not None
