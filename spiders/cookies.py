"""Cookies that are sent back: those of ASCII only."""

from __future__ import annotations

from typing import Any

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware


class AsciiCookies(CookiesMiddleware):
    """Scrapy's cookies, but for those with other bytes in name or value.

    A Set-Cookie in GBK cannot be sent back as it came, and servers refuse a whole request for such a header. The other
    cookies of the host, its session among them, are sent.
    """

    def process_request(self, request: Any, spider: Any = None) -> None:
        super().process_request(request)
        sent = request.headers.get("Cookie")
        if sent is None or sent.isascii():
            return
        kept = [pair for pair in sent.split(b"; ") if pair.isascii()]
        request.headers.pop("Cookie")
        if kept:
            request.headers["Cookie"] = b"; ".join(kept)
