"""Plain lists of unknown make: the page tells how it goes on, or the usual names are tried until one brings new rows.

A wrong name can answer 200 with another column's links, so a page counts only where its rows lie below this column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import scrapy
from scrapy.http import TextResponse

from data.families import families_data
from spiders.addresses import ending, folder_of, is_below, list_base
from spiders.pagers import goes_on, next_number, page_links, pager_of
from spiders.rows import Row, rows_of
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

# A list with fewer rows on its first page has no second one; asking for it would be a request for nothing.
_FULL_PAGE = 10


class Spider(PortalSpider):
    """Lists whose pages are plain files, whatever they are called."""

    name = "static"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of one page of the list, and the request for the next, or for the next name to try."""
    if "names" in run.data:
        yield from _tried(spider, response, run)
        return
    links = _links(spider, response)
    rows = spider.listed(links, run)
    tells = isinstance(response, TextResponse) and (
        pager_of(response.text, response.url) or page_links(response.url, links)
    )
    is_long = bool(rows) and isinstance(response, TextResponse) and (len(rows) >= _FULL_PAGE or goes_on(response.text))
    if "walk" in run.data or tells or not is_long or next_number(response.url):
        yield from read_static(spider, response, run)
        return
    endings = Counter(ending(row.url) for row in rows)
    run.data.update(
        page=2,
        names=list(families_data()["templates"]),
        ending=endings.most_common(1)[0][0] or "html",
        first=list_base(response.url),
        only_own=all(is_below(row.url, folder_of(run.url)) for row in rows),
    )
    yield from run.fresh(rows)
    yield from _ask(spider, run)


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    while run.data["names"]:
        requests = list(spider.list_request(_address(run), run))
        if requests:
            yield from requests
            return
        # The same address by another name.
        run.data["names"].pop(0)


def _address(run: Run) -> str:
    last = urlsplit(run.data["first"]).path.rsplit("/", 1)[-1]
    stem, _, own = last.rpartition(".")
    page = run.data["page"]
    name = run.data["names"][0].format(
        stem=stem or "index", ending=own or run.data["ending"], page=page, before=page - 1
    )
    if name.startswith("?"):
        own_query = dict(parse_qsl(urlsplit(run.data["first"]).query, keep_blank_values=True))
        name = "?" + urlencode({**own_query, **dict(parse_qsl(name[1:]))})
    return urljoin(run.data["first"], name)


def _tried(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    rows = spider.listed(_links(spider, response), run)
    fresh = run.fresh(rows)
    if fresh and run.data["only_own"] and not any(is_below(row.url, folder_of(run.url)) for row in fresh):
        spider.tally.problem(f"{response.url}: a page of another list in place of the next one; set aside")
        fresh = []
    yield from fresh
    if fresh:
        run.data["names"] = run.data["names"][:1]
        run.data["page"] += 1
    elif run.data["page"] == 2:
        run.data["names"].pop(0)
    else:
        return
    yield from _ask(spider, run)


def _links(spider: PortalSpider, response: Any) -> list[Row]:
    if response.status >= 400 or not isinstance(response, TextResponse):
        return []
    return rows_of(response.selector, list_base(response.url), spider.portal.quirks.get("rows", ""))
