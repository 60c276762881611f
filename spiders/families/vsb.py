"""VSB: further pages lie in a folder of the list's name and count downwards, or come by a form of list.jsp."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import scrapy
from scrapy.http import TextResponse

from spiders.addresses import list_base
from spiders.rows import Row, rows_of
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_MISSES = 2


class Spider(PortalSpider):
    """`<slug>.htm`, then `<slug>/<N-1>.htm` down to `<slug>/1.htm`; or `…t=<pages>&…p=<page>&…c=<rows>` of a form."""

    name = "vsb"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of one list page and the request for the next."""
    links: list[Row] = []
    if response.status < 400 and isinstance(response, TextResponse):
        links = rows_of(response.selector, list_base(response.url), spider.portal.quirks.get("rows", ""))
    if "left" not in run.data:
        run.data.update(left=_pages(response, links), misses=0)
    pages = set(run.data["left"])
    fresh = run.fresh(row for row in spider.listed(links, run) if row.url not in pages and not _is_page(row, run))
    yield from fresh
    run.data["misses"] = 0 if fresh else run.data["misses"] + 1
    while run.data["left"] and run.data["misses"] < _MISSES:
        following = run.data["left"].pop(0)
        requests = list(spider.list_request(following, run))
        if requests:
            yield from requests
            return


def _is_page(row: Row, run: Run) -> bool:
    folder = re.sub(r"\.\w+$", "/", urlsplit(run.url).path)
    return bool(re.fullmatch(re.escape(folder) + r"\d+\.htm", urlsplit(row.url).path))


def _pages(response: Any, links: list[Row]) -> list[str]:
    """The further pages of a list, as its first page tells: from the highest number in its folder down, or 2 to t."""
    folder = re.sub(r"\.\w+$", "/", urlsplit(response.url).path)
    below = [re.fullmatch(re.escape(folder) + r"(\d+)(\.html?)", urlsplit(row.url).path) for row in links]
    numbers = {int(found[1]): found[2] for found in below if found}
    if numbers:
        highest = max(numbers)
        return [urljoin(response.url, f"{folder}{n}{numbers[highest]}") for n in range(highest, 0, -1)]
    for row in links:
        fields = dict(parse_qsl(urlsplit(row.url).query, keep_blank_values=True))
        prefix = next((n[:-1] for n in fields if n.endswith("t") and {n[:-1] + "p", n[:-1] + "c"} <= fields.keys()), "")
        if prefix and fields[f"{prefix}t"].isdigit():
            return [
                urljoin(row.url, f"?{urlencode({**fields, f'{prefix}p': str(page)})}")
                for page in range(2, int(fields[f"{prefix}t"]) + 1)
            ]
    return []
