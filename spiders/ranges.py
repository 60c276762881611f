"""Records fetched from a web archive's files by the ranges that its index names (CDXJ: Common Crawl, pywb).

A line is JSON, alone or behind `urlkey timestamp`, with `url`, `filename`, `offset`, `length` and, where known,
`status`; the range of one record is one gzip member.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zlib import error as ZlibError

from warcio.exceptions import ArchiveLoadFailed

from spiders.foreign import Foreign, records_of
from spiders.settings import user_agent

COMMON_CRAWL = "https://data.commoncrawl.org/"
_TRIES = 4
_LONGEST_WAIT = 120.0
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
    """The lines of a listing; of one that cannot be used, what is wrong with it."""
    with listing.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line[line.index("{") :])
                yield Range(
                    str(entry["url"]),
                    str(entry.get("status", "")),
                    str(entry["filename"]),
                    int(entry["offset"]),
                    int(entry["length"]),
                )
            except (ValueError, KeyError, TypeError) as error:
                yield f"{listing.name}: line {number} names no record: {error!r}"


def fetch_range(wanted: Range, base: str = COMMON_CRAWL, delay: float = 1.0) -> list[Foreign]:
    """The record of one line. `base`: address before the file's name; `delay`: seconds, doubled at each new try.

    Never more than the range is read: a server that ignores it and sends a gigabyte is a problem by name.
    """
    url = base.rstrip("/") + "/" + wanted.filename.lstrip("/")
    last = wanted.offset + wanted.length - 1
    headers = {"Range": f"bytes={wanted.offset}-{last}", "User-Agent": user_agent()}
    try:
        body = _patiently(lambda: _get(urllib.request.Request(url, headers=headers), wanted.length), delay)
    except (OSError, ValueError) as error:
        return [Foreign(wanted.place, problem=f"{wanted.place}: {wanted.url}: {error}")]
    try:
        found = list(records_of(BytesIO(body), wanted.filename))
    except (ArchiveLoadFailed, ZlibError, EOFError) as error:
        return [Foreign(wanted.place, problem=f"{wanted.place}: {wanted.url}: no record in the range: {error}")]
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
