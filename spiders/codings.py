"""The body of an answer without its content coding, and whether it is all that the server meant to send.

Servers pack without saying so, say so without packing, pack twice under one header and break off: the bytes decide.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import brotli

from data.formats import file_marks

Headers = Sequence[tuple[str, str]]

MAX_DECODED = 256 * 2**20
_GZIP, _DEFLATE, _BROTLI = ("gzip", "x-gzip"), ("deflate",), ("br",)
_MARK = b"\x1f\x8b\x08"
# As often one packing may lie within another: more is a bomb.
_LAYERS = 4
# What a flawed stream gives before its flaw is found by smaller and smaller steps.
_STEP = 4096
# First bytes of a body that is not packed: files by their marks, text by having no control characters.
_FILES = (*file_marks(), b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_RANGE = re.compile(r"bytes\s+0-(\d+)/(\d+)")


class BodyTooLarge(ValueError):
    """A compressed body grows beyond the limit."""


@dataclass(frozen=True)
class Unpacked:
    """A body without its codings; `flaw` says why it is not whole or not sound, "" where it is both."""

    body: bytes
    flaw: str = ""


def header(headers: Headers, name: str) -> str:
    """A header's value, "" where there is none; the first, where it is given several times."""
    return next((value for key, value in headers if key.lower() == name), "")


def media_type(headers: Headers) -> str:
    """The media type that the server declares, without its parameters; it may be wrong."""
    return header(headers, "content-type").split(";")[0].strip().lower()


def charset(headers: Headers) -> str:
    """The encoding that the server declares, lower case; it may be wrong."""
    for part in header(headers, "content-type").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""


def decoded(headers: Headers, body: bytes, limit: int = MAX_DECODED) -> bytes:
    """The body without its content coding. Raises BodyTooLarge beyond `limit` bytes."""
    return unpacked(headers, body, limit).body


def unpacked(headers: Headers, body: bytes, limit: int = MAX_DECODED) -> Unpacked:
    """The body without its content codings (gzip, deflate, br), and what is wrong with them.

    A text that begins with the gzip mark is unpacked though no header says so, and once more where it was packed twice;
    a body that is declared as packed and is not is taken as it is. Raises BodyTooLarge beyond `limit` bytes.
    """
    *_, last = stages(headers, body, limit)
    return last


def stages(headers: Headers, body: bytes, limit: int = MAX_DECODED) -> Iterator[Unpacked]:
    """The body as it came, and after each coding that is undone; the last is what is read."""
    now = Unpacked(body)
    _measure(body, limit)
    yield now
    declared = [c.strip().lower() for c in header(headers, "content-encoding").split(",") if c.strip()]
    for coding in reversed(declared[-_LAYERS:]):
        if coding == "identity":
            continue
        again = _undone(now.body, coding, limit)
        now = Unpacked(again.body, now.flaw or again.flaw)
        yield now
    for _ in range(_LAYERS):
        if not (now.body.startswith(_MARK) and _is_text(media_type(headers))) or now.flaw:
            return
        now = _undone(now.body, "gzip", limit)
        yield now


def not_whole(status: int, headers: Headers, body: bytes) -> str:
    """Why an answer is only part of a document, by its status and its Content-Length, "" where nothing says so.

    `body` is as it came over the wire, or as another archive kept it: one that keeps unpacked bodies under the
    headers of the packed ones says nothing by their length.
    """
    if status == 206 and not _is_all(header(headers, "content-range")):
        place = header(headers, "content-range")
        return "status 206" + (f", {place}" if place else "")
    promised = header(headers, "content-length").strip()
    coding = header(headers, "content-encoding").lower()
    if not re.fullmatch(r"[0-9]{1,18}", promised) or header(headers, "transfer-encoding"):
        return ""
    if coding not in ("", "identity") and _is_plain(body):
        return ""
    return f"{len(body)} bytes came, Content-Length promised {promised}" if len(body) < int(promised) else ""


def dechunked(body: bytes) -> tuple[bytes, bool]:
    """A chunked body joined, and whether its last chunk came; one that is not chunked (any more) is whole as it is."""
    out: list[bytes] = []
    position = 0
    while True:
        end = body.find(b"\n", position, position + 4096)
        size = re.fullmatch(rb"\s*([0-9a-fA-F]{1,15})\s*(?:;.*)?", body[position:end].strip(b"\r")) if end > 0 else None
        if size is None:
            return (body, True) if not out and position == 0 else (b"".join(out), False)
        length = int(size[1], 16)
        if not length:
            return b"".join(out), True
        piece = body[end + 1 : end + 1 + length]
        out.append(piece)
        if len(piece) < length:
            return b"".join(out), False
        position = end + 1 + length
        if body[position : position + 2] == b"\r\n":
            position += 2
        elif body[position : position + 1] == b"\n":
            position += 1


def _undone(body: bytes, coding: str, limit: int) -> Unpacked:
    if not body:
        return Unpacked(body)
    if coding in _GZIP:
        if not body.startswith(_MARK) and _is_zlib(body) and not _is_plain(body):
            return _inflated(body, "deflate", zlib.MAX_WBITS, limit)
        if not body.startswith(_MARK):
            return Unpacked(body, "" if _is_plain(body) else f"declared as {coding}, and it is none")
        return _inflated(body, "gzip", zlib.MAX_WBITS | 16, limit)
    if coding in _DEFLATE:
        if body.startswith(_MARK):
            return _inflated(body, "gzip", zlib.MAX_WBITS | 16, limit)
        if _is_zlib(body):
            return _inflated(body, "deflate", zlib.MAX_WBITS, limit)
        raw = _inflated(body, "deflate", -zlib.MAX_WBITS, limit)
        return Unpacked(body) if raw.flaw and _is_plain(body) else raw
    if coding in _BROTLI:
        found = _unbrotlied(body, limit)
        return Unpacked(body) if found.flaw and _is_plain(body) else found
    return Unpacked(body, "" if _is_plain(body) else f"packed as {coding[:40]!r}, which is not read")


def _is_zlib(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _inflated(body: bytes, name: str, bits: int, limit: int) -> Unpacked:
    out, rest, flaw = b"", body, ""
    while rest and not flaw:
        unpacker = zlib.decompressobj(bits)
        try:
            piece = unpacker.decompress(rest, limit + 1 - len(out))
        except zlib.error as error:
            if out:
                break  # what stands behind a whole stream and is none is no part of the body
            unpacker = zlib.decompressobj(bits)
            piece = _before_the_flaw(unpacker, rest, limit + 1)
            flaw = f"the {name} is damaged: {error}"
        out += piece
        _measure(out, limit, len(body))
        if flaw or not unpacker.eof:
            flaw = flaw or f"the {name} ends early"
            break
        rest = unpacker.unused_data
    return Unpacked(out if out or not flaw else body, flaw)


def _before_the_flaw(unpacker: object, packed: bytes, limit: int) -> bytes:
    """What a damaged stream gives before it breaks."""
    feed: Callable[..., bytes] = unpacker.decompress  # type: ignore[attr-defined]
    out = b""
    for start in range(0, len(packed), _STEP):
        before = unpacker.copy()  # type: ignore[attr-defined]
        try:
            out += feed(packed[start : start + _STEP])
        except zlib.error:
            try:
                for place in range(start, min(start + _STEP, len(packed))):
                    out += before.decompress(packed[place : place + 1])
            except zlib.error:
                pass
            break
        if len(out) > limit:
            break
    return out


def _unbrotlied(body: bytes, limit: int) -> Unpacked:
    unpacker, out = brotli.Decompressor(), []
    size = 0
    try:
        fed = body
        while fed or not unpacker.can_accept_more_data():
            # never more at once than may be kept: a few bytes of it unpack to gigabytes
            out.append(unpacker.process(fed, output_buffer_limit=limit + 1 - size))
            fed, size = b"", size + len(out[-1])
            if size > limit:
                raise BodyTooLarge(f"a body of {len(body)} bytes unpacks to more than {limit}")
        flaw = "" if unpacker.is_finished() else "the br ends early"
    except brotli.error as error:
        flaw = f"the br is damaged: {error}"
    return Unpacked(b"".join(out) if size or not flaw else body, flaw)


def _measure(body: bytes, limit: int, packed: int = 0) -> None:
    if len(body) > limit:
        what = (
            f"a body of {packed} bytes unpacks to more than {limit}"
            if packed
            else f"{len(body)} bytes, at most {limit} are kept"
        )
        raise BodyTooLarge(what)


def _is_plain(body: bytes) -> bool:
    head = body[:512]
    return head.startswith(_FILES) or not _CONTROL.search(head)


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or kind.endswith(("html", "json", "xml", "javascript")) or not kind


def _is_all(content_range: str) -> bool:
    found = _RANGE.match(content_range.strip().lower())
    return found is not None and int(found[1]) + 1 == int(found[2])
