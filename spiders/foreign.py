"""Records of archive files that others wrote (Common Crawl, Wayback exports, our own) as exchanges to be archived.

A record's date is when it was captured, which says nothing of when the document was published. A record that cannot be
read costs itself, by file and offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from spiders.addresses import refusal
from spiders.archive import Received
from spiders.codings import BodyTooLarge, dechunked, decoded, header
from spiders.records import MOST_HEAD, Bad, Record, fields_of, is_digest_of, records_in, records_of

_TAKEN = ("response", "resource", "revisit")
_LEFT = ("warcinfo", "request", "metadata", "conversion")
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:")
_STATUS = re.compile(r"(HTTP/\d(?:\.\d)?)[ \t]+(\d{3})(?:[ \t]+(.*))?", re.S)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_SHORT_DATE = re.compile(r"(\d{4})(?:-?(\d\d))?(?:-?(\d\d))?(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?)?")
# Clocks differ by a time zone at most; the web is younger than this year.
_AHEAD, _FIRST_YEAR = timedelta(days=1), 1991


@dataclass(frozen=True)
class Foreign:
    """One record: the exchange, the digest by which revisits name its body, and whether it is such a revisit.

    `problem` says why a record gives nothing; `received` is then None.
    """

    place: str
    received: Received | None = None
    payload_digest: str = ""
    is_revisit: bool = False
    problem: str = ""


def foreign_records(path: Path) -> Iterator[Foreign]:
    """The response, resource and revisit records of a WARC, ARC or WACZ file, however it is packed.

    What is torn, damaged or no record at all is a problem by name; the good records behind it are given.
    """
    return _foreign(records_in(path))


def foreign_of(file: IO[bytes], name: str, offset: int = 0) -> Iterator[Foreign]:
    """The same of an open file, or of a piece of one that begins at `offset`; `name` is what provenance calls it."""
    return _foreign(records_of(file, name, offset))


def _foreign(records: Iterable[Record | Bad]) -> Iterator[Foreign]:
    for record in records:
        if isinstance(record, Bad):
            yield Foreign(record.place, problem=record.text)
        elif record.field("warc-type").lower() not in _LEFT:
            try:
                yield _of(record)
            except ValueError as error:
                url = record.field("warc-target-uri")
                yield Foreign(
                    record.place, problem=f"{record.place}: {url}: {error}" if url else f"{record.place}: {error}"
                )


def _of(record: Record) -> Foreign:
    """Raises ValueError with what is wrong."""
    kind = record.field("warc-type").lower()
    if record.field("warc-segment-number") or kind == "continuation":
        raise ValueError("one of several records of one answer, which are not joined")
    if kind not in _TAKEN:
        raise ValueError(f"a record of a type that is none: {kind[:40]!r}")
    url = record.field("warc-target-uri").strip("<> ").replace(" ", "%20")
    if not url:
        raise ValueError(f"a {kind} record without an address")
    if not _SCHEME.match(url):
        raise ValueError("the address has no scheme")
    if url.lower().startswith(("http:", "https:")) and (why := refusal(url)):
        raise ValueError(f"the address cannot be parsed: {why}")
    moment = moment_of(record.field("warc-date"))
    truncated = record.field("warc-truncated")
    status, reason, protocol, body = 200, "", "HTTP/1.1", record.block
    headers: list[tuple[str, str]] = [("Content-Type", record.field("content-type"))]
    if kind != "resource" and url.lower().startswith(("http:", "https:")) and (record.block or kind == "response"):
        protocol, status, reason, headers, body = _exchange(record.block, is_whole=kind == "response")
    if "chunked" in header(headers, "transfer-encoding").lower():
        body, is_whole = dechunked(body)
        truncated = truncated or ("" if is_whole else "disconnect")
    digest = record.field("warc-payload-digest")
    if kind != "revisit" and not truncated and not record.field("warc-block-digest"):
        _verify(digest, record.block, headers, body)
    received = Received(
        url=url,
        status=status,
        headers=headers,
        body=body,
        protocol=protocol,
        fetched_at=moment,
        record="resource" if kind == "resource" else "response",
        truncated=truncated,
        source=record.place,
        reason=reason,
    )
    return Foreign(record.place, received, digest, kind == "revisit")


def _exchange(block: bytes, is_whole: bool) -> tuple[str, int, str, list[tuple[str, str]], bytes]:
    """Protocol, status, its phrase, headers and body of an answer as it was kept."""
    end = _HEAD_END.search(block)
    if (end.start() if end else len(block)) > MOST_HEAD:
        raise ValueError(f"the HTTP head is longer than {MOST_HEAD} bytes")
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, _, lines = head.partition(b"\n")
    found = _STATUS.fullmatch(first.rstrip(b"\r").decode("latin-1"))
    if found is None:
        raise ValueError(f"no HTTP answer: it begins with {first[:60]!r}")
    if end is None and is_whole and not block.endswith(b"\n"):
        raise ValueError("the HTTP headers are torn")
    return found[1], int(found[2]), found[3] or "", list(fields_of(lines)), body


def _verify(digest: str, block: bytes, headers: list[tuple[str, str]], body: bytes) -> None:
    """Some tools take a body's digest as it came over the wire, some joined, some unpacked: one of them must be it."""
    end = _HEAD_END.search(block)
    wire = block[end.end() :] if end else block
    if is_digest_of(digest, body) is not False or is_digest_of(digest, wire):
        return
    try:
        unpacked = decoded(headers, body)
    except BodyTooLarge:
        return
    if not is_digest_of(digest, unpacked) and not is_digest_of(digest, block):
        raise ValueError("the body's digest is not that of the record's head")


def moment_of(date: str) -> str:
    """A WARC-Date (or an ARC's 14 digits) in the archive's own spelling, so that moments compare as text.

    Raises ValueError for what is no date, or none at which this record can have been captured.
    """
    try:
        moment = datetime.fromisoformat(date.replace("Z", "+00:00"))
    except ValueError:
        short = _SHORT_DATE.fullmatch(date.strip().rstrip("Zz"))
        if short is None:
            raise ValueError(f"the record's date is none: {date[:40]!r}") from None
        year, *rest = (int(part) if part else None for part in short.groups())
        month, day, hour, minute, second = rest
        try:
            moment = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0)
        except ValueError:
            raise ValueError(f"the record's date is none: {date[:40]!r}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"the record's date is none: {date[:40]!r}") from None
    if moment > datetime.now(UTC) + _AHEAD:
        raise ValueError(f"the record's date lies in the future: {date[:40]}")
    if moment.year < _FIRST_YEAR:
        raise ValueError(f"the record's date lies before the web: {date[:40]}")
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
