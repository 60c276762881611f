"""Look at a portal without fetching its documents: which system each list page shows, and what its first rows are.

    python -m spiders.shallow PORTAL.yml --output FILE.json [--lists N] [--proxy URL] [--delay S]

The portal is walked by its family as in a crawl, with the same manners and refusals, but a list is left after its
second page, all lists after N pages, and reports are named instead of fetched. Nothing is archived.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.downloadermiddlewares import cookies
from scrapy.http import HtmlResponse
from tldextract import TLDExtract

from data.families import families_data
from data.looked import ListPage, ListRow, Looked
from spiders.archive import Found, PortalArchive
from spiders.article import meta_of
from spiders.crawl import EXIT_UNUSABLE, write_summary
from spiders.detect import detect
from spiders.portals import Portal, PortalError, load_portal
from spiders.settings import CONTACT, contact, settings_for
from spiders.tally import Tally
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_LISTS, _PAGES_OF_ONE = 8, 2
_MOST_FOUND = 200


def main(arguments: list[str] | None = None) -> int:
    """Look at one portal; 0 when the result was written, 2 when the portal file cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        portal = load_portal(options.portal)
    except PortalError as error:
        print(error, file=sys.stderr)
        return EXIT_UNUSABLE
    write_summary(options.output, look(portal, options.lists, options.proxy, options.delay))
    return 0


def look(portal: Portal, lists: int = _LISTS, proxy: str = "", delay: float | None = None) -> Looked:
    """What a portal shows on its lists. Once a process."""
    tally = Tally(portal.portal, portal.title, stream=sys.stderr)
    pages: list[ListPage] = []
    found: list[ListRow] = []
    if proxy:
        os.environ["http_proxy"] = os.environ["https_proxy"] = proxy
    elif not portal.private and not contact():
        tally.problem(f"set {CONTACT} to an address or mailbox: other people's servers are asked in somebody's name")
        return Looked(tally.result("failed"), pages, found)
    family = importlib.import_module(f"spiders.families.{portal.family}").Spider
    with tempfile.TemporaryDirectory() as folder, PortalArchive(Path(folder) / "archive", portal.portal) as archive:
        settings = settings_for(portal, delay, proxied=bool(proxy))
        spider = _run(_shallow(family, lists, pages, found), portal, archive, tally, settings)
    reports: dict[str, int] = {}
    for row in found:
        reports[row.list] = reports.get(row.list, 0) + 1
    for page in pages:
        page.reports = reports.get(page.url, 0)
    outcome = "completed" if spider and spider.readable_lists else "blocked" if tally.so_far.obstacles else "failed"
    return Looked(tally.result(outcome), pages, found)


def _shallow(family: type[PortalSpider], lists: int, pages: list[ListPage], found: list[ListRow]) -> type[PortalSpider]:
    """The family's spider, ending early: what it would fetch is noted instead."""

    class Shallow(family):  # type: ignore[valid-type,misc]
        def list_request(self, url: str, run: Run, **options: Any) -> Iterator[scrapy.Request]:
            if len(self.lists_seen) < lists and run.pages < _PAGES_OF_ONE:
                yield from super().list_request(url, run, **options)

        def incomplete(self, run: Run) -> None:
            pass  # of course it is

        def keep_list(self, response: Any, run: Run) -> None:
            super().keep_list(response, run)
            if run.pages == 1:
                pages.append(_page(response, run))

        def document_request(
            self, url: str, found_by: Found, run: Run, may_be_list: bool = False
        ) -> Iterator[scrapy.Request]:
            self.tally.count(followed=1)
            self.tally.published(found_by.agency)
            if len(found) < _MOST_FOUND:
                found.append(ListRow(url, found_by.title, found_by.agency, run.url, found_by.listed_date))
            yield from ()

    return Shallow


def _page(response: Any, run: Run) -> ListPage:
    page = ListPage(run.url, run.parent, depth=run.depth, column=run.start.column)
    if not isinstance(response, HtmlResponse):
        return page
    seen = detect(response.url, response.text)
    site = {n.root.get("name", "").lower(): n.root.get("content", "") for n in response.xpath("//meta[@name]")}
    code = site.get("siteidcode", "") or _code_in_footer(response.text)
    return replace(
        page, family=seen.family, mechanism=seen.mechanism, evidence=list(seen.evidence), frame=seen.frame,
        site_name=site.get("sitename", ""), site_code=code, column=run.start.column or meta_of(response).column,
    )  # fmt: skip


def _code_in_footer(text: str) -> str:
    found = re.search(families_data()["site_code"] + r"[：:\s]*(?:<[^>]*>\s*)*(\w{10})", text)
    return found[1] if found else ""


def _run(
    family: type[PortalSpider], portal: Portal, archive: PortalArchive, tally: Tally, settings: dict[str, Any]
) -> PortalSpider | None:
    # The list of public suffixes comes with the package; by default a crawl's first cookie would fetch a newer one.
    cookies._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=())
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(family)

    def note_error(failure: Any, response: Any, spider: Any) -> None:
        tally.problem(f"{response.url}: {failure.type.__name__}: {failure.getErrorMessage()}")

    crawler.signals.connect(note_error, signals.spider_error, weak=False)
    process.crawl(crawler, portal=portal, archive=archive, tally=tally)
    process.start()
    tally.count(requests=(crawler.stats.get_stats() if crawler.stats else {}).get("downloader/request_count", 0))
    spider = crawler.spider
    return spider if isinstance(spider, PortalSpider) else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m spiders.shallow", description="Look at one portal's lists.")
    parser.add_argument("portal", type=Path, help="portal file (docs/portals.md)")
    parser.add_argument("--output", type=Path, required=True, help="where the result goes, as JSON")
    parser.add_argument("--lists", type=int, default=_LISTS, help="list pages at most")
    parser.add_argument("--proxy", default="", help="HTTP proxy through which everything goes")
    parser.add_argument("--delay", type=float, default=None, help="seconds between requests to one host")
    return parser


if __name__ == "__main__":
    sys.exit(main())
