"""The walk that every family shares: lists → rows → pages and files → archive.

A family says only how a list continues (`read`); which rows are fetched, what is kept, what counts as new, unchanged,
refused or failed is decided here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import HtmlResponse, TextResponse

from spiders.addresses import (
    canonical,
    folder_of,
    is_article,
    is_below,
    is_document_file,
    is_folder,
    list_base,
    same_key,
)
from spiders.archive import ArchiveError, Capture, Found, PortalArchive, Received, digest_of, read_body
from spiders.article import attachments_of, further_parts, meta_of, title_of_page
from spiders.framed import read_framed
from spiders.obstacles import LIST_INSTEAD, Obstacle, find_obstacle, obstacle_by_name
from spiders.portals import Portal, Start
from spiders.received import META, encoding_of
from spiders.refusals import Refused
from spiders.rows import Row, is_cut_off, rows_of
from spiders.tally import Tally
from spiders.titles import TitleClass, classify

# Lists first, so that a capped night knows what there is; a report's files right after it. What is held already and may
# have been revised comes when all else is done.
_LISTS, _FILES, _NEW = 100, 60, 50
_DEEPEST = 3
_MAX_PAGES = 100
_WANTED = ("report", "candidate", "rendition")
# The verdict on a title that says nothing either way.
_SILENT = "no_report_words"
# Refusals that are listed one by one and say nothing of the portal.
_ORDINARY = ("host_refused", "robots_disallowed")


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


class PortalSpider(scrapy.Spider):
    """Base of the families. A family defines `read(response, run)`: rows of a list page and requests for the next."""

    name = "portal"

    def __init__(self, portal: Portal, archive: PortalArchive, tally: Tally, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.portal, self.archive, self.tally = portal, archive, tally
        self._seen: set[str] = set()
        self._lists_seen: set[str] = set()
        self._list_digests: set[str] = set()
        self._known_later: list[scrapy.Request] = []
        self.documents = 0
        self.readable_lists = 0
        self._known = {same_key(url): capture for url, capture in archive.latest.items()}

    # -- what a family says -----------------------------------------------------------------------------------------

    def first(self, start: Start) -> Iterable[scrapy.Request]:
        """The requests with which the list of a start address begins."""
        run = Run(start, canonical(start.url), agency=self.portal.agency_of(start.url) or start.agency)
        yield from self.list_request(start.url, run)

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        """Rows of one list page and requests for further ones. Called for answers of every status after the first."""
        raise NotImplementedError

    def set_aside(self, response: Any, job: Job) -> str:
        """Why an answer is no document although nothing stands in the way (an empty form), "" where it is one."""
        return ""

    # -- lists ------------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        for key, agency in self.portal.agencies.items():
            self.tally.expect(agency, key)
        for start in self.portal.start:
            for request in self.first(start):
                yield request

    def list_request(self, url: str, run: Run, **options: Any) -> Iterator[scrapy.Request]:
        """A request for a page of a list, nothing where it was made before or the list has had pages enough."""
        body = options.get("body") or b""
        key = same_key(url) + (f" {body!r}" if body else "")
        if key in self._lists_seen:
            return
        if run.pages >= self.portal.quirks.get("max_pages", _MAX_PAGES):
            self.tally.problem(f"{run.url}: more than {run.pages} pages; the rest of the list is not read")
            return
        self._lists_seen.add(key)
        yield self._request(url, self._on_list, _LISTS, {"run": run}, **options)

    def listed(self, rows: Iterable[Row], run: Run) -> list[Row]:
        """Those of a page's links that are entries of its list: articles, files, and what its title makes one."""
        return [row for row in rows if self._is_entry(row, run)]

    def _is_entry(self, row: Row, run: Run) -> bool:
        verdict = self._verdict(row, run)
        if is_article(row.url) or is_document_file(row.url):
            return True
        # Menus hold agencies' names, which lead to their home pages.
        if verdict.kind in _WANTED and verdict.reason != "name_alone":
            return True
        # Menus on every page name columns of annual reports too: of others' columns, unless they lie below this one.
        in_place = is_below(row.url, folder_of(run.url)) or not is_folder(row.url)
        return (verdict.kind == "list" and in_place) or self._is_sub_folder(row, run)

    def incomplete(self, run: Run) -> None:
        """Say so where a list holds fewer entries than it claims."""
        if run.total is not None and len(run.seen) < run.total:
            self.tally.problem(f"{run.url}: the list says it holds {run.total} entries, {len(run.seen)} were found")

    def _on_list(self, response: Any, run: Run) -> Iterator[scrapy.Request]:
        obstacle = self._obstacle(response)
        if obstacle is not None and run.pages and not obstacle.blocks:
            # Behind the last page some servers answer 404, others say so with status 200 or jump elsewhere.
            response = response.replace(status=404)
        elif obstacle is not None:
            self._keep_obstacle(response, Found("list", run.parent, "", "", run.agency), obstacle)
            return
        if response.status >= 400 and not run.pages:
            self.tally.fail(response.url, "", f"list answered with status {response.status}")
            return
        if response.status < 400:
            if not run.pages and not run.start.column and isinstance(response, HtmlResponse):
                run.start = replace(run.start, column=meta_of(response).column)
            self._keep_list(response, run)
        yield from self._follow(self._things(response, run), run)

    def _things(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        """What a list page holds, by this family; by the one that its own page shows, where it stood in a frame."""
        return read_framed(self, response, run) if run.is_framed else self.read(response, run)

    def _keep_list(self, response: Any, run: Run) -> None:
        run.pages += 1
        self.tally.lists += 1
        self.readable_lists += 1
        received: Received = response.meta[META]
        url = canonical(response.url)
        if response.request.body:
            # One address answers differently to different forms: the form is part of what was asked.
            url += ("&" if "?" in url else "?") + response.request.body.decode("latin-1")
        capture = self.archive.keep(received, url, Found("list", run.parent, "", "", run.agency))
        self._list_digests.add(capture.digest)
        self.tally.say("list", url, "", "unchanged" if capture.is_repeat else "new")

    def _follow(self, things: Iterable[Row | scrapy.Request], run: Run) -> Iterator[scrapy.Request]:
        for thing in things:
            if isinstance(thing, Row):
                yield from self.take(thing, run)
            else:
                yield thing

    def take(self, row: Row, run: Run) -> Iterator[scrapy.Request]:
        """Decide on one row: fetch it as page, file or list, or skip it with its reason."""
        key = same_key(row.url)
        if key in self._seen:
            return
        self._seen.add(key)
        self.tally.links += 1
        verdict = self._verdict(row, run)
        if not self.portal.allows_host(urlsplit(row.url).hostname or ""):
            reason = verdict.reason if verdict.kind == "other" and not self._is_sub_folder(row, run) else "host_refused"
            self.tally.skip(row.url, row.title, reason)
            return
        agency = self.portal.agency_of(row.url) or run.agency or row.agency
        if verdict.kind in _WANTED:
            kind = "file" if is_document_file(row.url) else "page"
            found = Found(kind, run.url, row.title, row.listed_date, agency)
            yield from self._document_request(row.url, found, run, may_be_list=is_folder(row.url))
        elif is_document_file(row.url) and (verdict.kind == "list" or self._is_collected(verdict, run)):
            # One file for all departments' reports, or a file of a collection page whose link says only "PDF".
            yield from self._document_request(row.url, Found("file", run.url, row.title, row.listed_date, agency), run)
        elif verdict.kind == "list" or self._is_sub_folder(row, run):
            if run.depth >= _DEEPEST:
                self.tally.skip(row.url, row.title, "too_deep")
                return
            column = row.title if verdict.kind == "list" else run.start.column
            start = replace(run.start, agency=agency, column=column)
            below = Run(start, row.url, run.depth + 1, agency, run.url, is_collection=is_article(row.url))
            yield from self.list_request(row.url, below)
        else:
            self.tally.skip(row.url, row.title, verdict.reason)

    def _is_collected(self, verdict: TitleClass, run: Run) -> bool:
        return run.is_collection and verdict.reason == _SILENT

    def _verdict(self, row: Row, run: Run) -> TitleClass:
        return classify(row.title, run.start.column, row.file_name)

    def _is_sub_folder(self, row: Row, run: Run) -> bool:
        """Years and tiers of a column are folders below it: `…/zfxxgknb/2021/`, `…/zfxxgknb/xzjd/`."""
        if not self.portal.quirks.get("folders", True) or not is_folder(row.url):
            return False
        root = folder_of(run.url)
        return urlsplit(root).path != "/" and is_below(row.url, root)

    # -- documents --------------------------------------------------------------------------------------------------

    def _document_request(
        self, url: str, found: Found, run: Run, may_be_list: bool = False
    ) -> Iterator[scrapy.Request]:
        known = self._known.get(same_key(url))
        headers = {}
        if known is not None and known.kind != "list":
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        else:
            known = None
        priority = _FILES if found.kind == "file" else _NEW
        job = Job(found, run, known, may_be_list)
        request = self._request(url, self._on_document, priority, {"job": job}, headers=headers)
        self.tally.followed += 1
        if known is None:
            yield request
        else:
            self._known_later.append(request)

    def ask_for_known(self) -> None:
        """Called when nothing is left to do: ask for what is held already, if anything is."""
        waiting, self._known_later = self._known_later, []
        for request in waiting:
            self.crawler.engine.crawl(request)
        if waiting:
            raise DontCloseSpider

    def _on_document(self, response: Any, job: Job) -> Iterator[scrapy.Request]:
        found, url = job.found, canonical(response.url)
        obstacle = self._obstacle(response)
        if obstacle is not None:
            self._keep_obstacle(response, found, obstacle)
        elif response.status == 304 and job.known is not None:
            capture = self.archive.keep_unmodified(response.meta[META], job.known, found)
            self._count(found)
            self.tally.same(capture.url, found.title, "not modified")
            yield from self._beside_held(capture, job)
        elif not 200 <= response.status < 300:
            self.tally.fail(response.url, found.title, f"status {response.status}")
        elif job.may_be_list and self._is_list(response, job):
            below = replace(job.run.start, column=found.title)
            run = Run(below, url, job.run.depth + 1, found.agency, found.parent_url)
            self._lists_seen.add(same_key(url))
            self._keep_list(response, run)
            yield from self._follow(self._things(response, run), run)
        elif reason := self.set_aside(response, job):
            self.tally.skip(url, found.title, reason)
        else:
            self._seen.add(same_key(url))
            yield from self._keep_document(response, url, job)

    def _keep_document(self, response: Any, url: str, job: Job) -> Iterator[scrapy.Request]:
        found = job.found
        is_page = isinstance(response, HtmlResponse)
        if found.kind != ("page" if is_page else "file"):
            # An address says nothing certain: scripts give files, and dead files give pages.
            found = replace(found, kind="page" if is_page else "file")
        if is_page and is_cut_off(found.title):
            found = replace(found, title=title_of_page(response) or found.title)
        if is_page and digest_of(response.body) in self._list_digests:
            self._keep_obstacle(response, found, obstacle_by_name(LIST_INSTEAD))
            return
        before = self.archive.latest.get(url) or job.known
        capture = self.archive.keep(response.meta[META], url, found)
        self._count(found)
        if before is not None and before.digest == capture.digest:
            self.tally.same(url, found.title, "same bytes")
        else:
            self.tally.captured(url, found.title, revised=before is not None)
        if is_page:
            yield from self._files_of(response, replace(job, found=found))

    def _count(self, found: Found) -> None:
        self.documents += 1
        self.tally.published(found.agency or classify(found.title).agency)

    def _files_of(self, response: Any, job: Job) -> Iterator[scrapy.Request]:
        """Requests for the files and further parts that belong to a page; those held already are asked for again,
        conditionally. A part is a page whose parent is the article's first page and whose title is the article's."""
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
        if capture.kind == "page":
            page = HtmlResponse(capture.url, body=body, encoding=encoding_of(body, self.portal.encoding))
            yield from self._files_of(page, job)

    def _is_list(self, response: Any, job: Job) -> bool:
        """Whether a folder that is called like one report holds several, as a year's column does."""
        if not isinstance(response, HtmlResponse):
            return False
        base = list_base(response.url)
        rows = [r for r in rows_of(response.selector, base) if is_below(r.url, folder_of(base)) and is_article(r.url)]
        return sum(self._verdict(row, job.run).kind in _WANTED for row in rows) > 1

    # -- refusals, obstacles, requests --------------------------------------------------------------------------------

    def _obstacle(self, response: Any) -> Obstacle | None:
        asked = (response.meta.get("redirect_urls") or [response.url])[0]
        text = response.text if isinstance(response, TextResponse) else ""
        cookies = [c.decode("latin-1") for c in response.headers.getlist("Set-Cookie")]
        return find_obstacle(response.status, text, len(response.body), cookies, response.url, asked)

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
        title = request.meta.get("title", "")
        if not isinstance(error, Refused):
            kind = "" if isinstance(error, IgnoreRequest) else f"{type(error).__name__}: "
            self.tally.fail(request.url, title, f"{kind}{error}".strip())
            return
        if error.response is not None and META in error.response.meta:
            obstacle = self._obstacle(error.response)
            if obstacle is not None:
                self._keep_obstacle(error.response, Found("list"), obstacle)
        self.tally.skip(request.url, title, error.reason)
        if error.reason not in _ORDINARY:
            self.tally.problem(str(error))
