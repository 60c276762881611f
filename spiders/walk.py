"""The walk that every family shares: lists → rows → pages and files → archive.

A family says only how a list continues (`read`); which rows are fetched, what is kept, what counts as new, unchanged,
refused or failed is decided here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import HtmlResponse, TextResponse

from data.crawled import Moved, Skipped
from data.families import families_data
from data.manners import manners
from data.obstacles import (
    HOMEPAGE_REDIRECT,
    JS_SHELL,
    LIST_INSTEAD,
    PAGE_INSTEAD,
    Obstacle,
    find_obstacle,
    obstacle_by_name,
)
from data.titles import TitleClass, agency_named, classify, is_report_column, is_tier
from spiders.account import FOLLOWED, HELD, REFUSED, ROW_FAILED, ListAccount
from spiders.addresses import (
    canonical,
    folder_of,
    is_article,
    is_below,
    is_document_file,
    is_file,
    is_folder,
    is_home,
    list_base,
    same_key,
)
from spiders.archive import (
    TRUNCATED,
    ArchiveError,
    Capture,
    Found,
    PortalArchive,
    Received,
    digest_of,
    flaw_of,
    is_part,
    is_success,
    read_body,
)
from spiders.article import (
    EMPTY_FORM,
    attachments_of,
    date_of_page,
    further_parts,
    is_empty_form,
    is_one_article,
    jump_of,
    says_a_report,
    shows_nothing,
    title_of_page,
)
from spiders.detect import LISTED_ELSEWHERE, detect, drift, shown_family
from spiders.framed import read_framed
from spiders.indexes import code_of, column_of_page, index_rows
from spiders.ledger import GONE, Entry, Ledger, Origin
from spiders.moved import moved_to
from spiders.portals import Portal, Start
from spiders.received import META, again, text_of
from spiders.refusals import Refused
from spiders.rows import Row, bad_addresses, bad_addresses_in, is_cut_off, rows_of, rows_without_address
from spiders.tally import Tally
from spiders.wanted import Wanted

# Lists first, so that a capped night knows what there is; a report's files right after it. What is held already and may
# have been revised comes when all else is done.
_LISTS, _FILES, _NEW = 100, 60, 50
_DEEPEST = 3
# An interface's word of failure is no longer.
_SHORT_WORD = 2000
_MAX_PAGES = 100
_WANTED = ("report", "candidate", "rendition")
# The verdict on a title that says nothing either way.
_SILENT = "no_report_words"
_COLUMN = "column_name"
_JUMPS = ("js_redirect", "meta_refresh")
_YEAR, _COLLECTIONS = "year_list", ("several_agencies", "collection")
# Refusals that are listed one by one and say nothing of the portal.
_ORDINARY = ("host_refused", "robots_disallowed", "failed_before")
# Refusals that are the night's or the host's, not the address's: it stays wanted, without a failure of its own.
_NOT_TONIGHT = (
    "night_cap", "backed_off", "robots_disallowed", "robots_error", "robots_unreachable", "robots_delay",
)  # fmt: skip
# Those of them by which it is only put off.
_PUT_OFF = ("night_cap", "backed_off", "robots_error", "robots_unreachable")
_FAILURES = {
    "DownloadTimeoutError": "too_slow",
    "DownloadCancelledError": "too_large",
    "ResponseDataLossError": "cut_off",
    "CannotResolveHostError": "no_such_host",
    "DownloadConnectionRefusedError": "no_answer",
    "DownloadFailedError": "no_answer",
}


@dataclass
class Run:
    """One list being read, page after page. `data` is the family's own; `total` what the list says it holds.

    A collection is an article that links all agencies' reports (年报汇总).
    """

    start: Start
    url: str
    depth: int = 0
    agency: str = ""
    parent: str = ""
    is_collection: bool = False
    is_framed: bool = False
    pages: int = 0
    total: int | None = None
    seen: set[str] = field(default_factory=set)
    data: dict[str, Any] = field(default_factory=dict)
    # Of the page just read: rows, those that the ledger did not know, those that may be reports.
    met: int = 0
    unknown: int = 0
    wanted: int = 0
    account: ListAccount = field(init=False)
    # Whether it was whole, and no sweep due, before this walk through it began.
    may_stop: bool = False
    # Whether the page just read is only a frame around the list, whose rows come from elsewhere.
    is_shell: bool = False
    # Whether it was reached by an agency's or a tier's name alone; whether a failure says nothing (an address guessed).
    by_name: bool = False
    is_guess: bool = False

    def __post_init__(self) -> None:
        self.account = ListAccount(self.url, self.parent, self.start.column, self.agency)

    @property
    def key(self) -> str:
        return same_key(self.url)

    @property
    def origin(self) -> Origin:
        return Origin(self.start.url, self.start.column, self.url, self.depth)

    def fresh(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that no earlier page of this list had."""
        new = [row for row in rows if same_key(row.url) not in self.seen]
        self.seen.update(same_key(row.url) for row in new)
        return new


@dataclass(frozen=True)
class Job:
    """One document on its way: how it was found, what is held of it, and whether it may turn out to be a list."""

    found: Found
    run: Run
    known: Capture | None = None
    may_be_list: bool = False
    # Its key in the ledger, which stays that of the address asked for when a redirect leads elsewhere.
    key: str = ""


def _one_step(answered: Callable[..., Iterator[scrapy.Request]]) -> Callable[..., list[scrapy.Request]]:
    """All that one answer says is in the ledger before a request that follows from it leaves."""

    @wraps(answered)
    def step(self: PortalSpider, response: Any, **arguments: Any) -> list[scrapy.Request]:
        try:
            return list(answered(self, response, **arguments))
        finally:
            self.ledger.commit()

    return step


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
        self._seen: set[str] = set()
        self._lists_seen: set[str] = set()
        self._list_digests: set[str] = set()
        self._gone: dict[str, Capture] = {}
        self._asked: set[str] = set()
        self._open_hosts: set[str] = set()
        self._blocked_hosts: dict[str, Obstacle] = {}
        self.shown: dict[str, tuple[str, int]] = {}
        # List key → address, what came instead of the list, and whether that alone is an alarm.
        self.drifts: dict[str, tuple[str, str, bool]] = {}
        self.documents = 0
        self.readable_lists = 0

    # -- what a family says -----------------------------------------------------------------------------------------

    def first(self, start: Start) -> Iterable[scrapy.Request]:
        """The requests with which the list of a start address begins."""
        run = Run(start, canonical(start.url), agency=self.portal.agency_of(start.url) or start.agency)
        yield from self.list_request(start.url, run)

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        """Rows of one list page and requests for further ones. Called for answers of every status after the first."""
        raise NotImplementedError

    def set_aside(self, response: Any, job: Job) -> str:
        """Why an answer is no document although nothing stands in the way (the form of a year without a report)."""
        return EMPTY_FORM if is_empty_form(response) else ""

    # -- lists ------------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        for key, agency in self.portal.agencies.items():
            self.tally.expect(agency, key)
        for start in self.portal.start:
            for request in self.first(start):
                yield request
        for entry in self.ledger.waiting():
            for request in self._ask_entry(entry):
                yield request
        for entry in self.ledger.open_pages():
            for request in self._take_files_again(entry):
                yield request

    def list_request(self, url: str, run: Run, **options: Any) -> Iterator[scrapy.Request]:
        """A request for a page of a list, nothing where it was made before or the list has had pages enough."""
        body = options.get("body") or b""
        key = same_key(url) + (f" {body!r}" if body else "")
        if key in self._lists_seen:
            return
        if run.pages and run.met and not run.unknown and run.may_stop and not run.is_shell:
            # Newest first, as lists are: what stands behind a page without anything unknown is known too.
            run.account.is_cut_short = True
            return
        if self.tally.so_far.lists >= manners().portal_pages:
            run.account.is_broken = run.account.is_too_long = True
            self.tally.account.begin(run.account)
            self.tally.problem(f"more than {self.tally.so_far.lists} list pages; the rest of the portal is not read")
            return
        if run.pages >= self.portal.quirks.get("max_pages", _MAX_PAGES):
            run.account.is_too_long = True
            self.tally.problem(f"{run.url}: more than {run.pages} pages; the rest of the list is not read")
            return
        self._lists_seen.add(key)
        run.account.awaited += 1
        run.account.url, run.account.column, run.account.agency = run.url, run.start.column, run.agency
        run.account.is_guess = run.is_guess
        self.tally.account.begin(run.account)
        known = self.archive.latest.get(canonical(url)) if not body else None
        if known is not None and known.kind == "list":
            options["headers"] = {**(options.get("headers") or {}), **_validators(known)}
        yield self._request(url, self._on_list, _LISTS, {"run": run}, **options)

    def listed(self, rows: Iterable[Row], run: Run) -> list[Row]:
        """Those of a page's links that are entries of its list: articles, files, and what its title makes one.

        A page without a document is a way to lists: there columns of annual reports count wherever they lie, since
        systems that number their columns (`/col/col12/`) put none below another.
        """
        rows = list(rows)
        entries = [row for row in rows if self._is_entry(row, run)]
        index = {same_key(row.url): row for row in self._index(rows, entries, run)}
        entries = [row for row in entries if same_key(row.url) not in index]
        if any(is_article(row.url) or is_document_file(row.url) for row in entries):
            return entries + list(index.values())
        elsewhere = [row for row in rows if row in entries or self._is_column_elsewhere(row, run)]
        return [row for row in elsewhere if same_key(row.url) not in index] + list(index.values())

    def _index(self, rows: list[Row], entries: list[Row], run: Run) -> list[Row]:
        """The links of a list's first page that are called by agencies or tiers, where it may be an index of them."""
        if run.depth >= _DEEPEST or run.pages > 1 or not is_report_column(run.start.column):
            return []
        has_reports = any(self._is_report(row, run) for row in entries)
        found = index_rows(rows, run.url, has_reports)
        return [row for row in found if not self._is_report(row, run)]

    def _is_report(self, row: Row, run: Run) -> bool:
        verdict = self._verdict(row, run)
        return verdict.kind in _WANTED and verdict.reason not in ("name_alone", "bare_title")

    def _is_entry(self, row: Row, run: Run) -> bool:
        verdict = self._verdict(row, run)
        if is_article(row.url) or is_document_file(row.url):
            return True
        # Menus hold agencies' names, which lead to their home pages.
        if verdict.kind in _WANTED and verdict.reason != "name_alone":
            return True
        # Menus on every page name columns of annual reports too: of others' columns, unless they lie below this one.
        in_place = is_below(row.url, folder_of(run.url)) or not is_folder(row.url)
        # `…/zfxxgknb/2020/` on `…/zfxxgknb/2021/`
        in_place |= verdict.reason == _YEAR and _is_sibling(row.url, run.url)
        return (verdict.kind == "list" and in_place) or self._is_sub_folder(row, run)

    def _is_column_elsewhere(self, row: Row, run: Run) -> bool:
        if run.depth >= _DEEPEST or run.pages > 1 or is_home(row.url) or same_key(row.url) == run.key:
            return False
        same_host = urlsplit(row.url).hostname == urlsplit(run.url).hostname
        verdict = self._verdict(row, run)
        if not same_host or verdict.kind != "list" or same_key(row.url) in self._lists_seen:
            return False
        # The home page of an agency that an index names has a column of its own for its reports.
        return verdict.reason in (_YEAR, *_COLLECTIONS) or (run.by_name and verdict.reason == _COLUMN)

    def incomplete(self, run: Run) -> None:
        """Say so where a list holds fewer entries than it claims."""
        if run.total is not None and len(run.seen) < run.total and not run.account.is_cut_short:
            run.account.is_short = True
            self.tally.problem(f"{run.url}: the list says it holds {run.total} entries, {len(run.seen)} were found")

    @_one_step
    def _on_list(self, response: Any, run: Run) -> Iterator[scrapy.Request]:
        run.account.awaited -= 1
        run.met = run.unknown = run.wanted = 0
        run.is_shell = False
        if response.status == 304:
            held = self._held_list(response, run)
            if held is None and not _is_conditional(response.request):
                run.account.is_broken = True
                self.tally.fail(response.url, "", "status 304, though nothing was said to be held")
                return
            if held is None:
                run.account.awaited += 1
                yield self._request(response.url, self._on_list, _LISTS, {"run": run})
                return
            response = held
        is_first = not run.pages
        if is_first:
            run.may_stop = self.ledger.may_stop(run.key)
        leads_on = False
        for request in self._read_list(response, run):
            leads_on = True
            yield request
        if is_first and run.pages:
            self._note_first_page(response, run, leads_on)
        run.account.leads += leads_on
        self._finish(run)

    def _finish(self, run: Run) -> None:
        """Note that a list was read to its end, or to where known entries begin, if it was."""
        if not run.account.awaited and not run.account.is_broken and run.pages:
            self.ledger.list_read(run.key, run.url, to_the_end=not run.account.is_cut_short)

    def _note_first_page(self, response: Any, run: Run, leads_on: bool) -> None:
        """What a list shows on its first page, for comparison, and what it is instead where it shows nothing and leads
        nowhere: the page of another family, or one in which the portal file's selector finds nothing."""
        self.shown[run.key] = (run.url, run.wanted)
        if not isinstance(response, HtmlResponse):
            return
        selector = self.portal.quirks.get("rows", "")
        if selector and not response.css(selector):
            said = f"{run.url}: the portal file's rows, {selector!r}, are nowhere in the page"
            self.drifts[run.key] = (run.url, f"{said}; {shown_family(response.url, response.text)}", True)
        elif not run.wanted and not leads_on:
            drifted, is_another = drift(self.portal.family, response.url, response.text)
            if drifted:
                self.drifts[run.key] = (run.url, drifted, is_another)

    def _read_list(self, response: Any, run: Run) -> Iterator[scrapy.Request]:
        obstacle = self._obstacle(response)
        if obstacle is not None and run.pages and not obstacle.blocks:
            # Behind the last page some servers answer 404, others say so with status 200 or jump elsewhere.
            response = response.replace(status=404)
        elif obstacle is not None:
            run.account.is_broken = True
            if obstacle.blocks:
                run.account.obstacle = obstacle.name
            self._keep_obstacle(response, Found("list", run.parent, "", "", run.agency), obstacle)
            return
        if response.status >= 400 and not run.pages and run.is_guess:
            return
        if response.status >= 400 and not run.pages:
            run.account.is_broken = True
            self.tally.fail(response.url, "", f"list answered with status {response.status}")
            return
        # Behind the last page there may be nothing; a server in trouble says nothing about the end.
        run.account.is_broken |= response.status >= 500
        if response.status < 400:
            if not run.pages and not run.start.column and isinstance(response, HtmlResponse):
                run.start = replace(run.start, column=column_of_page(response))
            self._keep_list(response, run)
        self._name_bad_addresses(response)
        yield from self._follow(self._things(response, run), run)
        if response.status < 400:
            self._account_for(response, run)

    def _account_for(self, response: Any, run: Run) -> None:
        """Name the rows of a page that say what they are and not where they lead; note where it says it has none."""
        if isinstance(response, TextResponse):
            run.account.says_nothing_here |= any(mark in text_of(response) for mark in families_data()["nothing_here"])
        run.account.says_nothing_here |= run.total == 0
        if not isinstance(response, HtmlResponse) or is_one_article(response):
            return
        for told, title in rows_without_address(response.selector, list_base(response.url)):
            verdict = classify(title, run.start.column)
            if verdict.kind in _WANTED and (verdict.report_year or told) and verdict.reason != "name_alone":
                self.tally.account.not_understood(run.account, title, told)
                self.tally.say("not_understood", run.url, title, told[:300])

    def _name_bad_addresses(self, response: Any) -> None:
        """The links of a page that are no addresses: each costs itself, by name."""
        if isinstance(response, HtmlResponse):
            for href, title in bad_addresses(response.selector, list_base(response.url)):
                self.tally.skip(href, title, "bad_address")
        elif isinstance(response, TextResponse):
            for href in bad_addresses_in(response.text):
                self.tally.skip(href, "", "bad_address")

    def _things(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        """What a list page holds, by this family; by the one that its own page shows, where it stood in a frame."""
        return read_framed(self, response, run) if run.is_framed else self.read(response, run)

    def _keep_list(self, response: Any, run: Run) -> None:
        run.pages += 1
        run.account.pages += 1
        self.tally.count(lists=1)
        self.readable_lists += 1
        received: Received = response.meta[META]
        url = canonical(response.url)
        if response.request.body:
            # One address answers differently to different forms: the form is part of what was asked.
            url += ("&" if "?" in url else "?") + response.request.body.decode("latin-1")
        found = Found("list", run.parent, "", "", run.agency)
        if received.status == 304:
            capture = self.archive.keep_unmodified(received, self.archive.latest[url], found)
        else:
            capture = self.archive.keep(received, url, found)
        self._list_digests.add(capture.digest)
        self.tally.say("list", url, "", "unchanged" if capture.is_repeat else "new")

    def _held_list(self, response: Any, run: Run) -> Any:
        """A list page that is as it was, from the archive; None where its record is damaged, which is forgotten."""
        known = self.archive.latest.get(canonical(response.request.url))
        if known is None:
            return None
        try:
            body = read_body(self.archive.archive, known)
        except ArchiveError as error:
            self.tally.problem(f"{error}; fetched again")
            self.archive.forget(known)
            return None
        return again(response, known, body, self.portal.encoding)

    def _follow(self, things: Iterable[Row | scrapy.Request], run: Run) -> Iterator[scrapy.Request]:
        for thing in things:
            if isinstance(thing, Row):
                yield from self.take(thing, run)
            else:
                yield thing

    def take(self, row: Row, run: Run) -> Iterator[scrapy.Request]:
        """Decide on one row: fetch it as page, file or list, or skip it with its reason."""
        key = same_key(row.url)
        verdict = self._verdict(row, run)
        run.met += 1
        run.wanted += verdict.kind in _WANTED
        if self.ledger.see(key, row.url, row.title):
            run.unknown += 1
            self.ledger.list_begun(run.key, run.url)
        is_listed = row.listed_date or row.is_list or verdict.kind in _WANTED or is_below(row.url, folder_of(run.url))
        run.account.listed += bool(is_listed)
        if key in self._seen:
            run.account.rows[HELD] += 1
            return
        self._seen.add(key)
        self.tally.count(links=1)
        if not self.portal.allows_host(urlsplit(row.url).hostname or ""):
            reason = verdict.reason if verdict.kind == "other" and not self._is_sub_folder(row, run) else "host_refused"
            self._refuse(row, run, reason)
            return
        agency = self.portal.agency_of(row.url) or (row.agency if row.is_list else "") or run.agency or row.agency
        is_named = row.is_list and (is_article(row.url) or is_file(row.url))
        if (verdict.kind in _WANTED and not (row.is_list and verdict.reason == "bare_title")) or is_named:
            kind = "file" if is_file(row.url) else "page"
            found = Found(kind, run.url, row.title, row.listed_date, agency)
            may_be_list = kind == "page" and (is_named or not is_article(row.url))
            run.account.rows[self._how_known(key)] += 1
            yield from self._document_request(row.url, found, run, may_be_list)
        elif is_file(row.url) and (verdict.kind == "list" or self._is_collected(verdict, run)):
            # One file for all departments' reports, or a file of a collection page whose link says only "PDF".
            run.account.rows[self._how_known(key)] += 1
            yield from self._document_request(row.url, Found("file", run.url, row.title, row.listed_date, agency), run)
        elif verdict.kind == "list" or row.is_list or self._is_sub_folder(row, run):
            if run.depth >= _DEEPEST:
                self._refuse(row, run, "too_deep")
                return
            run.account.rows[FOLLOWED] += 1
            column = row.title if verdict.kind == "list" else run.start.column
            if verdict.kind != "list" and (named := row.agency or agency_named(row.title)):
                # A list an agency: the portal's own enumeration.
                agency = self.portal.agency_of(row.url) or named
                self.tally.expect(agency, code_of(row.url))
            start = replace(run.start, agency=agency, column=column)
            below = Run(start, row.url, run.depth + 1, agency, run.url, is_collection=is_article(row.url))
            below.by_name = row.is_list
            yield from self.list_request(row.url, below)
        else:
            self._refuse(row, run, verdict.reason)

    def _refuse(self, row: Row, run: Run, reason: str) -> None:
        run.account.rows[REFUSED] += 1
        self.tally.skip(row.url, row.title, reason)

    def _how_known(self, key: str) -> str:
        entry = self.ledger.entry(key)
        if entry is None or entry.state not in ("held", "failed"):
            return FOLLOWED
        return HELD if entry.state == "held" else FOLLOWED if self.ledger.is_due(entry) else ROW_FAILED

    def _is_collected(self, verdict: TitleClass, run: Run) -> bool:
        return run.is_collection and verdict.reason == _SILENT

    def _verdict(self, row: Row, run: Run) -> TitleClass:
        return classify(row.title, run.start.column, row.file_name)

    def _is_sub_folder(self, row: Row, run: Run) -> bool:
        """Years and tiers of a column are folders below it: `…/zfxxgknb/2021/`, `…/zfxxgknb/xzjd/`."""
        if not self.portal.quirks.get("folders", True) or not is_folder(row.url):
            return False
        if run.by_name and not (is_tier(row.title) or agency_named(row.title)):
            # An agency's name may lead to its home page, below which lies all that it publishes.
            return False
        root = folder_of(run.url)
        return urlsplit(root).path != "/" and is_below(row.url, root)

    # -- documents --------------------------------------------------------------------------------------------------

    def _document_request(
        self, url: str, found: Found, run: Run, may_be_list: bool = False
    ) -> Iterator[scrapy.Request]:
        key = same_key(url)
        entry = self.ledger.entry(key)
        self.ledger.want(key, url, found, run.origin, may_be_list)
        if not self._is_asked_for(found):
            self.tally.skip(url, found.title, "not_asked_for")
            return
        self.tally.count(followed=1)
        if entry is not None and entry.state == "held":
            # Asked for again when all else is done, if due; a row that reads otherwise on its list is due tonight.
            if run.url == entry.list_url and _is_said_otherwise(found, entry.found):
                yield from self._ask_entry(replace(entry, found=found))
            return
        if entry is not None and not self.ledger.is_due(entry):
            self.tally.skip(url, found.title, "failed_before")
            return
        yield from self._document(url, Job(found, run, None, may_be_list, key))

    def _is_asked_for(self, found: Found) -> bool:
        if not self.wanted.is_limited:
            return True
        verdict = classify(found.title)
        return self.wanted.takes(verdict.report_year, found.agency or verdict.agency, found.title)

    def _document(self, url: str, job: Job) -> Iterator[scrapy.Request]:
        """The request for a document, once a crawl; conditional where its bytes are held."""
        if job.key in self._asked:
            return
        self._asked.add(job.key)
        priority = _FILES if job.found.kind == "file" else _NEW
        headers = _validators(job.known) if job.known else {}
        yield self._request(url, self._on_document, priority, {"job": job}, headers=headers)

    def _ask_entry(self, entry: Entry) -> Iterator[scrapy.Request]:
        """The request for an address that an earlier crawl left, or that is due again."""
        if not self.portal.allows_host(urlsplit(entry.url).hostname or "") or not self._is_asked_for(entry.found):
            return
        known = self.archive.latest.get(entry.held_url) if entry.held_url else None
        yield from self._document(entry.url, Job(entry.found, _run_of(entry), known, entry.may_be_list, entry.key))

    def _take_files_again(self, entry: Entry) -> Iterator[scrapy.Request]:
        """The files of a page that was kept by a crawl which was killed before it took them."""
        capture = self.archive.latest.get(entry.held_url)
        if capture is not None:
            yield from list(self._beside_held(capture, Job(entry.found, _run_of(entry), capture, False, entry.key)))
            if capture.url in self.archive.latest:
                self.ledger.held(entry.key, capture)
        self.ledger.commit()

    def ask_for_known(self) -> None:
        """Called when nothing is left to do: ask for what is held already and due, if anything is."""
        requests = [request for entry in self.ledger.due_again() for request in self._ask_entry(entry)]
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    @_one_step
    def _on_document(self, response: Any, job: Job) -> Iterator[scrapy.Request]:
        found, url = job.found, canonical(response.url)
        obstacle = self._obstacle(response)
        if obstacle is not None:
            self._keep_obstacle(response, found, obstacle)
            self.tally.unanswered += obstacle.name not in GONE
            if not obstacle.blocks:
                self._note_vanished(job, url, obstacle.name)
                self.ledger.fail(job.key, obstacle.name)
        elif response.status == 304 and job.known is not None:
            # What only the page itself said stands in what is held of it.
            found = replace(found, listed_date=found.listed_date or job.known.listed_date)
            capture = self.archive.keep_unmodified(response.meta[META], job.known, found)
            self.ledger.held(job.key, capture)
            self.documents += 1
            self.tally.same(capture.url, found.title, "not modified")
            yield from self._beside_held(capture, job)
        elif not is_success(response.status):
            self.tally.unanswered += f"status {response.status}" not in GONE
            self._note_vanished(job, url, f"status {response.status}")
            self.ledger.fail(job.key, f"status {response.status}")
            self.tally.fail(response.url, found.title, f"status {response.status}")
        elif job.may_be_list and self._is_list(response, job):
            below = replace(
                job.run.start, column=found.title if is_report_column(found.title) else job.run.start.column
            )
            run = Run(below, url, job.run.depth + 1, found.agency, found.parent_url, by_name=True)
            self._lists_seen.add(same_key(url))
            self.ledger.settle(job.key, "list")
            self.tally.account.begin(run.account)
            self._keep_list(response, run)
            requests = list(self._follow(self._things(response, run), run))
            run.account.leads += bool(requests)
            yield from requests
            self._account_for(response, run)
            self._finish(run)
        elif reason := self.set_aside(response, job):
            self.ledger.settle(job.key, reason)
            self.tally.skip(url, found.title, reason)
        elif name := self._not_the_document(response, job):
            self._keep_obstacle(response, found, obstacle_by_name(name))
            self.tally.unanswered += 1
            self.ledger.fail(job.key, name)
        else:
            self._seen.add(same_key(url))
            yield from self._keep_document(response, url, job)

    def _not_the_document(self, response: Any, job: Job) -> str:
        """The name of what came in place of a document with status 200 and without a mark: a page for a file, a shell
        for a page."""
        if not isinstance(response, TextResponse):
            return ""
        asked = (response.meta.get("redirect_urls") or [response.url])[0]
        known = job.known or self.archive.latest.get(canonical(response.url))
        was_file = known is not None and known.kind == "file" and not known.obstacle
        if (was_file or is_document_file(asked)) and not says_a_report(response):
            is_page = isinstance(response, HtmlResponse) and not response.xpath("//table")
            if is_page or (not isinstance(response, HtmlResponse) and len(response.body) < _SHORT_WORD):
                return PAGE_INSTEAD
        return JS_SHELL if isinstance(response, HtmlResponse) and shows_nothing(response) else ""

    def _note_vanished(self, job: Job, url: str, reason: str) -> None:
        """A document that is held and whose address says now, and did not say before, that it is gone."""
        known = job.known or self.archive.latest.get(url)
        if known is not None and reason in GONE and self.ledger.reason(job.key) not in GONE:
            self._gone[known.url] = known
            self.tally.so_far.vanished.append(Skipped(known.url, job.found.title, reason))

    def _keep_document(self, response: Any, url: str, job: Job) -> Iterator[scrapy.Request]:
        found = job.found
        is_page = isinstance(response, HtmlResponse)
        if found.kind != ("page" if is_page else "file"):
            # An address says nothing certain: scripts give files, and dead files give pages.
            found = replace(found, kind="page" if is_page else "file")
        if is_page and is_cut_off(found.title):
            found = replace(found, title=title_of_page(response) or found.title)
        if is_page and not found.listed_date:
            found = replace(found, listed_date=date_of_page(response))
        if is_page and digest_of(response.body) in self._list_digests:
            self._keep_obstacle(response, found, obstacle_by_name(LIST_INSTEAD))
            self.ledger.fail(job.key, LIST_INSTEAD)
            return
        before = self.archive.latest.get(url) or job.known
        received: Received = response.meta[META]
        capture = self.archive.keep(received, url, found)
        self.documents += 1
        if is_part(capture):
            # Read with that said of it, and asked for again: it is never what a later answer is compared with.
            self.ledger.fail(job.key, TRUNCATED)
            self.tally.problem(f"{url}: only part of the document came ({flaw_of(received)}); asked for again when due")
            is_same = capture.is_repeat
        else:
            self.ledger.held(job.key, capture)
            is_same = before is not None and before.digest == capture.digest
        if is_same:
            self.tally.same(url, found.title, "same bytes")
        else:
            self.tally.captured(url, found.title, revised=before is not None)
        if is_page:
            yield from self._files_of(response, replace(job, found=found))

    def _files_of(self, response: Any, job: Job) -> Iterator[scrapy.Request]:
        """Requests for the files and further parts that belong to a page; those held already are asked for again,
        conditionally. A part is a page whose parent is the article's first page and whose title is the article's."""
        self._name_bad_addresses(response)
        parent = canonical(response.url)
        for url in further_parts(response, job.found.parent_url):
            self._seen.add(same_key(url))
            part = Found("page", parent, job.found.title, job.found.listed_date, job.found.agency)
            yield from self._document_request(url, part, job.run)
        for attachment in attachments_of(response):
            key = same_key(attachment.url)
            if key in self._seen or key in job.run.seen:
                continue
            self._seen.add(key)
            if not self.portal.allows_host(urlsplit(attachment.url).hostname or ""):
                self.tally.skip(attachment.url, attachment.name, "host_refused")
                continue
            found = Found("file", parent, attachment.name or job.found.title, job.found.listed_date, job.found.agency)
            yield from self._document_request(attachment.url, found, job.run)

    def _beside_held(self, capture: Capture, job: Job) -> Iterator[scrapy.Request]:
        """The files of an unmodified page, read from the page as it was kept: an interrupted crawl may have left some.

        A page that cannot be read any more is fetched anew.
        """
        try:
            body = read_body(self.archive.archive, capture)
        except ArchiveError as error:
            self.tally.problem(f"{error}; fetched again")
            self.archive.forget(capture)
            yield self._request(capture.url, self._on_document, _NEW, {"job": replace(job, known=None)})
            return
        page = again(None, capture, body, self.portal.encoding)
        if isinstance(page, HtmlResponse):
            yield from self._files_of(page, job)

    def _is_list(self, response: Any, job: Job) -> bool:
        """Whether what is called like one report, or by an agency's name alone, holds several, as a column does."""
        if not isinstance(response, HtmlResponse) or is_one_article(response):
            return False
        base = list_base(response.url)
        rows = [row for row in rows_of(response.selector, base) if is_article(row.url) or is_document_file(row.url)]
        wanted = [row for row in rows if self._verdict(row, job.run).kind in _WANTED]
        if sum(is_below(row.url, folder_of(base)) for row in wanted) > 1:
            return True
        is_list = bool(wanted) or detect(response.url, response.text).family in LISTED_ELSEWHERE
        return is_list and not is_article(response.url)

    # -- refusals, obstacles, requests --------------------------------------------------------------------------------

    def _obstacle(self, response: Any) -> Obstacle | None:
        asked = (response.meta.get("redirect_urls") or [response.url])[0]
        text = response.text if isinstance(response, TextResponse) else ""
        cookies = [c.decode("latin-1") for c in response.headers.getlist("Set-Cookie")]
        found = find_obstacle(response.status, text, len(response.body), cookies, response.url, asked)
        if found is not None and found.name in _JUMPS and text and is_home(jump_of(response)) and not is_home(asked):
            found = obstacle_by_name(HOMEPAGE_REDIRECT)
        host = urlsplit(response.url).netloc.lower()
        if found is None:
            self._open_hosts.add(host)
            self.ledger.let_in(host)
        elif found.blocks:
            self._blocked_hosts[host] = found
            if self.ledger.strike(host, found.name, found.retry_hours):
                self._say_left_alone(host)
        return found

    def _say_left_alone(self, host: str) -> None:
        name, until = self.ledger.backed_off(host) or ("", "")
        self.tally.problem(f"{host}: {name}; left alone until {until}")

    def not_asked(self) -> int:
        """How many documents are held that this crawl did not ask for."""
        return self.ledger.held_besides(self._asked)

    def closed(self, reason: str) -> None:
        """At the end: whose documents are held is counted, what is gone and has a new place is said so, and a host that
        gave nothing but block pages is left alone for hours."""
        self._tell_moved()
        for capture in self.archive.latest.values():
            if capture.kind != "list" and not capture.obstacle:
                self.tally.published(capture.agency or classify(capture.title).agency)
        for host, obstacle in self._blocked_hosts.items():
            if host not in self._open_hosts and not self.ledger.backed_off(host):
                self.ledger.strike(host, obstacle.name, obstacle.retry_hours, at_once=True)
                self._say_left_alone(host)
        self.ledger.commit()

    def _tell_moved(self) -> None:
        for item in list(self.tally.so_far.vanished):
            found = moved_to(self._gone[item.url], self.archive.latest.values(), self.ledger)
            if found is not None:
                self.tally.so_far.vanished.remove(item)
                self.tally.so_far.moved.append(Moved(item.url, found[0].url, item.title, found[1]))
                self.tally.say("moved", item.url, item.title, found[0].url)

    def _keep_obstacle(self, response: Any, found: Found, obstacle: Obstacle) -> None:
        url = canonical(response.url)
        self.archive.keep(response.meta[META], url, found, obstacle.name)
        self.tally.obstacle(url, found.title, obstacle.name, response.status)

    def _request(
        self, url: str, callback: Any, priority: int, arguments: dict[str, Any], **options: Any
    ) -> scrapy.Request:
        meta = options.pop("meta", {})
        return scrapy.Request(
            url,
            callback=callback,
            errback=self._on_failure,
            priority=priority,
            cb_kwargs=arguments,
            meta={**meta, "title": arguments["job"].found.title if "job" in arguments else ""},
            dont_filter=True,
            **options,
        )

    def _on_failure(self, failure: Any) -> None:
        request, error = failure.request, failure.value
        title, key = request.meta.get("title", ""), _key_of(request)
        account = request.cb_kwargs["run"].account if "run" in request.cb_kwargs else ListAccount("")
        account.is_broken, account.awaited = True, account.awaited - 1
        is_refused = isinstance(error, Refused) and error.reason not in _PUT_OFF
        self.tally.unanswered += bool(key) and not is_refused
        if isinstance(error, Refused):
            account.refusal = error.reason
        if not isinstance(error, Refused):
            reason = _name_of(error)
            self.ledger.fail(key, reason)
            self.tally.fail(request.url, title, f"{reason}: {error}")
        else:
            if error.response is not None and META in error.response.meta:
                obstacle = self._obstacle(error.response)
                if obstacle is not None:
                    account.obstacle = obstacle.name
                    self._keep_obstacle(error.response, Found("list"), obstacle)
            if error.reason not in _NOT_TONIGHT:
                self.ledger.fail(key, error.reason)
            self.tally.skip(request.url, title, error.reason)
            if error.reason not in _ORDINARY:
                self.tally.problem(str(error))
        self.ledger.commit()


def _is_said_otherwise(found: Found, before: Found) -> bool:
    """Whether a list gives a row another title or date than it did."""
    pairs = ((found.title, before.title), (found.listed_date, before.listed_date))
    return any(now and then and now != then for now, then in pairs)


def _is_sibling(url: str, other: str) -> bool:
    """Whether two folders lie in the same one, which is not the site's own."""
    own, beside = (folder_of(u).rstrip("/").rsplit("/", 1)[0] + "/" for u in (url, other))
    return same_key(own) == same_key(beside) and urlsplit(own).path != "/" and same_key(url) != same_key(other)


def _key_of(request: scrapy.Request) -> str:
    job = request.cb_kwargs.get("job")
    return job.key if isinstance(job, Job) else ""


def _run_of(entry: Entry) -> Run:
    """The list an address stood on, as far as later steps ask for it."""
    start = Start(entry.start_url or entry.list_url, entry.found.agency, entry.list_column)
    return Run(start, entry.list_url, entry.depth, entry.found.agency)


def _validators(known: Capture) -> dict[str, str]:
    """The headers that ask for a body only if it is another than the one held."""
    pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    # One that is not ASCII some servers refuse, and the whole request with it.
    return {name: value for name, value in pairs if value and value.isascii()}


def _is_conditional(request: scrapy.Request) -> bool:
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def _name_of(error: Exception) -> str:
    """One word for what went wrong between the request and the end of its answer."""
    if isinstance(error, IgnoreRequest):
        return "redirect_loop" if "redirect" in str(error) else "given_up"
    return _FAILURES.get(type(error).__name__, type(error).__name__)
