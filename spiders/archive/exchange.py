"""What the archive keeps: an exchange as it went over the wire, how its document was found, and what is said of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from data.captures import Capture
from data.errors import Told
from spiders.codings import MAX_DECODED, Headers, not_whole, unpacked

# Names of the archive's files.
STAMP = "%Y%m%dT%H%M%SZ"
WARC, INDEX, LOCK = ".warc.gz", ".index.jsonl", "lock"
# The obstacle of a body that is only part of a document (data/obstacles.yml).
TRUNCATED = "truncated"


class ArchiveError(Told):
    """The archive cannot be written or read; the message names the file."""


class ArchiveBusy(ArchiveError):
    """Another crawl is writing this portal's archive."""


class DamagedCapture(ArchiveError):
    """The stored record does not give the bytes that the index promises."""


@dataclass(frozen=True)
class Found:
    """How a document was come by: page | file | list, the page it stood on, and what the list said of it."""

    kind: str
    parent_url: str = ""
    title: str = ""
    listed_date: str = ""
    agency: str = ""
    obtained_by: str = "crawl"


@dataclass(frozen=True)
class Received:
    """One exchange as it went over the wire; `body` is after transfer decoding, before content decoding.

    `record` is response, or resource for a file that came by no request; `truncated` why a body is not whole, in the
    words of WARC-Truncated; `source` where it was taken from, for what another archive or a person gave; `reason` the
    phrase behind the status, where it is known.
    """

    url: str
    status: int
    headers: Headers
    body: bytes
    protocol: str = "HTTP/1.1"
    method: str = "GET"
    request_headers: Headers = ()
    request_body: bytes = b""
    fetched_at: str = field(default_factory=lambda: now())
    record: str = "response"
    truncated: str = ""
    source: str = ""
    reason: str = ""


def now() -> str:
    """This moment, UTC to the millisecond, as `2026-11-22T03:04:05.678Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def capture_id(url: str, digest: str) -> str:
    """The same bytes at the same address are the same capture, whenever they are fetched."""
    return hashlib.sha256(f"{url}\n{digest}".encode()).hexdigest()[:20]


def digest_of(body: bytes) -> str:
    """What identifies a body: "sha256:<hex>"."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def is_document(capture: Capture) -> bool:
    """Whether a capture is a document to be read: the one answer for what waits, what is read, and what is looked for.

    Every answer of success (200, 203, 206 …) that is no list and met no obstacle; one that is only part of a document
    is read too, and its reading says so (`is_part`).
    """
    return (
        capture.kind != "list"
        and not capture.is_repeat
        and capture.obstacle in ("", TRUNCATED)
        and is_success(capture.status)
    )


def is_success(status: int) -> bool:
    """Whether a status says that the body is the document asked for, or a part of it."""
    return 200 <= status < 300


def is_part(capture: Capture) -> bool:
    """Whether what was archived is only part of a document, or damaged on its way."""
    return capture.obstacle == TRUNCATED


def flaw_of(received: Received, limit: int = MAX_DECODED) -> str:
    """Why a body is not the whole document as it was sent, "" where nothing says so. Raises BodyTooLarge."""
    flaw = received.truncated or unpacked(received.headers, received.body, limit).flaw
    return flaw or (
        not_whole(received.status, received.headers, received.body) if received.record == "response" else ""
    )
