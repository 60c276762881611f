"""Header lines as servers send them: names that are no tokens of HTTP cost nothing.

Twisted refuses the whole answer for one header whose name is in Chinese, or has a space in it.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.web._newclient import HTTPClientParser
from twisted.web.http_headers import InvalidHeaderName


class _AsItCame(bytes):
    """A header's name whose bytes nobody may take for letters: in GBK a second byte can be one."""

    def title(self) -> bytes:
        return self


def keep_odd_names() -> None:
    """From now on such headers are among the others, as the bytes they came as."""
    setattr(http11._LenientHTTPClientParser, "headerReceived", _header_received)  # noqa: B010


def _header_received(self: Any, name: bytes, value: bytes) -> None:
    try:
        HTTPClientParser.headerReceived(self, name, value)
    except InvalidHeaderName:
        if name.strip():
            self.headers._rawHeaders.setdefault(_AsItCame(name), []).append(value)
