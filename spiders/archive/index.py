"""The capture index, and the bytes behind its lines."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from data.captures import Capture
from spiders.archive.exchange import INDEX, DamagedCapture, digest_of
from spiders.archive.lines import BadLine, capture_of
from spiders.codings import BodyTooLarge, stages

_log = logging.getLogger("nianbao.archive")


def index_files(archive: Path) -> list[Path]:
    """The index files of all portals, crawl by crawl from the oldest."""
    return sorted(archive.glob(f"*/*{INDEX}"), key=lambda p: (p.name.removesuffix(INDEX), p.parent.name))


def read_index(archive: Path) -> Iterator[Capture]:
    """Every capture of every portal, crawl by crawl from the oldest; torn and damaged lines are left out."""
    for path in index_files(archive):
        yield from read_index_file(path)


def read_index_file(path: Path, damaged: Callable[[int, str], None] | None = None) -> Iterator[Capture]:
    """The captures of one crawl, without a torn last line.

    Args:
        path: the index file.
        damaged: told the number of each line, from 1, that is not what was written, and why. Such a line costs itself:
            its address is asked for again, for nothing says any more that it is held.
    """
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        try:
            yield capture_of(line)
        except BadLine as error:
            if damaged:
                damaged(number, str(error))
            else:
                _log.warning("%s: line %d is damaged: %s", path, number, error)


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
