"""One crawl's hold on one portal's archive: what is written to it, and what it holds already."""

from __future__ import annotations

import dataclasses
import fcntl
import functools
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO

from warcio.warcwriter import WARCWriter

from data.captures import Capture
from data.manners import manners
from spiders.archive.exchange import (
    INDEX,
    LOCK,
    STAMP,
    TRUNCATED,
    WARC,
    ArchiveBusy,
    Found,
    Received,
    capture_id,
    digest_of,
    flaw_of,
    is_document,
    is_part,
    is_success,
)
from spiders.archive.index import read_index_file
from spiders.archive.lines import line_of
from spiders.archive.recovery import SYNC_BYTES, recover
from spiders.archive.warc import member, record, revisit
from spiders.codings import charset, header, media_type, unpacked

_SYNC_SECONDS = 1.0
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class PortalArchive:
    """One crawl's hold on one portal's archive: the lock, the open WARC file, and what is held already.

    Use as a context manager. Raises ArchiveBusy where another crawl holds the portal. `latest` is the newest capture
    of each address that met no obstacle, by the moment it was fetched: one that is taken in later from another archive
    never stands over a newer one. `damaged` names the lines of the index that are not what was written. A WARC file
    that has grown to `warc_bytes` is followed by the next. `announce` is told the name of an index file, relative to
    the archive, before it is made.
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
        self.damaged: list[str] = []
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
            for capture in read_index_file(path, functools.partial(self._note_damage, path.name)):
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
        response = record(received, received.record)
        if received.record == "response" and not received.source:
            request = record(received, "request")
            response.rec_headers.add_header("WARC-Concurrent-To", request.rec_headers.get_header("WARC-Record-ID"))
            warc.write(member(request))
        offset = warc.tell()
        written = member(response)
        warc.write(written)
        name = f"{self.portal}/{self._stem}{WARC}"
        capture = dataclasses.replace(capture, warc_file=name, warc_offset=offset, warc_length=len(written))
        return self._enter_in_index(capture)

    def _write_repeat(self, received: Received, capture: Capture, first: Capture, profile: str = "") -> Capture:
        warc = self._open()
        if received.record == "response" and not received.source:
            warc.write(member(record(received, "request")))
        warc.write(member(revisit(received, first, profile)))
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
        if moment - self._synced_at >= _SYNC_SECONDS or end - self._synced_to >= SYNC_BYTES:
            os.fsync(self._warc.fileno())
            self._synced_at, self._synced_to = moment, end
        self._index.write(line_of(capture) + b"\n")
        # Not synced: what a power cut takes of it is fetched again, and a line never comes before its record.
        self._index.flush()
        self._remember(capture)
        return capture

    def _note_damage(self, name: str, line: int, why: str) -> None:
        self.damaged.append(f"{self.portal}/{name}, line {line}: {why}")

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
        self._warc.write(member(writer.create_warcinfo_record(f"{self._stem}{WARC}", info)))
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


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
