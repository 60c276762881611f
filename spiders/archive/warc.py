"""WARC records of an exchange, each a gzip member of its own."""

from __future__ import annotations

import dataclasses
import gzip
import re
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from data.captures import Capture
from spiders.archive.exchange import Received, digest_of
from spiders.codings import media_type

# Hop-by-hop or already undone: a reader that believed them would decode a second time.
_UNDONE = {"transfer-encoding", "connection", "keep-alive"}
_ENDS_A_LINE = re.compile(r"[\x00-\x20\x7f]")


def _in_one_line(text: str) -> str:
    """An address, or where something was taken from, as it stands in a record's head: what would end its line or begin
    another, and blanks, are percent-encoded."""
    return _ENDS_A_LINE.sub(lambda found: f"%{ord(found.group()):02X}", text)


def record(received: Received, kind: str) -> Any:
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


def revisit(received: Received, first: Capture, profile: str) -> Any:
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


def member(record: Any) -> bytes:
    """One record as one gzip member, which is what lets a reader begin at its offset."""
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
    return gzip.compress(buffer.getvalue(), compresslevel=6, mtime=0)
