"""Between the wire and the spiders: keep the response as it came, hand on its decoded body in its real encoding."""

from __future__ import annotations

import re
from typing import Any

from scrapy.http import Headers, HtmlResponse, Response, TextResponse
from scrapy.responsetypes import responsetypes

from data.captures import Capture
from data.formats import file_marks
from data.text import decode
from spiders.archive import Received
from spiders.codings import BodyTooLarge, decoded
from spiders.portals import Portal
from spiders.refusals import Refused
from spiders.wire import keep_odd_headers

META = "received"
_HTML = re.compile(rb"(?i)<(!doctype\s+html|html|head|body)\b")


class ReceivedMiddleware:
    """Stands in for Scrapy's decompression, so that the archive and the spiders decode by one rule.

    The exchange as it went over the wire is left in `request.meta["received"]`.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Any) -> ReceivedMiddleware:
        keep_odd_headers()
        return cls(crawler)

    def process_response(self, request: Any, response: Any) -> Any:
        headers = _pairs(response.headers)
        received = Received(
            url=response.url,
            status=response.status,
            headers=headers,
            body=response.body,
            protocol=response.protocol or "HTTP/1.1",
            method=request.method,
            request_headers=_pairs(request.headers),
            request_body=request.body,
        )
        try:
            body = decoded(headers, response.body, self._limit)
        except BodyTooLarge as error:
            raise Refused("too_large", str(error)) from error
        request.meta[META] = received
        bare = response.headers.copy()
        bare.pop("Content-Encoding", None)
        kind = _kind_of(bare, response.url, body)
        encoding = _encoding(body, self._hint) if issubclass(kind, TextResponse) else {}
        # Built anew: a response of one kind cannot be replaced by one of a simpler kind.
        return kind(
            response.url,
            status=response.status,
            headers=bare,
            body=body,
            flags=response.flags,
            request=response.request,
            certificate=response.certificate,
            ip_address=response.ip_address,
            protocol=response.protocol,
            **encoding,
        )

    @property
    def _hint(self) -> str:
        portal: Portal = self._crawler.spider.portal
        return portal.encoding


def again(response: Any, capture: Capture, body: bytes, hint: str = "") -> Any:
    """A response made anew from the archive, for an address that answered 304 (`response`) or was not asked (None)."""
    declared = capture.media_type + (f"; charset={capture.charset}" if capture.charset else "")
    kind = _kind_of(Headers({"Content-Type": declared}), capture.url, body)
    encoding: dict[str, Any] = _encoding(body, hint) if issubclass(kind, TextResponse) else {}
    request = response.request if response is not None else None
    return kind(response.url if response is not None else capture.url, body=body, request=request, **encoding)


def _kind_of(headers: Any, url: str, body: bytes) -> type[Response]:
    """What a body is, by its first bytes before its header: download scripts send PDFs as text/html and the reverse."""
    if body.startswith(file_marks()):
        return Response
    declared: type[Response] = responsetypes.from_args(headers=headers, url=url, body=body)
    return HtmlResponse if declared in (Response, TextResponse) and _HTML.search(body[:2048]) else declared


def text_of(response: Any) -> str:
    """The text of an answer, whatever its header calls it: interfaces send JSON as any type, or as none."""
    if isinstance(response, TextResponse):
        return str(response.text)
    return "" if response.body.startswith(file_marks()) else decode(response.body)[0]


def _encoding(body: bytes, hint: str) -> dict[str, str]:
    """The encoding in which a page reads without losses, whatever header and meta tag claim."""
    return {"encoding": hint or decode(body)[1]}


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [(k.decode("latin-1"), v.decode("latin-1")) for k, values in headers.items() for v in values]
