"""The base of the families: what one crawl of a portal knows, and what a family calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import scrapy
from scrapy.exceptions import DontCloseSpider

from data.captures import Capture
from data.obstacles import Obstacle
from data.titles import TitleClass
from spiders.addresses import canonical
from spiders.archive import Found, PortalArchive
from spiders.article import EMPTY_FORM, is_empty_form, shows_nothing
from spiders.ledger import Entry, Ledger
from spiders.portals import Portal, Start
from spiders.rows import Row
from spiders.tally import Tally
from spiders.walk import choice, documents, lists, outcomes
from spiders.walk.run import Job, Run
from spiders.wanted import Wanted


class PortalSpider(scrapy.Spider):
    """Base of the families. A family defines `read(response, run)`: rows of a list page and requests for the next."""

    name = "portal"

    def __init__(
        self, portal: Portal, archive: PortalArchive, tally: Tally, ledger: Ledger | None = None,
        wanted: Wanted | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.wanted = wanted or Wanted()
        self.portal, self.archive, self.tally = portal, archive, tally
        self.ledger = ledger or Ledger(None)
        self.ledger.catch_up(archive.latest.values())
        self.ledger.commit()
        self.seen: set[str] = set()
        self.lists_seen: set[str] = set()
        # What the page being read leads to and was asked for before.
        self.led_again: list[Run] = []
        self.list_digests: set[str] = set()
        self.shut_by_robots: set[str] = set()
        self.gone: dict[str, Capture] = {}
        self.asked: set[str] = set()
        # Hosts that gave an ordinary page, and those that gave one other than their first.
        self.open_hosts: set[str] = set()
        self.deep_hosts: set[str] = set()
        # Hosts that gave a report by an address that answers with an empty form where there is none.
        self.report_hosts: set[str] = set()
        self.blocked_hosts: dict[str, Obstacle] = {}
        self.shown: dict[str, tuple[str, int]] = {}
        # List key → address, what came instead of the list, and whether that alone is an alarm.
        self.drifts: dict[str, tuple[str, str, bool]] = {}
        # What a family learnt of a site and needs for several of its lists, by the address that told it.
        self.of_site: dict[str, Any] = {}
        self.documents = 0
        self.readable_lists = 0

    def first(self, start: Start) -> Iterable[scrapy.Request]:
        """The requests with which the list of a start address begins."""
        run = Run(start, canonical(start.url), agency=self.portal.agency_of(start.url) or start.agency)
        yield from self.list_request(start.url, run)

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        """Rows of one list page and requests for further ones. Called for answers of every status after the first."""
        raise NotImplementedError

    def set_aside(self, response: Any, job: Job) -> str:
        """Why an answer is no document although nothing stands in the way (the form of a year without a report).

        Where a report is held, a page without a word is a script's shell rather than the form."""
        is_form = is_empty_form(response) and not (job.known is not None and shows_nothing(response))
        return EMPTY_FORM if is_form else ""

    # -- what families, and spiders that only look, call or put in the place of ---------------------------------------

    def list_request(self, url: str, run: Run, **options: Any) -> Iterator[scrapy.Request]:
        """A request for a page of a list, nothing where it was made before or the list has had pages enough."""
        yield from lists.request(self, url, run, **options)

    def document_request(self, url: str, found: Found, run: Run, may_be_list: bool = False) -> Iterator[scrapy.Request]:
        """The request for a document that a list names, nothing where it is held, not due or not asked for."""
        yield from documents.request(self, url, found, run, may_be_list)

    def ask_entry(self, entry: Entry) -> Iterator[scrapy.Request]:
        """The request for an address that an earlier crawl left, or that is due again."""
        yield from documents.ask_entry(self, entry)

    def listed(self, rows: Iterable[Row], run: Run) -> list[Row]:
        """Those of a page's links that are entries of its list."""
        return choice.listed(self, rows, run)

    def take(self, row: Row, run: Run) -> Iterator[scrapy.Request]:
        """Decide on one row: fetch it as page, file or list, or skip it with its reason."""
        yield from choice.take(self, row, run)

    def verdict(self, row: Row, run: Run) -> TitleClass:
        """What a row's title says, in the column of its list."""
        return choice.verdict(self, row, run)

    def keep_list(self, response: Any, run: Run) -> None:
        """Archive a page of a list."""
        lists.keep(self, response, run)

    def incomplete(self, run: Run) -> None:
        """Say so where a list holds fewer entries than it claims."""
        lists.incomplete(self, run)

    # -- answers ----------------------------------------------------------------------------------------------------

    def on_list(self, response: Any, run: Run) -> list[scrapy.Request]:
        """The answer to a request for a page of a list."""
        return self._in_one_step(lists.answered(self, response, run))

    def on_document(self, response: Any, job: Job) -> list[scrapy.Request]:
        """The answer to a request for a document."""
        return self._in_one_step(documents.answered(self, response, job))

    def on_failure(self, failure: Any) -> None:
        """A request that got no answer."""
        outcomes.failed(self, failure)

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end."""
        outcomes.closed(self)

    def _in_one_step(self, requests: Iterator[scrapy.Request]) -> list[scrapy.Request]:
        """All that one answer says is in the ledger before a request that follows from it leaves."""
        try:
            return list(requests)
        finally:
            self.ledger.commit()

    async def start(self) -> AsyncIterator[Any]:
        for key, agency in self.portal.agencies.items():
            self.tally.expect(agency, key)
        for start in self.portal.start:
            for request in self.first(start):
                yield request
        for entry in self.ledger.waiting():
            for request in self.ask_entry(entry):
                yield request
        for entry in self.ledger.open_pages():
            for request in documents.take_files_again(self, entry):
                yield request

    def ask_for_known(self) -> None:
        """Called when nothing is left to do: ask for what is held already and due, if anything is."""
        requests = [request for entry in self.ledger.due_again() for request in self.ask_entry(entry)]
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def not_asked(self) -> int:
        """How many documents are held that this crawl did not ask for."""
        return self.ledger.held_besides(self.asked)

    def request(
        self, url: str, callback: Any, priority: int, arguments: dict[str, Any], **options: Any
    ) -> scrapy.Request:
        meta = options.pop("meta", {})
        return scrapy.Request(
            url,
            callback=callback,
            errback=self.on_failure,
            priority=priority,
            cb_kwargs=arguments,
            meta={**meta, "title": arguments["job"].found.title if "job" in arguments else ""},
            dont_filter=True,
            **options,
        )
