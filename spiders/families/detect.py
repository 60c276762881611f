"""For portals of which only an address is known: the way to the reports by columns' names, each list by its marks.

Drafts begin so; `nianbao portal probe` writes the family that was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import scrapy
from scrapy.http import TextResponse

from data.families import families_data
from data.titles import clean, is_report_column
from spiders.addresses import canonical, list_base
from spiders.detect import JS_ONLY, SHELL, STATIC, detect
from spiders.framed import read_framed
from spiders.rows import Row, rows_of
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_DEEPEST = 3
_MOST_COLUMNS, _MOST_WAYS = 20, 3


class Spider(PortalSpider):
    """Home page → 政府信息公开 → its column of annual reports; any of them can be the start."""

    name = "detect"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """The list that a page is, by its mechanism; from a page that is none, the requests towards the lists."""
    if "mechanism" in run.data or not isinstance(response, TextResponse):
        yield from read_framed(spider, response, run)
        return
    found = detect(response.url, response.text)
    if found.mechanism == SHELL and not is_list(spider, response, run):
        framed = Run(run.start, found.frame, run.depth + 1, run.agency, run.url, is_framed=True)
        yield from spider.list_request(found.frame, framed)
        return
    is_column = is_report_column(run.start.column) or is_list(spider, response, run)
    known = found.family not in ("", STATIC)
    columns, ways = ([], []) if is_column or run.depth >= _DEEPEST else towards(response)
    if columns or (ways and not known):
        for row in columns[:_MOST_COLUMNS] or ways[:_MOST_WAYS]:
            if spider.portal.allows_host(row.url.split("/")[2].split(":")[0]):
                # A column begins its own depth: what lies above it is only the way there.
                start = replace(run.start, column=row.title) if columns else run.start
                below = Run(start, row.url, 0 if columns else run.depth + 1, run.agency, run.url)
                yield from spider.list_request(row.url, below)
        return
    things = list(read_framed(spider, response, run))
    if found.mechanism == JS_ONLY and not things:
        spider.tally.problem(f"{response.url}: {JS_ONLY}: {'; '.join(found.evidence)}")
    yield from things


def is_list(spider: PortalSpider, response: Any, run: Run) -> bool:
    """Whether a page links reports itself."""
    rows = rows_of(response.selector, list_base(response.url))
    return any(spider.verdict(row, run).kind in ("report", "candidate") for row in rows)


def towards(response: Any) -> tuple[list[Row], list[Row]]:
    """The links of a page to columns of annual reports, and those to open information in general."""
    own = canonical(response.url)
    rows = [row for row in rows_of(response.selector, list_base(response.url)) if row.url != own]
    columns = [row for row in rows if is_report_column(row.title)]
    ways = families_data()["ways"]
    general = sorted((row for row in rows if clean(row.title) in ways), key=lambda row: ways.index(clean(row.title)))
    return columns, general
