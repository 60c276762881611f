"""Jumps by a `Refresh` header, which browsers follow as they follow the tag of the same name."""

from __future__ import annotations

import re
from typing import Any

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response

from spiders.addresses import resolve, same_key

_REFRESH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"'\s]+)", re.I)


class RefreshMiddleware(MetaRefreshMiddleware):
    """Scrapy's jumps by tag, and those by header: soon ones to another address are followed."""

    def process_response(self, request: Any, response: Any, spider: Any = None) -> Any:
        target = refresh_of(response, self._maxdelay)
        if not target:
            return super().process_response(request, response)
        redirected = self._redirect_request_using_get(request, response, target)
        return self._redirect(redirected, request, "meta refresh")


def refresh_of(response: Response, longest: float) -> str:
    """Where the header `Refresh` of an answer leads within so many seconds; "" where it leads nowhere else."""
    found = _REFRESH.match((response.headers.get("Refresh") or b"").decode("latin-1"))
    if found is None or float(found[1]) >= longest:
        return ""
    target = resolve(response.url, found[2])
    return target if target and same_key(target) != same_key(response.url) else ""
