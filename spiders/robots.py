"""robots.txt, obeyed without a race: no request to a host leaves before its rules are known.

Scrapy's own middleware lets those requests through that come while robots.txt is still on its way. Here each waits for
the one answer. By RFC 9309 an answer of 4xx allows everything, 5xx and silence forbid everything.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from data.text import decode
from spiders.refusals import Refused

EXEMPT = "dont_obey_robotstxt"
# What a request's host states in robots.txt, in seconds.
STATED_DELAY = "stated_delay"
_FIRST = 1000
# A longer Crawl-delay is taken for a way of saying "not at all in one night", and reported rather than slept through.
LONGEST_DELAY = 120.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rules:
    """What a host's robots.txt lets us do; `refused` where it forbids everything because it could not be read."""

    parsed: Protego | None = None
    refused: Refused | None = None
    delay: float = 0.0


class RobotsMiddleware:
    """Holds every request until the rules of its host are there, then lets it go, slows it down or refuses it."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._asked: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        if request.meta.get(EXEMPT):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._asked:
            self._asked[site] = asyncio.ensure_future(self._ask(site))
        # shield: one waiting request that is given up must not take the answer from the others.
        rules = await asyncio.shield(self._asked[site])
        if rules.refused:
            raise Refused(rules.refused.reason, rules.refused.detail, rules.refused.response)
        if rules.parsed and not rules.parsed.can_fetch(request.url, self._agent):
            raise Refused("robots_disallowed", request.url)
        if rules.delay:
            self._slow_down(request, rules.delay)

    async def _ask(self, site: str) -> Rules:
        request = Request(f"{site}/robots.txt", priority=_FIRST, meta={EXEMPT: True}, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except Refused as refused:
            return Rules(refused=Refused("robots_unreachable", f"{site}/robots.txt: {refused}"))
        except Exception as error:
            return Rules(refused=Refused("robots_unreachable", f"{site}/robots.txt: {error or type(error).__name__}"))
        if response.status >= 500:
            detail = f"{site}/robots.txt: status {response.status}"
            return Rules(refused=Refused("robots_error", detail, response))
        if response.status >= 300:
            return Rules()
        parsed = Protego.parse(decode(response.body)[0])
        delay = float(parsed.crawl_delay(self._agent) or 0)
        if delay > LONGEST_DELAY:
            return Rules(refused=Refused("robots_delay", f"{site} asks for {delay:.0f} s between requests"))
        return Rules(parsed, delay=delay)

    def _slow_down(self, request: Any, delay: float) -> None:
        """Crawl-delay is a floor: of the host's slot as it is, as it may be made again, and against AutoThrottle."""
        request.meta["autothrottle_dont_adjust_delay"] = True
        request.meta[STATED_DELAY] = delay
        downloader = self._crawler.engine.downloader
        host = downloader.get_slot_key(request)
        downloader.per_slot_settings.setdefault(host, {"delay": delay, "jitter": 0.0})
        slot = downloader.slots.get(host)
        if slot is not None and (slot.delay < delay or slot.jitter):
            logger.info("%s: Crawl-delay of %s s", host, delay)
            slot.delay, slot.jitter = max(slot.delay, delay), 0.0
