"""One request at a time to a host, whichever portal or process of this home sends it.

Portals that begin on one host are never crawled together; files, jumps and redirects lead to others' hosts all the
same. So every request waits for its host's turn: a lock file under the home, whose time says when the host was asked
last. It is held from before the request until its answer is there, and from then on the host rests for the delay that
the portal file or robots.txt states, so that no two requests arrive closer, however late a busy server takes them.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals

from spiders.archive import PortalArchive
from spiders.robots import STATED_DELAY

_LOOK_SECONDS = 0.05
# Crawls of one process wait for each other here, in order; only other processes are waited for by looking again.
_here: dict[Path, asyncio.Lock] = {}


class _Turn:
    """The lock file of one host, as one crawl holds it."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.here = _here.setdefault(file, asyncio.Lock())
        self.handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        self.gate = os.open(file.with_name(f"{file.name}.gate"), os.O_RDWR | os.O_CREAT, 0o644)

    async def take(self, delay: float) -> None:
        await self.here.acquire()
        # Who holds the gate has the next turn: the one that has just had it cannot take it again before.
        await _lock(self.gate)
        await _lock(self.handle)
        fcntl.flock(self.gate, fcntl.LOCK_UN)
        answered = os.stat(self.handle)
        # Counted from the answer, whoever asked: a request that a busy server takes late begins no earlier for it.
        if delay and answered.st_size:
            await asyncio.sleep(min(delay, max(0.0, answered.st_mtime + delay - time.time())))

    def give_back(self) -> None:
        # Its time tells the next one when the host answered.
        os.pwrite(self.handle, b"\n", 0)
        fcntl.flock(self.handle, fcntl.LOCK_UN)
        self.here.release()


async def _lock(handle: int) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            await asyncio.sleep(_LOOK_SECONDS)


class TurnsMiddleware:
    """Stands next to the downloader: what reaches it goes out."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("NIANBAO_PAUSE")
        self._turns: dict[str, _Turn] = {}
        self._held: dict[Any, _Turn] = {}
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Any) -> TurnsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        archive: PortalArchive | None = getattr(self._crawler.spider, "archive", None)
        if archive is None:
            return
        host = urlsplit(request.url).netloc.lower()
        if host not in self._turns:
            folder = archive.archive.resolve().parent / "crawl" / "hosts"
            self._turns[host] = _Turn(folder / re.sub(r"[^\w.-]", "_", host))
        turn = self._turns[host]
        await turn.take(max(self._delay, request.meta.get(STATED_DELAY, 0.0)))
        self._held[request] = turn

    def process_response(self, request: Any, response: Any) -> Any:
        self._give_back(request)
        return response

    def process_exception(self, request: Any, exception: Exception) -> None:
        self._give_back(request)

    def _give_back(self, request: Any) -> None:
        turn = self._held.pop(request, None)
        if turn is not None:
            turn.give_back()

    def _closed(self) -> None:
        for request in list(self._held):
            self._give_back(request)
        for turn in self._turns.values():
            os.close(turn.handle)
            os.close(turn.gate)
        self._turns.clear()
