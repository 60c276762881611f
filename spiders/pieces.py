"""The plain bytes of an archive file, packed by record, as a whole, or not at all; damage ends no file.

A gzip member that breaks gives what comes before the flaw; behind it the next member is looked for. What lies between
members and is none is said once, and skipped.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

IsRecord = Callable[[bytes], bool]

MARK = b"\x1f\x8b\x08"
_CHUNK, _AT_ONCE = 2**15, 2**22
# With so much of a member at hand it is told whether what looks like one is one.
_PROBE = 2**11


@dataclass(frozen=True)
class Stretch:
    """Bytes that follow each other: of a gzip member, of several that belong together, or of a file that is not packed.

    `chunks` gives them once; where they are not all, `flaw()` then says why. `place` tells where in the file a byte
    stands that so many others come before: the offset, and how far in the member that begins there; `is_flawed_before`
    whether some of those others are of a member that is flawed.
    """

    chunks: Iterator[bytes]
    flaw: Callable[[], str]
    place: Callable[[int], tuple[int, int]]
    is_flawed_before: Callable[[int], bool]


@dataclass(frozen=True)
class Junk:
    """Bytes that are no member and no record."""

    offset: int
    length: int


def stretches(file: IO[bytes], is_record: IsRecord) -> Iterator[Stretch | Junk]:
    """The stretches of an open file, in order. Each must be used up before the next is asked for.

    is_record: whether bytes are the beginning of a record, by which members are told from what only looks like one.
    """
    file.seek(0)
    if file.read(len(MARK)) != MARK and not _is_mostly_packed(file, is_record):
        file.seek(0)
        yield Stretch(iter(lambda: file.read(_CHUNK), b""), str, lambda at: (at, 0), lambda at: False)
        return
    position = 0
    while True:
        begin = _next_member(file, position, is_record)
        end = file.seek(0, 2) if begin is None else begin
        if end > position:
            yield Junk(position, end - position)
        if begin is None:
            return
        member = _Member(file, begin, is_record)
        yield Stretch(member.chunks(), member.why, member.place, member.is_flawed_before)
        position = member.end
        if member.flaw:
            # Behind a broken member the next may begin anywhere behind its first bytes.
            after = _next_member(file, member.end + 1, is_record)
            if after is None:
                return
            position = after


class _Member:
    """One gzip member, unpacked piece by piece; `end` is where it ends once it has."""

    def __init__(self, file: IO[bytes], begin: int, is_record: IsRecord) -> None:
        self.file, self.end, self.flaw, self.is_record = file, begin, "", is_record
        self.given = 0
        # of each member: how many bytes were given before it, and where it begins
        self.starts: list[tuple[int, int]] = []

    def place(self, at: int) -> tuple[int, int]:
        """Where in the file a byte stands that `at` others come before."""
        before, begin = next(start for start in reversed(self.starts) if start[0] <= at)
        return begin, at - before

    def is_flawed_before(self, at: int) -> bool:
        """Whether bytes before this one are of a member that turned out to be flawed."""
        return bool(self.flaw) and self.starts[-1][0] < at

    def why(self) -> str:
        """What was wrong with it, "" where nothing was."""
        return self.flaw

    def chunks(self) -> Iterator[bytes]:
        while True:
            yield from self._one()
            # Some tools cut a file into members wherever it comes (bgzip): a record goes on in the next one.
            if self.flaw or not _goes_on(self.file, self.end, self.is_record):
                return

    def _one(self) -> Iterator[bytes]:
        unpacker, place = zlib.decompressobj(zlib.MAX_WBITS | 16), self.end
        self.starts.append((self.given, self.end))
        while not unpacker.eof:
            self.file.seek(place)
            packed = self.file.read(_CHUNK)
            if not packed:
                self.flaw = "the gzip member ends early"
                return
            place += len(packed)
            try:
                # A little of a member may unpack to very much: never more of it at once.
                while packed and not unpacker.eof:  # at its end the tail is what stands behind it, again and again
                    piece = unpacker.decompress(packed, _AT_ONCE)
                    packed = unpacker.unconsumed_tail
                    self.given += len(piece)
                    yield piece
            except zlib.error as error:
                self.flaw = f"the gzip member is damaged: {error}"
                return
        self.end = place - len(unpacker.unused_data)


def _next_member(file: IO[bytes], position: int, is_record: IsRecord) -> int | None:
    """Where the next member with a record in it begins, at `position` or behind it."""
    file.seek(position)
    if file.read(len(MARK)) == MARK and _holds_record(file, position, is_record):
        return position
    kept, start = b"", position
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


def _holds_record(file: IO[bytes], begin: int, is_record: IsRecord) -> bool:
    head, is_whole = _first_bytes(file, begin)
    return is_record(head) or (is_whole and not head)


def _goes_on(file: IO[bytes], begin: int, is_record: IsRecord) -> bool:
    """Whether another member stands right here that begins with no record of its own."""
    file.seek(begin)
    if file.read(len(MARK)) != MARK:
        return False
    head, _ = _first_bytes(file, begin)
    return bool(head) and not is_record(head)


def _first_bytes(file: IO[bytes], begin: int) -> tuple[bytes, bool]:
    """The first bytes that a member gives, as many as come before a flaw; and whether they are all."""
    file.seek(begin)
    packed = file.read(_PROBE)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        head = unpacker.decompress(packed, 4096)
        return head, unpacker.eof
    except zlib.error:
        unpacker, head = zlib.decompressobj(zlib.MAX_WBITS | 16), b""
    try:
        for place in range(len(packed)):
            head += unpacker.decompress(packed[place : place + 1], 4096)
    except zlib.error:
        pass
    return head, False


def _is_mostly_packed(file: IO[bytes], is_record: IsRecord) -> bool:
    """Whether a file that begins with something else goes on with members: garbage before the first."""
    file.seek(0)
    if is_record(file.read(4096)):
        return False
    return _next_member(file, 0, is_record) is not None
