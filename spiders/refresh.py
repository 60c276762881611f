"""Jumps that browsers follow: by a `Refresh` header, by the tag of that name, by a script that does nothing else."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import HtmlResponse, Response

from data.obstacles import find_obstacle
from spiders.addresses import is_home, resolve, same_key
from spiders.article import jump_of

_REFRESH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"'\s]+)", re.I)


class RefreshMiddleware(MetaRefreshMiddleware):
    """Scrapy's jumps by tag, and those by header: soon ones to another address are followed."""

    def process_response(self, request: Any, response: Any, spider: Any = None) -> Any:
        target = refresh_of(response, self._maxdelay) or jump_by_script(response)
        if not target:
            return super().process_response(request, response)
        redirected = self._redirect_request_using_get(request, response, target)
        return self._redirect(redirected, request, "meta refresh")


def jump_by_script(response: Any) -> str:
    """Where a page leads that is nothing but a script's jump to another of the same host, "" where it is none.

    One that sets a cookie first is a guard's, and none is defeated.
    """
    if not isinstance(response, HtmlResponse) or response.status != 200 or "document.cookie" in response.text:
        return ""
    found = find_obstacle(response.status, response.text, len(response.body))
    target = jump_of(response) if found is not None and found.name == "js_redirect" else ""
    is_own = bool(target) and urlsplit(target).netloc == urlsplit(response.url).netloc
    return target if is_own and _leads_on(response.url, target) else ""


def _leads_on(url: str, target: str) -> bool:
    """Whether a jump leads to another page. One from elsewhere to the home page is an obstacle, and kept."""
    return same_key(target) != same_key(url) and (is_home(url) or not is_home(target))


def refresh_of(response: Response, longest: float) -> str:
    """Where the header `Refresh` of an answer leads within so many seconds; "" where it leads nowhere else."""
    found = _REFRESH.match((response.headers.get("Refresh") or b"").decode("latin-1"))
    if found is None or float(found[1]) >= longest:
        return ""
    target = resolve(response.url, found[2])
    return target if target and _leads_on(response.url, target) else ""
