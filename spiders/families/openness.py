"""Openness vendor: `/OpennessContent/showList/<department>/<category>/page_<N>.html`, departments as branches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy.http import TextResponse

from data.titles import agency_named, classify, is_report_column
from spiders.rows import Row, rows_of
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

# Lists of a department in a category; policies and specials (/Special/showList/<id>/page_1.html) have a number alone.
_LIST = re.compile(r"/((?:Branch)?Openness\w*|\w+)/showList/(\w+?)(?:/((?!page_)\w+))?(?:/page_(\d+)\.html)?$", re.I)


class Spider(PortalSpider):
    """List pages by number; the departments whose lists of the same category a page links are its enumeration."""

    name = "openness"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of one list page, the request for the next, and from a first page those for other departments' lists."""
    if response.status >= 400 or not isinstance(response, TextResponse):
        return
    links = rows_of(response.selector, response.url, spider.portal.quirks.get("rows", ""))
    lists = {row.url: (_LIST.search(urlsplit(row.url).path), row.title) for row in links}
    own = _LIST.search(urlsplit(response.url).path)
    fresh = run.fresh(row for row in spider.listed(links, run) if not lists[row.url][0])
    yield from fresh
    if run.pages == 1 and not run.depth:
        yield from _departments(spider, response, run, own, lists)
    if own is None:
        return
    number = int(own[4] or 1)
    same = [m for m, _ in lists.values() if m and m.groups()[:3] == own.groups()[:3]]
    if fresh and any(int(m[4] or 1) > number for m in same):
        query = urlsplit(response.url).query
        following = f"{_folder(own)}/page_{number + 1}.html" + (f"?{query}" if query else "")
        yield from spider.list_request(urljoin(response.url, following), run)


def _departments(
    spider: PortalSpider,
    response: Any,
    run: Run,
    own: re.Match[str] | None,
    lists: dict[str, tuple[re.Match[str] | None, str]],
) -> Iterator[scrapy.Request]:
    for url, (found, title) in lists.items():
        if found is None or (own and found.groups()[:3] == own.groups()[:3]):
            continue
        in_category = own is not None and bool(found[3]) and found[3] == own[3]
        named = agency_named(title)
        # years and tiers of the column, by the words that its own rows are judged by
        is_below = own is None and classify(title, run.start.column).kind == "list"
        if not in_category and not is_report_column(title) and not (named and own is None) and not is_below:
            continue
        # A list that is called like the column belongs to a department that the page does not name here.
        agency = spider.portal.agencies.get(found[2], named)
        if agency:
            spider.tally.expect(agency, found[2])
        below = Run(run.start, url, run.depth + 1, agency, run.url)
        yield from spider.list_request(urljoin(response.url, f"{_folder(found)}/page_1.html"), below)


def _folder(found: re.Match[str]) -> str:
    return f"/{found[1]}/showList/{found[2]}" + (f"/{found[3]}" if found[3] else "")
