"""Hanweb jpaas: a column page names its units (`queryData`), and each unit's list comes as markup inside JSON.

Only `paramJson={"pageNo":…,"pageSize":…}` turns the pages. Some installations ignore even that and always serve the
first page: then the list is left, and what it lacks is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import scrapy
from parsel import Selector
from scrapy.http import TextResponse

from spiders.addresses import is_article, resolve
from spiders.received import text_of
from spiders.rows import Row, rows_of
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_SCRIPT = re.compile(r"<script\b[^>]*\bqueryData\s*=\s*(?:\"([^\"]*)\"|'(\{[^>]*\})')[^>]*>", re.I)
_URL = re.compile(r"\burl\s*=\s*[\"']([^\"']+)")
_PAIR = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*[\"']([^\"']*)[\"']")
_ROWS, _COUNT = re.compile(r"\brows\s*=\s*[\"']?(\d+)"), re.compile(r"\bcount\s*=\s*[\"']?(\d+)")
_PAGE_SIZE = 15


class Spider(PortalSpider):
    """Column page → its units → their pages."""

    name = "hanweb_jpaas"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of a column page or of one page of a unit, and requests for the next."""
    if "unit" in run.data:
        yield from _listed(spider, response, run)
        return
    text = response.text if isinstance(response, TextResponse) else ""
    found = list(units(text))
    if not found:
        yield from read_static(spider, response, run)
        return
    run.is_shell = True
    # What stands in the page itself: sub-columns by year, and in some templates the first rows.
    yield from run.fresh(spider.listed(rows_of(response.selector, response.url), run))
    for address, fields in found:
        below = Run(run.start, f"{run.url}?tagId={fields.get('tagId', '')}", run.depth, run.agency, run.url)
        below.account.part_of = run.url
        below.data.update(unit=resolve(response.url, address), fields=fields, page=1, size=_PAGE_SIZE)
        yield from _ask(spider, below)


def units(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(address, parameters) of each unit of a page; the parameters are the page's own and passed on as they are."""
    for script in _SCRIPT.finditer(text):
        fields = dict(_PAIR.findall(unescape(script[1] or script[2])))
        address = _URL.search(script[0])
        if fields:
            yield (address[1] if address else _UNIT), fields


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    page = json.dumps({"pageNo": run.data["page"], "pageSize": run.data["size"]}, separators=(",", ":"))
    query = urlencode({**run.data["fields"], "paramJson": page})
    yield from spider.list_request(f"{run.data['unit']}?{query}", run, headers={"Referer": run.parent})


def _listed(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    html = _html(spider, response)
    links = rows_of(Selector(text=f"<div>{html}</div>"), run.parent) if html else []
    entries = spider.listed(links, run)
    # the unit's markup is the list alone: what is dated there is an entry whatever its address looks like, and counted
    rows = [row for row in entries if run.data["page"] > 1 or is_article(row.url) or _is_entry(row)]
    rows += [row for row in links if row.listed_date and row not in entries]
    if run.data["page"] == 1:
        size, count = _ROWS.search(html), _COUNT.search(html)
        run.total = int(count[1]) if count and rows else None
        run.data["size"] = int(size[1]) if size else _PAGE_SIZE
    fresh = run.fresh(rows)
    yield from fresh
    if rows and not fresh:
        spider.tally.problem(f"{run.url}: page {run.data['page']} of the unit is its page 1; the list is cut short")
    if fresh and (run.total is None or run.counted < run.total):
        run.data["page"] += 1
        yield from _ask(spider, run)
    else:
        spider.incomplete(run)


def _is_entry(row: Row) -> bool:
    return bool(row.listed_date) or row.is_list


def _html(spider: PortalSpider, response: Any) -> str:
    if response.status >= 400:
        return ""
    try:
        answer = json.loads(text_of(response))
        return str((answer.get("data") or {}).get("html") or "")
    except (ValueError, AttributeError) as error:
        spider.tally.problem(f"{response.url}: no markup in the unit's answer: {error}")
        return ""
