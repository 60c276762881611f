"""One line of the capture index: a capture with a checksum, so that rot in any of its fields is noticed."""

from __future__ import annotations

import dataclasses
import json
import re
import zlib
from datetime import datetime
from typing import get_type_hints

from data.captures import Capture
from spiders.archive.exchange import capture_id

# the last key of a line; lines of earlier versions have none
_SUM = "crc32"
_TAIL = re.compile(rb',"' + _SUM.encode() + rb'":"([0-9a-f]{8})"\}$')
_INNER = re.compile(rb',"' + _SUM.encode() + rb'":"[0-9a-f]{8}"\}.', re.DOTALL)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_FIELDS = get_type_hints(Capture)


class BadLine(ValueError):
    """A line of an index that is no capture, or not the one that was written; the message says in what."""


def line_of(capture: Capture) -> bytes:
    """The line of a capture, without its line end."""
    text = json.dumps(dataclasses.asdict(capture), ensure_ascii=False, separators=(",", ":")).encode()
    return text[:-1] + f',"{_SUM}":"{zlib.crc32(text):08x}"}}'.encode()


def is_whole(line: bytes) -> bool:
    """Whether a line was written to its end, whatever became of it since."""
    return _TAIL.search(line) is not None


def runs_on(rest: bytes) -> bool:
    """Whether what stands behind the last line end has a line's end in it: no line that was broken off has."""
    return _INNER.search(rest) is not None


def capture_of(line: bytes) -> Capture:
    """The capture of a line.

    Args:
        line: one line of an index without its end; one without a checksum is judged by what its fields must be.

    Raises:
        BadLine: it is not what was written.
    """
    if tail := _TAIL.search(line):
        line = line[: tail.start()] + b"}"
        if f"{zlib.crc32(line):08x}".encode() != tail[1]:
            raise BadLine("not the bytes that were written (checksum)")
    try:
        given = json.loads(line)
    except ValueError as error:
        raise BadLine(f"no JSON: {error}") from error
    if not isinstance(given, dict) or given.keys() != _FIELDS.keys():
        raise BadLine("not the keys of a capture")
    if odd := [name for name, kind in _FIELDS.items() if type(given[name]) is not kind]:
        raise BadLine(f"{odd[0]} is {given[odd[0]]!r}")
    capture = Capture(**given)
    if flaw := "" if tail else _flaw(capture):
        raise BadLine(flaw)
    return capture


def _flaw(capture: Capture) -> str:
    """What cannot be in the fields of a line without a checksum."""
    if not _DIGEST.fullmatch(capture.digest) or capture.capture_id != capture_id(capture.url, capture.digest):
        return "capture_id is not that of its address and digest"
    try:
        if _MOMENT.fullmatch(capture.fetched_at):
            datetime.fromisoformat(capture.fetched_at)
            return ""
    except ValueError:
        pass
    return f"fetched_at is {capture.fetched_at!r}"
