"""Records of WARC files that others wrote (Common Crawl, Wayback exports, our own), as exchanges that can be archived.

A record's date is when it was captured, which says nothing of when the document was published.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from spiders.archive import Received
from spiders.codings import header

_TAKEN = ("response", "resource", "revisit")
_ONE_MEMBER = "non-chunked"


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
    """The response, resource and revisit records of a WARC file, compressed by record, as a whole, or not at all.

    A torn or damaged record is a problem by name; what can be read of the file before it is given.
    """
    count = 0
    try:
        with path.open("rb") as file:
            for record in records_of(file, path.name):
                count += 1
                yield record
        return
    except ArchiveLoadFailed as error:
        if _ONE_MEMBER not in str(error):
            yield Foreign(path.name, problem=f"{path.name}: cannot be read on: {error}")
            return
    except (zlib.error, EOFError, OSError) as error:
        yield Foreign(path.name, problem=f"{path.name}: cannot be read on: {error}")
        return
    # Some tools compress the file as one: readable from the front, without places of its records.
    try:
        with gzip.open(path) as plain:
            for number, record in enumerate(records_of(plain, path.name)):
                if number >= count:
                    yield record
    except (ArchiveLoadFailed, zlib.error, EOFError, OSError) as error:
        yield Foreign(path.name, problem=f"{path.name}: cannot be read on: {error}")


def records_of(file: IO[bytes] | Any, name: str) -> Iterator[Foreign]:
    """The records of an open WARC file; `name` is what provenance calls it. Raises what warcio and zlib raise."""
    records = ArchiveIterator(file)
    for record in records:
        if record.rec_type in _TAKEN:
            headers = list(record.http_headers.headers) if record.http_headers else []
            chunked = "chunked" in header(headers, "transfer-encoding").lower()
            body = (ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream).read()
            # Reads to the record's end, so it comes after the body.
            yield _foreign(record, headers, body, f"{name}@{records.get_record_offset()}")


def _foreign(record: Any, headers: list[tuple[str, str]], body: bytes, place: str) -> Foreign:
    fields = record.rec_headers
    url = (fields.get_header("WARC-Target-URI") or "").strip("<>")
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    moment = _moment(fields.get_header("WARC-Date") or "")
    if not url or not moment or not (status or "").isdigit():
        return Foreign(place, problem=f"{place}: a {record.rec_type} record without address, date or status")
    # What warcio gives of a torn record ends early, without a word.
    if getattr(record.raw_stream, "limit", 0) > 0:
        return Foreign(
            place, problem=f"{place}: {url}: the record is torn, {record.raw_stream.limit} bytes are missing"
        )
    if record.rec_type == "resource":
        headers = [("Content-Type", fields.get_header("Content-Type") or "")]
    received = Received(
        url=url,
        status=int(status),
        headers=headers,
        body=body,
        protocol=record.http_headers.protocol if record.http_headers else "HTTP/1.1",
        fetched_at=moment,
        record="resource" if record.rec_type == "resource" else "response",
        truncated=fields.get_header("WARC-Truncated") or "",
        source=place,
    )
    digest = fields.get_header("WARC-Payload-Digest") or ""
    return Foreign(place, received, digest, record.rec_type == "revisit")


def _moment(date: str) -> str:
    """A WARC-Date in the archive's own spelling, so that moments compare as text; "" where it is none."""
    try:
        moment = datetime.fromisoformat(date.replace("Z", "+00:00"))
    except ValueError:
        return ""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
