"""The records of WARC and ARC files, each with its place; what is no record is named, and the next is looked for."""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from spiders.codings import MAX_DECODED
from spiders.pieces import Junk, Stretch, stretches

Fields = tuple[tuple[str, str], ...]

# Each pattern is bounded, so that whatever stands there is looked at a fixed number of times.
_FIRST_LINE = rb"WARC/[01]\.\d{1,3}[ \t]{0,64}\r?\n(?=[\w-]{1,256}[ \t]{0,64}:)"
_WARC = re.compile(_FIRST_LINE)
# url ip date type [more] length: the head line of an ARC record
_ARC_LINE = rb"^[a-z]{1,32}:[^\r\n]{1,10000} \d{1,15}\r?\n"
_ARC = re.compile(_ARC_LINE, re.M)
_ARC_DATE = re.compile(rb"\d{14}")
_NEXT = re.compile(_FIRST_LINE + rb"|" + _ARC_LINE, re.M)
_HEAD_END = re.compile(rb"\r?\n\r?\n|(?P<another>" + _FIRST_LINE + rb")")
_NOT_BLANK = re.compile(rb"[^ \t\n\r\f\v]")
MOST_HEAD, _MOST_BLOCK = 2**20, MAX_DECODED
# So much is kept of what was searched without success: a record's first line may lie across it.
_OVERLAP = 2**14
_SEARCHED = 2**22
_OTHERS = (
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
)
_HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}


@dataclass(frozen=True)
class Record:
    """One record as it stands in a file: `place` (file and offset), its fields, its block. An ARC record has the fields
    of the WARC record that it would be."""

    place: str
    fields: Fields
    block: bytes

    def field(self, name: str) -> str:
        return next((value for key, value in self.fields if key.lower() == name), "")


@dataclass(frozen=True)
class Bad:
    """What cannot be read, where it stands (file and offset), and why."""

    place: str
    why: str

    @property
    def text(self) -> str:
        return f"{self.place}: {self.why}"


def records_in(path: Path) -> Iterator[Record | Bad]:
    """The records of a file: WARC or ARC, packed by record, as a whole or not at all, or a WACZ with such files."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
            if head.startswith(b"PK\x03\x04"):
                yield from _in_zip(file, path.name)
            else:
                yield from records_of(file, path.name)
    except OSError as error:
        yield Bad(path.name, f"cannot be read: {error}")


def records_of(file: IO[bytes], name: str, offset: int = 0) -> Iterator[Record | Bad]:
    """The records of an open file; `name` is what their places call it, `offset` where in that it begins."""
    file.seek(0)
    head = file.read(8)
    if not head:
        yield Bad(f"{name}@{offset}", "the file is empty")
        return
    if other := next((what for mark, what in _OTHERS if head.startswith(mark)), ""):
        yield Bad(f"{name}@{offset}", f"packed by {other}, which is not read; unpack it first")
        return
    for piece in stretches(file, is_record):
        if isinstance(piece, Junk):
            yield Bad(f"{name}@{offset + piece.offset}", f"{piece.length} bytes that are no record")
        else:
            yield from _of_stretch(piece, name, offset)


def is_record(head: bytes) -> bool:
    """Whether bytes begin a record of WARC or ARC."""
    head = head.lstrip()
    return bool(_WARC.match(head) or ((found := _ARC.match(head)) and _arc_fields(found[0])))


def _in_zip(file: IO[bytes], name: str) -> Iterator[Record | Bad]:
    """A WACZ is a ZIP with WARC files in its folder `archive/`."""
    try:
        with zipfile.ZipFile(file) as opened:
            inside = [entry for entry in opened.infolist() if re.search(r"(?i)\.w?arc(\.gz)?$", entry.filename)]
            if not inside:
                yield Bad(name, "a ZIP without WARC files: no WACZ")
            for entry in inside:
                # Read from a copy: a packed entry is read from its start at every step back.
                with tempfile.TemporaryFile() as copy, opened.open(entry) as packed:
                    why = ""
                    try:
                        while block := packed.read(2**20):
                            copy.write(block)
                    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
                        why = f"the ZIP's entry is damaged: {error}"
                    except Exception as error:  # zlib.error and what the other packers raise
                        why = f"the ZIP's entry is damaged: {type(error).__name__}: {error}"
                    yield from records_of(copy, f"{name}!{entry.filename}")
                    if why:
                        yield Bad(f"{name}!{entry.filename}", why)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        yield Bad(name, f"the WACZ cannot be opened: {error}")


class _Window:
    """Bytes of a stretch that have been read and not yet used; `at` is how many were used before."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self.held, self.at = chunks, bytearray(), 0

    def reach(self, count: int) -> bool:
        """Have so many bytes at hand; False where the stretch ends before."""
        while len(self.held) < count:
            chunk = next(self._chunks, None)
            if chunk is None:
                return False
            self.held += chunk
        return True

    def drop(self, count: int) -> None:
        del self.held[:count]
        self.at += count

    def skip_blank(self) -> bool:
        """Pass over white space between records; whether anything follows."""
        while self.reach(1):
            found = _NOT_BLANK.search(self.held)
            blank = found.start() if found else len(self.held)
            del found  # nothing is cut off while a match looks at it
            self.drop(blank)
            if self.held:
                return True
        return False


def _of_stretch(stretch: Stretch, name: str, offset: int) -> Iterator[Record | Bad]:
    window = _Window(stretch.chunks)

    def place() -> str:
        # Of a packed record the offset of its member: there a reader begins. Behind the first one, how far in it.
        start, inside = stretch.place(window.at)
        return f"{name}@{offset + start}" + (f"+{inside}" if inside else "")

    said = False
    while window.skip_blank():
        here = place()
        found = _one(window, here)
        end = window.at
        # Whether a member is sound shows at its end: the record that ends in it waits for that.
        is_last = isinstance(found, Record) and not window.skip_blank()
        if isinstance(found, Record) and is_last and stretch.is_flawed_before(end) and not _is_proven(found):
            found = Bad(here, f"{found.field('warc-target-uri')}: {stretch.flaw()}")
        if isinstance(found, Bad):
            flaw = stretch.flaw()
            said = said or bool(flaw)
            yield Bad(here, f"{found.why}; {flaw}") if flaw and flaw not in found.why else found
        else:
            yield found
    if stretch.flaw() and not said:
        yield Bad(place(), stretch.flaw())


def _one(window: _Window, place: str) -> Record | Bad:
    """The record at the window's beginning, which is used up; or why there is none, up to where the next may begin."""
    window.reach(_OVERLAP)
    if found := _WARC.match(window.held):
        return _warc(window, place, found.end())
    if (found := _ARC.match(window.held)) and (fields := _arc_fields(found[0])):
        return _block(window, place, found.end(), int(found[0].rsplit(b" ", 1)[1]), fields)
    skipped = _to_the_next(window, 1)
    return Bad(place, f"{skipped} bytes that are no record")


def _arc_fields(line: bytes) -> Fields:
    """The fields of an ARC record by its head line, none where it is not one."""
    words = line.decode("utf-8", "replace").split(" ")
    dated = next((n for n in range(2, len(words) - 2) if _ARC_DATE.fullmatch(words[n].encode())), 0)
    if not dated or not words[dated - 1] or not words[dated + 1]:
        return ()
    url = " ".join(words[: dated - 1])
    return (
        ("WARC-Type", "warcinfo" if url.startswith("filedesc:") else "response"), ("WARC-Target-URI", url),
        ("WARC-IP-Address", words[dated - 1]), ("WARC-Date", words[dated]), ("Content-Type", words[dated + 1]),
    )  # fmt: skip


def _begins(line: bytes) -> bool:
    return line.startswith(b"WARC/") or bool(_arc_fields(line))


def _warc(window: _Window, place: str, begin: int) -> Record | Bad:
    looked = begin - 2
    while (end := _HEAD_END.search(window.held, looked, MOST_HEAD)) is None:
        looked = max(looked, len(window.held) - _OVERLAP)
        if len(window.held) >= MOST_HEAD or not window.reach(len(window.held) + 1):
            break
    if end is None and len(window.held) >= MOST_HEAD:
        _to_the_next(window, begin)
        return Bad(place, f"the record's head is longer than {MOST_HEAD} bytes")
    if end is None or end["another"]:
        _to_the_next(window, begin)
        return Bad(place, "the record's head is torn")
    fields = fields_of(bytes(window.held[begin : end.start()]), utf8=True)
    given = next((value for name, value in fields if name.lower() == "content-length"), "")
    if not re.fullmatch(r"[0-9]{1,18}", given):
        _to_the_next(window, end.end())
        return Bad(place, f"{_address(fields)}the record has no length ({given[:40]!r})")
    return _block(window, place, end.end(), int(given), fields)


def _block(window: _Window, place: str, begin: int, length: int, fields: Fields) -> Record | Bad:
    if length > _MOST_BLOCK:
        _to_the_next(window, begin)
        return Bad(place, f"{_address(fields)}a record of {length} bytes, at most {_MOST_BLOCK} are taken")
    if not window.reach(begin + length):
        missing = begin + length - len(window.held)
        _to_the_next(window, begin)
        return Bad(place, f"{_address(fields)}the record is torn, {missing} bytes are missing")
    end = begin + length
    if not _ends_here(window, end):
        _to_the_next(window, begin)
        return Bad(
            place, f"{_address(fields)}the record's length is wrong: what follows its {length} bytes is no record"
        )
    record = Record(place, fields, bytes(window.held[begin:end]))
    window.drop(end)
    return (
        Bad(place, f"{_address(fields)}the block's digest is not that of its head") if _is_refuted(record) else record
    )


def _ends_here(window: _Window, end: int) -> bool:
    """Whether a record may end here: with its blank line, at the end of all, or where another begins."""
    if not window.reach(end + 1):
        return True
    window.reach(end + _OVERLAP)
    behind = bytes(window.held[end : end + _OVERLAP])
    return behind.startswith((b"\r\n\r\n", b"\n\n")) or not behind.strip() or is_record(behind)


def _to_the_next(window: _Window, begin: int) -> int:
    """Go to where the next record begins, at `begin` or behind it, or to the end; how many bytes were passed."""
    start = window.at
    while True:
        found = next((hit.start() for hit in _NEXT.finditer(window.held, begin) if _begins(hit[0])), -1)
        if found >= 0:
            window.drop(found)
            return window.at - start
        done = max(0, len(window.held) - _OVERLAP)
        window.drop(done)
        begin = max(0, begin - done)
        if not window.reach(len(window.held) + 1):
            window.drop(len(window.held))
            return window.at - start
        window.reach(_SEARCHED)


def fields_of(head: bytes, utf8: bool = False) -> Fields:
    """The named lines of a head, a folded line joined to the one before; each byte a character, so that all of them can
    be written again, or as UTF-8, in which WARC's own fields are. A line without a name is left out."""
    fields: list[tuple[str, list[str]]] = []
    for line in head.split(b"\n"):
        line = line.rstrip(b"\r")
        text = line.decode("utf-8", "replace") if utf8 else line.decode("latin-1")
        if text[:1] in (" ", "\t") and fields:
            fields[-1][1].append(text.strip(" \t"))
            continue
        name, colon, value = text.partition(":")
        if colon and name.strip(" \t"):
            fields.append((name.strip(" \t"), [value.strip(" \t")]))
    return tuple((name, " ".join(values)) for name, values in fields)


def _address(fields: Fields) -> str:
    url = next((value for name, value in fields if name.lower() == "warc-target-uri"), "")
    return f"{url}: " if url else ""


def is_digest_of(digest: str, body: bytes) -> bool | None:
    """Whether a digest (`sha1:…`, in base 32 or hexadecimal) is a body's; None where that cannot be told."""
    algorithm, colon, value = digest.strip().partition(":")
    make = _HASHES.get(algorithm.lower().replace("-", ""))
    if not colon or not value or make is None:
        return None
    made = make(body)
    return value.lower() in (made.hexdigest(), base64.b32encode(made.digest()).decode().lower()) or (
        value.rstrip("=").lower() == base64.b32encode(made.digest()).decode().rstrip("=").lower()
    )


def _is_proven(record: Record) -> bool:
    return is_digest_of(record.field("warc-block-digest"), record.block) is True


def _is_refuted(record: Record) -> bool:
    return is_digest_of(record.field("warc-block-digest"), record.block) is False
