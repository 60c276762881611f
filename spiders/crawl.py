"""Crawl one portal in a process of its own.

    python -m spiders.crawl PORTAL.yml --archive DIR --summary FILE.json [--proxy URL] [--delay S] [--night-cap N]
        [--ledger FILE] [--sweep] [--answer-seconds S]

One process a crawl, because Scrapy's reactor cannot be started twice and a process can be timed out and killed.
Progress goes to stdout as JSON lines; the summary is written in one step at the end, and the exit status is 0 whenever
it was written: the crawl is judged by its counts, since Scrapy ends "finished" whatever went wrong inside.
The process ends when its stdin, a pipe held by the parent, is closed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import stat
import sys
import threading
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

from spiders.alarms import raise_alarms
from spiders.archive import ArchiveError, PortalArchive
from spiders.ledger import Ledger, LedgerError
from spiders.obstacles import obstacle_by_name
from spiders.portals import Portal, PortalError, load_portal
from spiders.settings import CONTACT, contact, settings_for
from spiders.tally import Tally
from spiders.walk import PortalSpider

EXIT_ORPHANED, EXIT_UNUSABLE = 3, 2


def main(arguments: list[str] | None = None) -> int:
    """Run one crawl; 0 when its summary was written, 2 when the portal file cannot be used."""
    options = _parser().parse_args(arguments)
    _die_with_parent()
    try:
        portal = load_portal(options.portal)
    except PortalError as error:
        print(error, file=sys.stderr)
        return EXIT_UNUSABLE
    tally = Tally(portal.portal, portal.title)
    outcome = crawl(
        portal,
        options.archive,
        tally,
        options.proxy,
        options.delay,
        options.night_cap,
        ledger_file=options.ledger,
        sweep=options.sweep,
        seconds=options.answer_seconds,
    )
    write_summary(options.summary, tally.summary(outcome))
    return 0


def crawl(
    portal: Portal,
    archive: Path,
    tally: Tally,
    proxy: str = "",
    delay: float | None = None,
    night_cap: int | None = None,
    ledger_file: Path | None = None,
    sweep: bool = False,
    seconds: float | None = None,
) -> str:
    """Crawl a portal into its archive and say how it ended: completed | blocked | failed | timed_out.

    Only once in a process. Whatever is wrong is a line in `tally.problems`, what somebody must look at in
    `tally.alarms`. `ledger_file` is by default `crawl/<portal>.sqlite` beside the archive; `sweep`: look at everything
    again, whenever it was looked at last; `seconds`: the time that one answer may take.
    """
    if proxy:
        os.environ["http_proxy"] = os.environ["https_proxy"] = proxy
    elif not portal.private and not contact():
        tally.problem(f"set {CONTACT} to an address or mailbox: other people's servers are asked in somebody's name")
        return "failed"
    try:
        with PortalArchive(archive, portal.portal) as opened:
            # After the archive: its lock keeps a second crawl from this file too.
            ledger = Ledger(ledger_file or ledger_of(archive, portal.portal), portal.sweep_days, sweep)
            try:
                settings = settings_for(portal, delay, night_cap, _proxied(), seconds)
                spider, stats = _run(portal, opened, tally, settings, ledger)
                outcome = _outcome(spider, stats, tally)
                _judge(spider, ledger, tally, outcome)
            finally:
                ledger.close()
    except (ArchiveError, LedgerError) as error:
        tally.problem(str(error))
        return "failed"
    return outcome


def ledger_of(archive: Path, portal: str) -> Path:
    """Where a portal's ledger lies: `crawl/<portal>.sqlite` in the folder that holds the archive."""
    return archive.resolve().parent / "crawl" / f"{portal}.sqlite"


def _judge(spider: PortalSpider | None, ledger: Ledger, tally: Tally, outcome: str) -> None:
    """Compare what the lists showed with what is usual. Where all is well, what they show stands as it was."""
    if spider is None:
        return
    tally.alarms = raise_alarms(ledger, spider.shown, outcome)
    if outcome == "completed" and not tally.alarms:
        tally.not_due = spider.not_asked()


def _proxied() -> bool:
    return any(os.environ.get(name) for name in ("http_proxy", "https_proxy"))


def write_summary(path: Path, summary: dict[str, Any]) -> None:
    """Write a summary in one step, so that whoever reads it finds all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    with partial.open("w", encoding="utf-8") as file:
        json.dump(summary, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def _run(
    portal: Portal, archive: PortalArchive, tally: Tally, settings: dict[str, Any], ledger: Ledger
) -> tuple[PortalSpider | None, dict[str, Any]]:
    # The list of public suffixes comes with the package; by default a crawl's first cookie would fetch a newer one.
    cookies._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=())
    family = importlib.import_module(f"spiders.families.{portal.family}")
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(family.Spider)

    def note_error(failure: Any, response: Any, spider: Any) -> None:
        tally.problem(f"{response.url}: {failure.type.__name__}: {failure.getErrorMessage()}")

    def ask_for_known() -> None:
        if isinstance(crawler.spider, PortalSpider):
            crawler.spider.ask_for_known()

    crawler.signals.connect(note_error, signals.spider_error, weak=False)
    crawler.signals.connect(ask_for_known, signals.spider_idle, weak=False)
    process.crawl(crawler, portal=portal, archive=archive, tally=tally, ledger=ledger)
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    tally.requests = stats.get("downloader/request_count", 0)
    tally.bytes = stats.get("downloader/response_bytes", 0)
    spider = crawler.spider
    return spider if isinstance(spider, PortalSpider) else None, stats


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
    if reason != "finished":
        tally.problem(f"the crawl was ended: {reason}")
        return "failed"
    shut = any(obstacle_by_name(o["kind"]).blocks for o in tally.obstacles)
    forbidden = any(
        reason in tally.skipped for reason in ("robots_disallowed", "robots_error", "robots_delay", "backed_off")
    )
    if not spider.documents and (shut or (forbidden and not spider.readable_lists)):
        return "blocked"
    return "completed" if spider.readable_lists else "failed"


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
    parser = argparse.ArgumentParser(prog="python -m spiders.crawl", description="Crawl one portal into the archive.")
    parser.add_argument("portal", type=Path, help="portal file (docs/portals.md)")
    parser.add_argument("--archive", type=Path, required=True, help="folder that holds one folder a portal")
    parser.add_argument("--summary", type=Path, required=True, help="where the summary goes, as JSON")
    parser.add_argument("--proxy", default="", help="HTTP proxy through which everything goes")
    parser.add_argument("--delay", type=float, default=None, help="seconds between requests to one host")
    parser.add_argument("--night-cap", type=int, default=None, help="requests to one host at most; 0 is no cap")
    parser.add_argument(
        "--ledger", type=Path, default=None, help="the portal's ledger [crawl/PORTAL.sqlite beside DIR]"
    )
    parser.add_argument("--sweep", action="store_true", help="look at everything again, due or not")
    parser.add_argument("--answer-seconds", type=float, default=None, help="time that one answer may take")
    return parser


if __name__ == "__main__":
    sys.exit(main())
