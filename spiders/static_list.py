"""Lists that are plain pages: read the rows, find out what the next page is called, stop where nothing new comes.

TRS publishes them, and so do systems whose article pages differ but whose lists are files (`index_2.html`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import TextResponse

from spiders.addresses import canonical, ending, folder_of, is_below, list_base, resolve
from spiders.pagers import Pager, goes_on, guessed_pager, is_rest, next_number, page_links, pager_of
from spiders.rows import Row, rows_of
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

# The Fujian template shows the first page in the file and asks a search for the rest: `recordCount: '20'`.
_RECORD_COUNT = re.compile(r"\brecordCount\s*:\s*['\"]?(\d+)")
_PAGE = re.compile(r"(?i)<(?:html|head|body|frameset)\b")
# A list with fewer rows on its first page has no second one; asking for it would be a request for nothing.
_FULL_PAGE = 10
_MISSES = 2
_OWN_SHARE = 0.8


@dataclass
class Walk:
    """Where the walk through one list stands: the number last asked for, or the linked pages not asked for yet."""

    list_url: str
    pager: Pager | None
    last: int
    only_own: bool
    number: int = 0
    ending: int = 0
    is_settled: bool = False
    misses: int = 0
    linked: list[str] = field(default_factory=list)
    rest: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def next(self, fresh: bool, status: int) -> str:
        """The address of the page to ask for now, "" at the end; `fresh` and `status` are of the page just read."""
        return self._numbered(fresh, status) if self.pager else self._linked(fresh)

    def _numbered(self, fresh: bool, status: int) -> str:
        """Declared: every number up to the last, whichever way they count. Not declared: until one brings nothing."""
        assert self.pager is not None
        declared = self.pager.count > 0
        if self.number and fresh:
            self.is_settled, self.misses = True, 0
        elif self.number:
            if status >= 400 and self.number == 1 and self.ending + 1 < len(self.pager.endings):
                self.ending += 1
                return self._address()
            self.misses += 1
            self.ending = self.ending if self.is_settled or status < 400 else 0
            # Some installations call page 1 index_1, others have none and call page 2 index_2: then the last page has
            # the number of the count itself.
            is_counted_from_1 = self.number == 1
            self.last += is_counted_from_1 and declared
            if self.misses >= _MISSES or (not declared and not is_counted_from_1):
                return ""
        self.number += 1
        return self._address() if self.number <= self.last else ""

    def _linked(self, fresh: bool) -> str:
        self.misses = 0 if fresh else self.misses + 1
        left = [url for url in self.linked if url not in self.asked]
        if not left or self.misses >= _MISSES:
            return ""
        self.asked.add(left[0])
        return left[0]

    def _address(self) -> str:
        assert self.pager is not None
        return self.pager.address(self.list_url, self.number, self.pager.endings[self.ending])


def read_static(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """The rows of one page of a static list, and the request for the next.

    Page 1 is the folder or its index file, page k usually `index_<k-1>`; where `index_1` repeats page 1 the numbers
    begin with it. A declared count is walked through in either direction.
    """
    links = _links(spider, response, run)
    first = "walk" not in run.data
    further = page_links(list_base(response.url) if first else run.data["walk"].list_url, links)
    # its own pages are no entries: a pager that loops brings nothing but the next of them
    rows = [row for row in spider.listed(links, run) if row.url not in further]
    if first:
        fresh = run.fresh(rows)
        run.data["walk"] = _begin(response, run, links, fresh)
        run.total = _record_count(response)
    elif (
        run.data["walk"].pager
        and run.data["walk"].only_own
        and rows
        and not any(is_below(row.url, folder_of(run.url)) for row in rows)
    ):
        # A wrong template answers 200 with another column's links; this column's rows lie in its own folder.
        spider.tally.problem(f"{response.url}: a page of another list in place of the next one; set aside")
        fresh = []
    else:
        fresh = run.fresh(rows)
    yield from fresh
    if first and not fresh:
        yield from _framed_lists(spider, response, run)
    walk: Walk = run.data["walk"]
    walk.linked += [url for url in further if url not in walk.linked]
    walk.rest |= {row.url for row in links if is_rest(row.title)}
    if not walk.pager and not fresh and response.status >= 400:
        walk.misses = _MISSES
    following = walk.next(bool(fresh), response.status)
    requests = list(spider.list_request(following, run)) if following else []
    yield from requests
    if not requests:
        spider.incomplete(run)


def _links(spider: PortalSpider, response: Any, run: Run) -> list[Row]:
    if response.status >= 400 or not isinstance(response, TextResponse):
        return []
    # what a button loads, or is no page of its own, is put into the list's page, and its addresses are read there
    walk: Walk | None = run.data.get("walk")
    is_part = walk is not None and (canonical(response.url) in walk.rest or not _PAGE.search(response.text))
    base = list_base(run.url if is_part else response.url)
    base = resolve(base, response.css("base::attr(href)").get("")) or base
    return rows_of(response.selector, base, spider.portal.quirks.get("rows", ""))


def _begin(response: Any, run: Run, links: list[Row], rows: list[Row]) -> Walk:
    url = list_base(response.url)
    text = response.text if isinstance(response, TextResponse) else ""
    own = [row for row in rows if is_below(row.url, folder_of(run.url))]
    only_own = bool(rows) and len(own) >= _OWN_SHARE * len(rows) and urlsplit(run.url).path not in ("", "/")
    pager = pager_of(text, url)
    linked = page_links(url, links)
    if pager is None and not linked and rows and (len(rows) >= _FULL_PAGE or goes_on(text)):
        run.guesses_pages = True
        following = next_number(url)
        if following:
            linked = [following]
        else:
            endings = Counter(ending(row.url) for row in rows)
            pager = guessed_pager(url, endings.most_common(1)[0][0])
    last = (pager.count - 1 if pager.count else 10**6) if pager else 0
    return Walk(url, pager, last, only_own, linked=linked, asked={canonical(url)})


def _record_count(response: Any) -> int | None:
    found = _RECORD_COUNT.search(response.text) if isinstance(response, TextResponse) else None
    return int(found[1]) if found else None


def _framed_lists(spider: PortalSpider, response: Any, run: Run) -> Iterator[scrapy.Request]:
    """Shell pages hold their list in a frame of the same host."""
    if run.depth or not isinstance(response, TextResponse):
        return
    for source in response.css("iframe::attr(src), frame::attr(src)").getall():
        url = resolve(list_base(response.url), source)
        if url and urlsplit(url).hostname == urlsplit(response.url).hostname:
            framed = Run(run.start, url, run.depth + 1, run.agency, run.url, is_framed=True)
            yield from spider.list_request(url, framed)
