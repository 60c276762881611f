"""The crawl of one portal inside a running reactor: its archive, its ledger, its spider, and how it ended."""

from __future__ import annotations

import asyncio
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from data.crawl_terms import CrawlTerms
from data.crawled import ListAlarm
from data.obstacles import obstacle_by_name
from spiders.account import BLOCKED, NOT_UNDERSTOOD, TOO_LONG
from spiders.alarms import raise_alarms
from spiders.archive import ArchiveError, PortalArchive
from spiders.ledger import Ledger
from spiders.ledger_file import LedgerError
from spiders.portals import Portal
from spiders.settings import CONTACT, contact, is_proxied, settings_for
from spiders.tally import Tally
from spiders.walk.spider import PortalSpider
from spiders.wanted import Wanted, wanted_by

INTERRUPTED, INCOMPLETE = "interrupted", "incomplete"

_MOST_NAMED = 5


class _Own(Settings):
    """The settings of one crawler, made for it alone: the deep copy it takes would be a third of a small crawl."""

    def copy(self) -> _Own:
        return self


async def crawl_portal(
    portal: Portal, archives: Path, terms: CrawlTerms, tally: Tally, running: set[Crawler], seconds: float | None = None
) -> str:
    """Crawl a portal into its folder of `archives` and say how it ended.


    That is completed | incomplete | blocked | failed | timed_out | interrupted.
    Whatever is wrong is a line among the problems of the tally, what somebody must look at among its alarms. While it
    works its crawler is in `running`. `seconds` is how long it may take; nothing it raises is another portal's matter.
    """
    if not is_proxied() and not portal.private and not contact():
        tally.problem(f"set {CONTACT} to an address or mailbox: other people's servers are asked in somebody's name")
        return "failed"
    try:
        with PortalArchive(archives, portal.portal, announce=_into(terms.announce)) as archive:
            for line in archive.damaged[:_MOST_NAMED]:
                tally.problem(f"damaged line of the archive's index, see `nianbao doctor`: {line}")
            # After the archive: its lock keeps a second crawl from this file too.
            ledger = Ledger(terms.ledger or ledger_of(archives, portal.portal), portal.sweep_days, terms.sweep)
            try:
                spider, stats = await _run(portal, archive, tally, ledger, terms, running, seconds)
                outcome = _outcome(spider, stats, tally)
                if outcome == "completed" and not _is_complete(spider, tally, wanted_by(terms)):
                    outcome = INCOMPLETE
                _judge(spider, ledger, tally, outcome, wanted_by(terms))
                if outcome == "completed" and any(alarm.kind in _NOTHING_SEEN for alarm in tally.so_far.alarms):
                    outcome = INCOMPLETE
                if outcome in ("completed", INCOMPLETE) and not wanted_by(terms).is_limited:
                    tally.leave_out(ledger.say(tally.recurring))
            finally:
                ledger.close()
    except (ArchiveError, LedgerError) as error:
        tally.problem(str(error))
        return "failed"
    except Exception as error:
        tally.problem(f"{type(error).__name__}: {error}")
        return "failed"
    return outcome


def ledger_of(archive: Path, portal: str) -> Path:
    """Where a portal's ledger lies: `crawl/<portal>.sqlite` in the folder that holds the archive."""
    return archive.resolve().parent / "crawl" / f"{portal}.sqlite"


def _into(file: Path | None) -> Callable[[str], None] | None:
    def announce(name: str) -> None:
        assert file is not None
        with file.open("a", encoding="utf-8") as out:
            print(name, file=out, flush=True)
            os.fsync(out.fileno())

    return announce if file else None


def interrupt(running: set[Crawler]) -> None:
    """Ask all crawls to end soon; what they have not done stays in their ledgers."""
    for crawler in list(running):
        if isinstance(crawler.spider, PortalSpider) and crawler.engine.running:
            _ending.add(task := asyncio.ensure_future(crawler.engine.close_spider_async(reason=INTERRUPTED)))
            task.add_done_callback(_ending.discard)


# a loop holds its tasks only weakly
_ending: set[asyncio.Future[Any]] = set()


# A list that showed reports and shows none is no evidence that there are none.
_NOTHING_SEEN = ("yields_none", "list_yields_none", "drift")


async def _run(
    portal: Portal, archive: PortalArchive, tally: Tally, ledger: Ledger, terms: CrawlTerms, running: set[Crawler],
    seconds: float | None,
) -> tuple[PortalSpider | None, dict[str, Any]]:  # fmt: skip
    family = importlib.import_module(f"spiders.families.{portal.family}")
    settings = settings_for(portal, terms.delay, terms.night_cap, is_proxied(), terms.answer_seconds)
    if seconds is not None:
        settings["CLOSESPIDER_TIMEOUT"] = max(1.0, min(seconds, settings["CLOSESPIDER_TIMEOUT"]))
    crawler = Crawler(family.Spider, _Own(settings))

    def note_error(failure: Any, response: Any, spider: Any) -> None:
        tally.problem(f"{response.url}: {failure.type.__name__}: {failure.getErrorMessage()}")

    def ask_for_known() -> None:
        if isinstance(crawler.spider, PortalSpider):
            crawler.spider.ask_for_known()

    crawler.signals.connect(note_error, signals.spider_error, weak=False)
    crawler.signals.connect(ask_for_known, signals.spider_idle, weak=False)
    running.add(crawler)
    try:
        await crawler.crawl_async(portal=portal, archive=archive, tally=tally, ledger=ledger, wanted=wanted_by(terms))
    finally:
        running.discard(crawler)
    stats = crawler.stats.get_stats()
    tally.count(requests=stats.get("downloader/request_count", 0), bytes=stats.get("downloader/response_bytes", 0))
    spider = crawler.spider
    return spider if isinstance(spider, PortalSpider) else None, stats


def _judge(spider: PortalSpider | None, ledger: Ledger, tally: Tally, outcome: str, wanted: Wanted) -> None:
    """Compare what the lists showed with what is usual. Where all is well, what they show stands as it was."""
    if spider is None or outcome == INTERRUPTED or wanted.is_limited:
        return
    alarms = raise_alarms(ledger, spider.shown, outcome, spider.drifts)
    for _, message, _ in spider.drifts.values():
        tally.problem(message)
    if outcome == INCOMPLETE and not alarms and not _holds_any(spider):
        message = "none of its lists ever showed a report that could be taken"
        alarms = [ListAlarm("yields_none", message=message)]
    tally.so_far.alarms.extend(alarms)
    if outcome in ("completed", INCOMPLETE) and not alarms:
        tally.count(not_due=spider.not_asked())


def _is_complete(spider: PortalSpider | None, tally: Tally, wanted: Wanted) -> bool:
    """Whether all that the portal's lists show is accounted for; what is not is said, a line a list and one in all."""
    for one in tally.account.open_lists():
        if (end := one.end()) == NOT_UNDERSTOOD:
            tally.problem(f"{one.url}: list not understood: neither rows nor a word that there are none")
        elif end in (TOO_LONG, BLOCKED):
            tally.problem(f"{one.url}: list {end}: {one.obstacle or f'{one.pages} pages read'}")
    for row in tally.account.unclear:
        tally.problem(f"{row.list}: row not understood: {row.title}: {row.told or 'no link'}")
    gave = spider is not None and _holds_any(spider)
    if not gave and not wanted.is_limited:
        tally.problem("the portal gave nothing: none of its lists showed a report that could be taken")
    return tally.account.is_complete() and not tally.unanswered and (gave or wanted.is_limited)


def _holds_any(spider: PortalSpider) -> bool:
    return any(capture.kind != "list" and not capture.obstacle for capture in spider.archive.latest.values())


def _outcome(spider: PortalSpider | None, stats: dict[str, Any], tally: Tally) -> str:
    reason = stats.get("finish_reason", "not started")
    errors = {k.rsplit("/", 1)[-1]: n for k, n in stats.items() if k.startswith("spider_exceptions/")}
    for name, count in errors.items():
        tally.problem(f"{count} × {name} inside the spider")
    if spider is None:
        tally.problem(f"the crawl did not start: {reason}")
        return "failed"
    if reason == "closespider_timeout":
        return "timed_out"
    if reason == INTERRUPTED:
        return INTERRUPTED
    if reason != "finished":
        tally.problem(f"the crawl was ended: {reason}")
        return "failed"
    shut = any(obstacle_by_name(met.kind).blocks for met in tally.so_far.obstacles)
    forbidden = any(
        reason in tally.so_far.skipped for reason in ("robots_disallowed", "robots_error", "robots_delay", "backed_off")
    )
    if not spider.documents and (shut or (forbidden and not spider.readable_lists)):
        return "blocked"
    return "completed" if spider.readable_lists else "failed"
