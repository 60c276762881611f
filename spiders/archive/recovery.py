"""The start after a kill or a power cut: what is half written in a portal's newest files is cut off."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from data.captures import Capture
from spiders.archive.exchange import INDEX, WARC
from spiders.archive.lines import BadLine, capture_of, is_whole

# After so many bytes at the latest a file is synced: only what lies behind can be torn.
SYNC_BYTES = 8 * 2**20


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
    lines = index.read_bytes().split(b"\n")[:-1] if index.exists() else []
    captures = [_capture(line) for line in lines]
    while captures and captures[-1] is None and not is_whole(lines[len(captures) - 1]):
        captures.pop()
    # what is no capture and did not break off here was damaged later: it stays to be examined
    for line, capture in zip(lines, captures, strict=False):
        if capture and capture.warc_file == warc_name:
            record_end = capture.warc_offset + capture.warc_length
            if record_end > size:
                break
            if record_end > end:
                before.append((kept, end, capture.warc_offset))
            end = max(end, record_end)
        kept += len(line) + 1
    while before and end > size - 2 * SYNC_BYTES and _whole_members(warc, before[-1][2], end) < end:
        kept, end, _ = before.pop()
    return kept, end


def _capture(line: bytes) -> Capture | None:
    try:
        return capture_of(line)
    except BadLine:
        return None


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
