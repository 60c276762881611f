"""truecms: windows of records as JSONP from getMessage.do, which answers only to its own column page (Referer).

How long a window may be differs: beyond it some sites give fewer records, others none. So the next window begins behind
what came, and where the first brings nothing it is asked for again, shorter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import scrapy
from parsel import Selector
from scrapy.http import TextResponse

from spiders.addresses import resolve
from spiders.families.hanweb_jpage import records_of
from spiders.received import text_of
from spiders.rows import Row, rows_of
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_COLUMN = re.compile(r"\bcolumnId\s*:\s*['\"]?([\w-]+)", re.I)
_PROXY = re.compile(r"['\"]([^'\"]*messageController/getMessage\.do)", re.I)
_TOTAL = re.compile(r"\btotalRecord\s*:\s*['\"]?(\d+)", re.I)
_WINDOWS = (50, 20, 10)


class Spider(PortalSpider):
    """Column page → windows of its records."""

    name = "truecms"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of a column page or of one window, and the request for the next."""
    if "proxy" in run.data:
        yield from _window(spider, response, run)
        return
    text = response.text if isinstance(response, TextResponse) else ""
    column, proxy, total = _COLUMN.search(text), _PROXY.search(text), _TOTAL.search(text)
    if column is None or proxy is None:
        yield from read_static(spider, response, run)
        return
    yield from run.fresh(spider.listed(rows_of(response.selector, response.url), run))
    run.total = int(total[1]) if total else None
    run.is_shell = True
    run.data.update(proxy=resolve(response.url, proxy[1]), column=column[1], page=response.url, got=0, size=0)
    yield from _ask(spider, run)


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    window, start = _WINDOWS[run.data["size"]], run.data["got"] + 1
    fields = {
        "startrecord": start,
        "endrecord": start + window - 1,
        "perpage": window,
        "columnId": run.data["column"],
        "callback": "cb",
    }
    yield from spider.list_request(
        f"{run.data['proxy']}?{urlencode(fields)}", run, headers={"Referer": run.data["page"]}
    )


def _window(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    rows = _rows(spider, response, run)
    if not rows and not run.data["got"] and run.data["size"] + 1 < len(_WINDOWS):
        run.data["size"] += 1
        yield from _ask(spider, run)
        return
    fresh = run.fresh(rows)
    yield from fresh
    run.data["got"] += len(rows)
    if fresh and (run.total is None or run.counted < run.total):
        yield from _ask(spider, run)
    else:
        spider.incomplete(run)


def _rows(spider: PortalSpider, response: Any, run: Run) -> list[Row]:
    """The rows in `cb({"result":"<…>"})`: records, or plain markup."""
    if response.status >= 400:
        return []
    text = text_of(response)
    inside = text[text.find("(") + 1 : text.rfind(")")]
    try:
        markup = str(json.loads(inside).get("result") or "")
    except (ValueError, AttributeError) as error:
        spider.tally.problem(f"{response.url}: no JSONP with a result: {error}")
        return []
    base = run.data["page"]
    return records_of(markup, base) or (rows_of(Selector(text=f"<div>{markup}</div>"), base) if markup else [])
