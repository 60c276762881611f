"""Records fetched from a web archive's files by the ranges that its index names (CDXJ: Common Crawl, pywb).

A line is JSON, alone or behind `urlkey timestamp`, with `url`, `filename`, `offset`, `length` and, where known,
`status`; the range of one record is one gzip member.
"""

from __future__ import annotations

import gzip
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from io import BytesIO
from pathlib import Path

from data.crawl_terms import COMMON_CRAWL
from spiders.addresses import canonical
from spiders.codings import MAX_DECODED
from spiders.foreign import Foreign, foreign_of
from spiders.settings import user_agent

_TRIES = 4
_LONGEST_WAIT = 120.0
_LONGEST_LINE = 2**20
_LATER = (429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Range:
    """One line of a listing: the document's address and where its record lies in the archive's files."""

    url: str
    status: str
    filename: str
    offset: int
    length: int

    @property
    def place(self) -> str:
        return f"{self.filename}@{self.offset}"


def ranges_of(listing: Path) -> Iterator[Range | str]:
    """The lines of a listing, packed by gzip or not; of one that cannot be used, where it stands and what is wrong."""
    number = place = 0
    try:
        with listing.open("rb") as plain:
            is_packed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            with gzip.open(plain) if is_packed else plain as lines:
                # A line without an end is no line: no more of it is held than a long one has.
                while line := lines.readline(_LONGEST_LINE):
                    number += 1
                    if line.strip():
                        yield _range_of(line, f"{listing.name}@{place}: line {number}")
                    place += len(line)
    except (OSError, EOFError, zlib.error) as error:
        yield f"{listing.name}@{place}: line {number + 1} and what follows cannot be read: {error}"


def _range_of(line: bytes, where: str) -> Range | str:
    text = line.decode("utf-8", "replace")
    try:
        entry = json.loads(text[text.index("{") :])
        offset, length = int(entry["offset"]), int(entry["length"])
        if offset < 0 or not 0 < length <= MAX_DECODED:
            raise ValueError(f"a range of {length} bytes at {offset}")
        url = str(entry["url"])
        canonical(url)
        url.encode()
        return Range(url, str(entry.get("status", "")), str(entry["filename"]), offset, length)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        return f"{where} names no record: {error!r}"


def fetch_range(wanted: Range, base: str = COMMON_CRAWL, delay: float = 1.0) -> list[Foreign]:
    """The record of one line. `base`: address before the file's name; `delay`: seconds, doubled at each new try.

    Never more than the range is read: a server that ignores it and sends a gigabyte is a problem by name.
    """
    # What is not ASCII in a file's name goes as bytes; what is written as such already stays.
    url = (
        base.rstrip("/")
        + "/"
        + urllib.parse.quote(wanted.filename.lstrip("/"), safe="/%:?=&+,;@~!$'()*", errors="replace")
    )
    last = wanted.offset + wanted.length - 1
    headers = {"Range": f"bytes={wanted.offset}-{last}", "User-Agent": user_agent()}
    try:
        body = _patiently(lambda: _get(urllib.request.Request(url, headers=headers), wanted.length), delay)
    except (OSError, ValueError, HTTPException) as error:
        return [Foreign(wanted.place, problem=f"{wanted.place}: {wanted.url}: {error}")]
    found = list(foreign_of(BytesIO(body), wanted.filename, wanted.offset))
    return found or [Foreign(wanted.place, problem=f"{wanted.place}: {wanted.url}: no document in the range")]


def _get(request: urllib.request.Request, length: int) -> bytes:
    with urllib.request.urlopen(request, timeout=60) as answer:
        if answer.status != 206:
            raise ValueError(f"the server does not give ranges (status {answer.status})")
        body: bytes = answer.read(length + 1)
    if len(body) != length:
        raise ValueError(f"{len(body)} bytes came for a range of {length}")
    return body


def _patiently(get: Callable[[], bytes], delay: float) -> bytes:
    """Again after a while, longer each time, where the server says later; at once never."""
    for attempt in range(_TRIES):
        time.sleep(min(delay * 2**attempt, _LONGEST_WAIT))
        try:
            return get()
        except urllib.error.HTTPError as error:
            if error.code not in _LATER or attempt == _TRIES - 1:
                raise
            asked = error.headers.get("Retry-After", "")
            if asked.isdecimal():
                time.sleep(min(float(asked), _LONGEST_WAIT))
    raise AssertionError("unreachable")
