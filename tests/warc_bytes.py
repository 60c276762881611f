"""WARC files made by hand, byte by byte: records of which any part can be wrong, and what breaks them at random."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random
from collections.abc import Sequence

DAY = b"2024-02-01T00:00:00Z"


def http(body: bytes, *lines: bytes, status: bytes = b"200 OK", kind: bytes = b"text/html") -> bytes:
    return b"\r\n".join([b"HTTP/1.1 " + status, b"Content-Type: " + kind, *lines, b"", body])


def record(
    url: bytes, block: bytes, *fields: bytes, date: bytes = DAY, length: int | bytes | None = None,
    kind: bytes = b"response", with_digest: bool = False,
) -> bytes:  # fmt: skip
    """A record; `fields` are whole lines without their end."""
    said = len(block) if length is None else length
    head = [
        b"WARC/1.0", b"WARC-Type: " + kind, b"WARC-Record-ID: <urn:uuid:1>", b"WARC-Date: " + date,
        b"WARC-Target-URI: " + url, b"Content-Type: application/http; msgtype=response", *fields,
        b"Content-Length: " + (said if isinstance(said, bytes) else b"%d" % said),
    ]  # fmt: skip
    if with_digest:
        head.append(b"WARC-Block-Digest: sha1:" + base64.b32encode(hashlib.sha1(block).digest()))
    return b"\r\n".join([*head, b"", block]) + b"\r\n\r\n"


def members(records: Sequence[bytes]) -> list[bytes]:
    return [gzip.compress(each, mtime=0) for each in records]


def broken(data: bytes, chance: random.Random) -> bytes:
    """Bytes with one thing wrong: a bit, bytes lost, put in or doubled, an end cut off, a number or a line changed."""
    if not data:
        return b"\x00"
    place, size = chance.randrange(len(data)), chance.randrange(1, 40)
    how = chance.randrange(9)
    if how == 0:
        return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
    if how == 1:
        return data[:place] + data[place + size :]
    if how == 2:
        return data[:place] + chance.randbytes(size) + data[place:]
    if how == 3:
        return data[:place]
    if how == 4:
        return data[:place] + data[max(0, place - size) : place] + data[place:]
    if how == 5:
        return data.replace(
            b"Content-Length: ", b"Content-Length: " + chance.choice([b"9", b"-", b"x", b"0", b"99999999"]), 1
        )
    if how == 6:
        odd = [b"http://[::1", b"http://www.x.gov.cn:99999/", b"\xd6\xd0\xce\xc4", b"", b"\xff\xfe", b"dns:x.gov.cn"]
        return data.replace(b"http://www.x.gov.cn/", chance.choice(odd), 1)
    if how == 7:
        return data.replace(
            DAY, chance.choice([b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+14:00", b"soon", b""]), 1
        )
    head, _, rest = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    lines.pop(chance.randrange(len(lines)))
    return b"\r\n".join(lines) + b"\r\n\r\n" + rest
