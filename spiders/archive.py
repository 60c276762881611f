"""The archive: every response kept verbatim in WARC, and one line a capture in an index from which all can be rebuilt.

What is stored is the body as it came after transfer decoding (a chunked body is joined; `Transfer-Encoding` is kept as
`X-Archive-Orig-Transfer-Encoding`), with its `Content-Encoding` untouched: `WARC-Payload-Digest` is of those bytes.
A capture's `digest` and `size` are of the decoded body (`decoded`), which is what `read_body` gives.

Order of writing, on which recovery rests: request and response record, index line, each handed to the system before
the next. A line in the index therefore always has its record, wherever a crawl is killed; what it leaves behind the
last line is cut off by the next one. Only a power cut can take what the system was handed: so the file is synced with
the first record that comes `_SYNC_SECONDS` after the last sync (at a polite pace, with every record), after
`_SYNC_BYTES` at the latest, and `recover` looks into the last records.
"""

from __future__ import annotations

import dataclasses
import fcntl
import gzip
import hashlib
import json
import os
import re
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from data.captures import Capture
from data.errors import Told
from data.manners import manners
from spiders.codings import (
    MAX_DECODED,
    BodyTooLarge,
    Headers,
    charset,
    header,
    media_type,
    not_whole,
    stages,
    unpacked,
)

STAMP = "%Y%m%dT%H%M%SZ"
WARC, INDEX, LOCK = ".warc.gz", ".index.jsonl", "lock"
# The obstacle of a body that is only part of a document (data/obstacles.yml).
TRUNCATED = "truncated"
_SYNC_SECONDS, _SYNC_BYTES = 1.0, 8 * 2**20
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# Hop-by-hop or already undone: a reader that believed them would decode a second time.
_UNDONE = {"transfer-encoding", "connection", "keep-alive"}


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


def index_files(archive: Path) -> list[Path]:
    """The index files of all portals, crawl by crawl from the oldest."""
    return sorted(archive.glob(f"*/*{INDEX}"), key=lambda p: (p.name.removesuffix(INDEX), p.parent.name))


def read_index(archive: Path) -> Iterator[Capture]:
    """Every capture of every portal, crawl by crawl from the oldest; a torn last line is left out."""
    for path in index_files(archive):
        yield from read_index_file(path)


def read_index_file(path: Path) -> Iterator[Capture]:
    """The captures of one crawl, without a torn last line. Raises ArchiveError for any other line that is none."""
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        try:
            yield Capture(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise ArchiveError(f"{path}: line {number} is not a capture: {error}") from error


def read_body(archive: Path, capture: Capture) -> bytes:
    """The decoded bytes of a capture. Raises DamagedCapture unless length and digest are those of the index."""
    place = f"{capture.warc_file} at {capture.warc_offset} ({capture.url})"
    try:
        with (archive / capture.warc_file).open("rb") as file:
            file.seek(capture.warc_offset)
            member = file.read(capture.warc_length)
    except OSError as error:
        raise DamagedCapture(f"{place}: {error}") from error
    return body_of(member, capture)


def body_of(member: bytes, capture: Capture) -> bytes:
    """As read_body, from the bytes of the capture's record, wherever they were kept."""
    place = f"{capture.warc_file} at {capture.warc_offset} ({capture.url})"
    # warcio gives a truncated record without a word, so what it gives is measured.
    if len(member) != capture.warc_length:
        raise DamagedCapture(f"{place}: {len(member)} bytes of record, the index promises {capture.warc_length}")
    try:
        record = next(iter(ArchiveIterator(BytesIO(member))))
        headers = list(record.http_headers.headers) if record.http_headers else []
        bodies = [stage.body for stage in stages(headers, record.raw_stream.read())]
    except (StopIteration, ArchiveLoadFailed, zlib.error, EOFError, BodyTooLarge) as error:
        raise DamagedCapture(f"{place}: the record cannot be read: {error!r}") from error
    # The last is what is read now; an older index may promise one that fewer codings were undone of.
    for body in reversed(bodies):
        if len(body) == capture.size and digest_of(body) == capture.digest:
            return body
    if all(len(body) != capture.size for body in bodies):
        raise DamagedCapture(f"{place}: {len(bodies[-1])} bytes of body, the index promises {capture.size}")
    raise DamagedCapture(f"{place}: the body's digest is not that of the index")


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


class PortalArchive:
    """One crawl's hold on one portal's archive: the lock, the open WARC file, and what is held already.

    Use as a context manager. Raises ArchiveBusy where another crawl holds the portal. `latest` is the newest capture
    of each address that met no obstacle, by the moment it was fetched: one that is taken in later from another archive
    never stands over a newer one. A WARC file that has grown to `warc_bytes` is followed by the next. `announce` is
    told the name of an index file, relative to the archive, before it is made.
    """

    def __init__(
        self,
        archive: Path,
        portal: str,
        warc_bytes: int | None = None,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        self.archive, self.portal, self._announce = archive, portal, announce
        self._warc_bytes = warc_bytes or manners().warc_bytes
        self.folder = archive / portal
        self.latest: dict[str, Capture] = {}
        self._held: dict[str, Capture] = {}
        self._given: set[tuple[str, str]] = set()
        self._warc: IO[bytes] | None = None
        self._index: IO[bytes] | None = None
        self._lock: IO[bytes] | None = None
        self._stem = ""
        self._synced_at, self._synced_to = 0.0, 0

    def __enter__(self) -> PortalArchive:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / LOCK).open("ab")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise ArchiveBusy(f"{self.folder}: another crawl is writing this archive") from error
        recover(self.folder)
        for path in sorted(self.folder.glob(f"*{INDEX}"), key=lambda p: p.name.removesuffix(INDEX)):
            for capture in read_index_file(path):
                self._remember(capture)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for file in (self._warc, self._index):
            if file is not None:
                _sync(file)
        for file in (self._warc, self._index, self._lock):
            if file is not None:
                file.close()

    def keep(self, received: Received, url: str, found: Found, obstacle: str = "") -> Capture:
        """Write one response to disk and say what it is; bytes already held at `url` become a revisit record.

        What is only part of a document has that as its obstacle, whoever asks to keep it.
        """
        body = unpacked(received.headers, received.body).body
        if not obstacle and is_success(received.status) and found.kind != "list" and flaw_of(received):
            obstacle = TRUNCATED
        digest = digest_of(body)
        capture = Capture(
            capture_id=capture_id(url, digest),
            portal=self.portal,
            url=url,
            **dataclasses.asdict(found),
            fetched_at=received.fetched_at,
            status=received.status,
            media_type=media_type(received.headers),
            charset=charset(received.headers),
            etag=header(received.headers, "etag"),
            last_modified=header(received.headers, "last-modified"),
            digest=digest,
            size=len(body),
            warc_file="",
            warc_offset=0,
            warc_length=0,
            obstacle=obstacle,
            is_repeat=False,
        )
        first = self._held.get(capture.capture_id)
        if first is not None and _stands_for_more(capture, first):
            first = None
        return self._write_repeat(received, capture, first) if first else self._write_new(received, capture)

    def keep_unmodified(self, received: Received, known: Capture, found: Found) -> Capture:
        """Write down that the server answered 304: the bytes of `known` still stand at its address."""
        again = dataclasses.replace(
            known,
            **dataclasses.asdict(found),
            fetched_at=received.fetched_at,
            status=received.status,
            etag=header(received.headers, "etag") or known.etag,
            last_modified=header(received.headers, "last-modified") or known.last_modified,
        )
        return self._write_repeat(received, again, known, _NOT_MODIFIED)

    def visit(self, url: str, digest: str, fetched_at: str) -> Capture | None:
        """The capture of these bytes if just this visit was taken in before, from a file or another archive."""
        name = capture_id(url, digest)
        return self._held[name] if (name, fetched_at) in self._given and name in self._held else None

    def forget(self, capture: Capture) -> None:
        """Take a capture whose record is damaged for one not held, so that its bytes are written again."""
        self._held.pop(capture.capture_id, None)
        self.latest.pop(capture.url, None)

    def _write_new(self, received: Received, capture: Capture) -> Capture:
        warc = self._open()
        response = _record(received, received.record)
        if received.record == "response" and not received.source:
            request = _record(received, "request")
            response.rec_headers.add_header("WARC-Concurrent-To", request.rec_headers.get_header("WARC-Record-ID"))
            warc.write(_member(request))
        offset = warc.tell()
        member = _member(response)
        warc.write(member)
        name = f"{self.portal}/{self._stem}{WARC}"
        capture = dataclasses.replace(capture, warc_file=name, warc_offset=offset, warc_length=len(member))
        return self._enter_in_index(capture)

    def _write_repeat(self, received: Received, capture: Capture, first: Capture, profile: str = "") -> Capture:
        warc = self._open()
        if received.record == "response" and not received.source:
            warc.write(_member(_record(received, "request")))
        warc.write(_member(_revisit(received, first, profile)))
        return self._enter_in_index(
            dataclasses.replace(
                capture,
                warc_file=first.warc_file,
                warc_offset=first.warc_offset,
                warc_length=first.warc_length,
                is_repeat=True,
            )
        )

    def _enter_in_index(self, capture: Capture) -> Capture:
        assert self._warc is not None and self._index is not None
        self._warc.flush()
        end, moment = self._warc.tell(), time.monotonic()
        if moment - self._synced_at >= _SYNC_SECONDS or end - self._synced_to >= _SYNC_BYTES:
            os.fsync(self._warc.fileno())
            self._synced_at, self._synced_to = moment, end
        line = json.dumps(dataclasses.asdict(capture), ensure_ascii=False, separators=(",", ":"))
        self._index.write(line.encode() + b"\n")
        # Not synced: what a power cut takes of it is fetched again, and a line never comes before its record.
        self._index.flush()
        self._remember(capture)
        return capture

    def _remember(self, capture: Capture) -> None:
        if capture.obtained_by != "crawl":
            self._given.add((capture.capture_id, capture.fetched_at))
        held = self._held.get(capture.capture_id)
        if not capture.is_repeat and (held is None or _stands_for_more(capture, held)):
            self._held[capture.capture_id] = capture
        latest = self.latest.get(capture.url)
        if not capture.obstacle and (latest is None or latest.fetched_at <= capture.fetched_at):
            self.latest[capture.url] = capture

    def _open(self) -> IO[bytes]:
        """The WARC file to write to, begun with its first record so that a crawl that fetched nothing leaves none."""
        if self._warc is not None and self._warc.tell() < self._warc_bytes:
            return self._warc
        if self._warc is not None and self._index is not None:
            _sync(self._warc)
            _sync(self._index)
            self._warc.close()
            self._index.close()
        self._stem = self._next_stem()
        if self._announce:
            self._announce(f"{self.portal}/{self._stem}{INDEX}")
        self._warc = (self.folder / f"{self._stem}{WARC}").open("xb")
        self._index = (self.folder / f"{self._stem}{INDEX}").open("xb")
        info = {"software": "nianbao", "format": "WARC File Format 1.1", "isPartOf": self.portal}
        writer = WARCWriter(BytesIO(), gzip=False, warc_version="1.1")
        self._warc.write(_member(writer.create_warcinfo_record(f"{self._stem}{WARC}", info)))
        _sync(self._warc)
        _sync_folder(self.folder)
        self._synced_at, self._synced_to = time.monotonic(), self._warc.tell()
        return self._warc

    def _next_stem(self) -> str:
        """This second, or the one after the newest file's: names tell the order in which files were written."""
        moment = datetime.now(UTC).replace(microsecond=0)
        newest = max((p.name.removesuffix(WARC) for p in self.folder.glob(f"*{WARC}")), default="")
        if newest >= moment.strftime(STAMP):
            moment = datetime.strptime(newest, STAMP).replace(tzinfo=UTC) + timedelta(seconds=1)
        return moment.strftime(STAMP)


def _stands_for_more(capture: Capture, first: Capture) -> bool:
    """Whether bytes that were held as a list, an obstacle or a part turn out to be a document: then they are no repeat,
    or nobody would read them."""
    return is_document(capture) and (not is_document(first) or (is_part(first) and not is_part(capture)))


def recover(folder: Path) -> None:
    """Cut off what a killed crawl left half written in a portal's newest files; only they can be torn.

    Index lines without their whole record go, then bytes of the WARC file behind the last whole record. After a
    power cut the last records may have their length and not their bytes: they go too.
    """
    stems = {p.name.removesuffix(end) for end in (WARC, INDEX) for p in folder.glob(f"*{end}")}
    if not stems:
        return
    newest = max(stems)
    warc, index = folder / f"{newest}{WARC}", folder / f"{newest}{INDEX}"
    size = warc.stat().st_size if warc.exists() else 0
    kept, end = _whole_lines(index, f"{folder.name}/{warc.name}", warc, size)
    if index.exists():
        os.truncate(index, kept)
    whole = _whole_members(warc, end) if size else 0
    if whole:
        os.truncate(warc, whole)
    else:
        warc.unlink(missing_ok=True)
        index.unlink(missing_ok=True)


def _whole_lines(index: Path, warc_name: str, warc: Path, size: int) -> tuple[int, int]:
    """Bytes of the index that can be kept, and where the last record that they name ends in the WARC file."""
    kept = end = 0
    before: list[tuple[int, int, int]] = []  # of each record of this file: bytes of the index, end of WARC, its offset
    lines = index.read_bytes().split(b"\n") if index.exists() else [b""]
    for line in lines[:-1]:
        try:
            entry = json.loads(line)
        except ValueError:
            break
        if entry["warc_file"] == warc_name:
            record_end = entry["warc_offset"] + entry["warc_length"]
            if record_end > size:
                break
            if record_end > end:
                before.append((kept, end, entry["warc_offset"]))
            end = max(end, record_end)
        kept += len(line) + 1
    while before and end > size - 2 * _SYNC_BYTES and _whole_members(warc, before[-1][2], end) < end:
        kept, end, _ = before.pop()
    return kept, end


def _whole_members(warc: Path, start: int, end: int | None = None) -> int:
    """Where the last whole gzip member at or behind `start` (and before `end`) ends."""
    with warc.open("rb") as file:
        file.seek(start)
        rest = file.read(end - start if end is not None else -1)
    position = start
    while rest:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            unpacker.decompress(rest)
        except zlib.error:
            break
        if not unpacker.eof:
            break
        position += len(rest) - len(unpacker.unused_data)
        rest = unpacker.unused_data
    return position


_ENDS_A_LINE = re.compile(r"[\x00-\x20\x7f]")


def _in_one_line(text: str) -> str:
    """An address, or where something was taken from, as it stands in a record's head: what would end its line or begin
    another, and blanks, are percent-encoded."""
    return _ENDS_A_LINE.sub(lambda found: f"%{ord(found.group()):02X}", text)


def _record(received: Received, kind: str) -> Any:
    received = dataclasses.replace(received, url=_in_one_line(received.url))
    if kind == "request":
        parts = urlsplit(received.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = [("Host", parts.netloc), *(h for h in received.request_headers if h[0].lower() != "host")]
        http: StatusAndHeaders | None = _Verbatim(f"{received.method} {target} HTTP/1.1", headers, is_http_request=True)
        payload = received.request_body
    else:
        http, payload = (_response_headers(received) if kind == "response" else None), received.body
    record = WARCWriter(BytesIO(), gzip=False, warc_version="1.1").create_warc_record(
        received.url,
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        http_headers=http,
        warc_content_type=media_type(received.headers) if kind == "resource" else "",
        warc_headers_dict={"WARC-Date": received.fetched_at, "WARC-Payload-Digest": digest_of(payload)},
    )
    for name, value in (("WARC-Truncated", received.truncated), ("Nianbao-Source", _in_one_line(received.source))):
        if value and kind != "request":
            record.rec_headers.add_header(name, value)
    return record


def _revisit(received: Received, first: Capture, profile: str) -> Any:
    received = dataclasses.replace(received, url=_in_one_line(received.url))
    record = WARCWriter(BytesIO(), gzip=False, warc_version="1.1").create_revisit_record(
        received.url,
        first.digest,
        first.url,
        first.fetched_at,
        http_headers=_response_headers(received),
        warc_headers_dict={"WARC-Date": received.fetched_at},
    )
    if profile:
        record.rec_headers.replace_header("WARC-Profile", profile)
    return record


class _Verbatim(StatusAndHeaders):
    """Headers written as the bytes they came as; warcio would put others in the place of all that is not ASCII."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        lines = [f"{self.protocol} {self.statusline}".strip(), *(f"{name}: {value}" for name, value in self.headers)]
        lines = [re.sub(r"[\r\n]+", " ", line) for line in lines]
        return b"".join(_as_it_came(line) + b"\r\n" for line in lines) + b"\r\n"


def _as_it_came(line: str) -> bytes:
    """The bytes of a header line, each a character here; a line break within would begin a header of its own."""
    line = line.replace("\r", " ").replace("\n", " ")
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogateescape")


def _response_headers(received: Received) -> StatusAndHeaders:
    try:
        phrase = HTTPStatus(received.status).phrase
    except ValueError:
        phrase = "Unknown"
    kept = [(f"X-Archive-Orig-{k}" if k.lower() in _UNDONE else k, v) for k, v in received.headers]
    return _Verbatim(f"{received.status} {received.reason or phrase}", kept, protocol=received.protocol)


def _member(record: Any) -> bytes:
    """One record as one gzip member, which is what lets a reader begin at its offset."""
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
    return gzip.compress(buffer.getvalue(), compresslevel=6, mtime=0)


def digest_of(body: bytes) -> str:
    """What identifies a body: "sha256:<hex>"."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
