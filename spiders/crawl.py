"""Crawl portals in a process of its own: one, or many side by side.

    python -m spiders.crawl PORTAL.yml --archive DIR --summary FILE.json [terms]
    python -m spiders.crawl PORTAL.yml … --archive DIR --summaries DIR [terms]

The terms are those of `data.crawl_terms`; --help names them.

A process apart, because Scrapy's reactor cannot be started twice and a process can be timed out and killed; many
portals in it, because a start takes a second and a portal without anything new a few hundredths. Each portal has its
own archive, ledger, spider and summary; two portals that share a host are never asked at the same time.
Progress goes to stdout as JSON lines; a summary is written in one step when its portal is done, and the exit status is
0 whenever they were: a crawl is judged by its counts, since Scrapy ends "finished" whatever went wrong inside.
SIGTERM and SIGINT end all crawls in order, their summaries say "interrupted". The process ends when its stdin, a pipe
held by the parent, is closed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.downloadermiddlewares import cookies
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.reactor import install_reactor
from tldextract import TLDExtract

from data.crawl_terms import CrawlTerms
from data.crawled import CrawlResult, Event
from data.looked import Looked
from spiders.one_crawl import INTERRUPTED, crawl_portal, interrupt
from spiders.portals import Portal, PortalError, load_portal
from spiders.settings import is_proxied, settings_for
from spiders.tally import Tally

EXIT_ORPHANED, EXIT_UNUSABLE, EXIT_INTERRUPTED = 3, 2, 130
# so often the process says that it is alive; whoever started it may take a longer silence for a hang
ALIVE_SECONDS = 5.0
_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

Write = Callable[[Tally, str], None]


def main(arguments: list[str] | None = None) -> int:
    """Run the crawls; 0 when every summary was written, 2 when the portal files cannot be used."""
    options = _parser().parse_args(arguments)
    _die_with_parent()
    try:
        portals = [load_portal(path) for path in options.portals]
        if len({portal.private for portal in portals}) > 1:
            raise PortalError("private portals are crawled by a process of their own")
    except PortalError as error:
        print(error, file=sys.stderr)
        return EXIT_UNUSABLE
    terms = CrawlTerms.of(options)
    if terms.proxy:
        os.environ["http_proxy"] = os.environ["https_proxy"] = terms.proxy
    is_round = options.summaries is not None

    def write(tally: Tally, outcome: str) -> None:
        file = options.summaries / f"crawl-{tally.so_far.portal}.json" if is_round else options.summary
        write_summary(file, tally.result(outcome))
        if is_round:
            tally.say("ended", "", "", outcome)

    return _Crawls(portals, options.archive, terms, write, is_round).run()


class _Crawls:
    """The portals of one process: those that wait, those that are crawled now, and when it is over."""

    def __init__(
        self, portals: Sequence[Portal], archives: Path, terms: CrawlTerms, write: Write, is_round: bool
    ) -> None:
        self.waiting, self.archives, self.terms, self.write = list(portals), archives, terms, write
        self.is_round = is_round
        self.until = None if terms.seconds is None else time.monotonic() + terms.seconds
        self.is_ending = False
        self.running: set[Crawler] = set()
        self.hosts: set[str] = set()
        self.failures: list[str] = []

    def run(self) -> int:
        """Crawl all; 0 when every summary that was due is written."""
        # The list of public suffixes comes with the package; by default a crawl's first cookie would fetch a newer one.
        cookies._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=())
        install_reactor(_REACTOR)
        from twisted.internet import reactor

        # The settings of the process: resolver, threads, log. Each crawl has its own for everything else.
        process = CrawlerProcess(settings_for(self.waiting[0], proxied=is_proxied()))

        def begin() -> None:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self._told_to_end)
            deferred_from_coro(self._all()).addBoth(lambda _: process._stop_reactor())

        reactor.callWhenRunning(begin)
        process.start(stop_after_crawl=False, install_signal_handlers=False)
        for failure in self.failures:
            print(failure, file=sys.stderr)
        return 1 if self.failures else 0

    def _told_to_end(self, number: int, _: Any) -> None:
        if self.is_ending:
            os._exit(EXIT_INTERRUPTED)
        self.is_ending = True
        from twisted.internet import reactor

        reactor.callFromThread(interrupt, self.running)

    async def _all(self) -> None:
        alive = asyncio.ensure_future(self._say_alive()) if self.is_round else None
        at_work: set[asyncio.Task[None]] = set()
        while self.waiting or at_work:
            while len(at_work) < self.terms.at_once and (portal := self._next()):
                at_work.add(asyncio.ensure_future(self._one(portal)))
                # to begin is work: the others' answers are not kept waiting for all beginnings
                await asyncio.sleep(0)
            if at_work:
                done, at_work = await asyncio.wait(at_work, return_when=asyncio.FIRST_COMPLETED)
                self.failures += [f"{type(e).__name__}: {e}" for task in done if (e := task.exception())]
        if alive:
            alive.cancel()

    def _next(self) -> Portal | None:
        """The first that waits and shares no host with those at work."""
        for portal in self.waiting:
            if not self.hosts & hosts_of(portal):
                self.waiting.remove(portal)
                self.hosts |= hosts_of(portal)
                return portal
        return None

    async def _one(self, portal: Portal) -> None:
        tally = Tally(portal.portal, portal.title)
        try:
            left = None if self.until is None else self.until - time.monotonic()
            if self.is_ending or (left is not None and left <= 0):
                # no summary: it was not crawled, and whoever started the process sees that
                return
            if self.is_round:
                tally.say("begun", "")
            seconds = min((s for s in (left, self.terms.portal_seconds) if s is not None), default=None)
            swept = self.terms.sweep or portal.portal in self.terms.swept
            terms = replace(self.terms, sweep=swept)
            outcome = await crawl_portal(portal, self.archives, terms, tally, self.running, seconds)
            self.write(tally, INTERRUPTED if self.is_ending and outcome == "failed" else outcome)
        finally:
            self.hosts -= hosts_of(portal)

    async def _say_alive(self) -> None:
        while True:
            await asyncio.sleep(ALIVE_SECONDS)
            print(json.dumps(vars(Event("alive"))), flush=True)


def hosts_of(portal: Portal) -> frozenset[str]:
    """The hosts (with ports) at which a portal's lists begin."""
    return frozenset(urlsplit(start.url).netloc.lower() for start in portal.start)


def write_summary(path: Path, summary: CrawlResult | Looked) -> None:
    """Write a summary in one step, so that whoever reads it finds all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    with partial.open("w", encoding="utf-8") as file:
        json.dump(asdict(summary), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def _die_with_parent() -> None:
    """End with the parent: its end of our stdin closes even when it is killed. A terminal or a file says nothing."""
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(EXIT_ORPHANED)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m spiders.crawl", description="Crawl portals into the archive.")
    parser.add_argument("portals", type=Path, nargs="+", metavar="PORTAL", help="portal files (docs/portals.md)")
    parser.add_argument("--archive", type=Path, required=True, help="folder that holds one folder a portal")
    summaries = parser.add_mutually_exclusive_group(required=True)
    summaries.add_argument("--summary", type=Path, help="where the summary of the one portal goes, as JSON")
    summaries.add_argument("--summaries", type=Path, help="folder for crawl-PORTAL.json of each portal")
    CrawlTerms.add_to(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
