"""Header lines as servers send them: names that are no tokens of HTTP, and long lines, cost nothing.

Twisted refuses the whole answer for one header whose name is in Chinese, or has a space in it, and for a line of more
than 16 kB, as cookies of guards and policies of content make them.
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


# As much as browsers take of one line.
_LONGEST_LINE = 256 * 1024


def keep_odd_headers() -> None:
    """From now on such headers are among the others, as the bytes they came as."""
    http11._LenientHTTPClientParser.MAX_LENGTH = _LONGEST_LINE
    setattr(http11._LenientHTTPClientParser, "headerReceived", _header_received)  # noqa: B010


def _header_received(self: Any, name: bytes, value: bytes) -> None:
    try:
        HTTPClientParser.headerReceived(self, name, value)
    except InvalidHeaderName:
        if name.strip():
            self.headers._rawHeaders.setdefault(_AsItCame(name), []).append(value)
