"""Hanweb JCMS with jpage: the first group of records in an XML island of the column page, the rest by dataproxy.jsp.

Installations differ in what they answer to: the address in `<nextgroup>` (`page=`), windows of records
(`startrecord`/`endrecord`), `page=` with the parameters of the page's script, or nothing at all. So the rest is asked
for in this order, until nothing new comes, and what was found is compared with the `totalRecord` that the page states.
A page may hold the islands of several columns (a year or a tier each).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import scrapy
from parsel import Selector
from scrapy.http import TextResponse

from spiders.addresses import is_article, is_document_file, list_base, resolve
from spiders.rows import Row, rows_of
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_RECORD = re.compile(r"<record\b[^>]*>(.*?)</record>", re.S | re.I)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_NEXT = re.compile(r"<nextgroup\b[^>]*>(.*?)</nextgroup>", re.S | re.I)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_TOTAL = re.compile(r"\btotalRecord\s*:\s*['\"]?(\d+)", re.I)
_PROXY = re.compile(r"\bproxyUrl\s*:\s*['\"]([^'\"]+)", re.I)
_PARAMETERS = re.compile(r"\bajaxParam\s*:\s*\{(.*?)\}", re.S | re.I)
_PAIR = re.compile(r"['\"]?(\w+)['\"]?\s*:\s*['\"]([^'\"]*)['\"]")
# Above some 300 records a window is cut short without a word; 100 is taken everywhere.
_WINDOW = 100


class Spider(PortalSpider):
    """Column page → inline records → further groups → windows of records."""

    name = "hanweb_jpage"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of a column page or of an answer of dataproxy.jsp, and the request for the next."""
    if "asked" in run.data:
        yield from _more(spider, response, run)
    elif isinstance(response, TextResponse) and "dataproxy.jsp" in response.text:
        yield from _column(spider, response, run)
    else:
        yield from read_static(spider, response, run)


def _column(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """The column page. Where it holds no records inside, its plain links are its list."""
    records = records_of(response.text, response.url)
    fresh = run.fresh(records)
    run.is_shell = not records
    if not fresh:
        fresh = run.fresh(spider.listed(rows_of(response.selector, list_base(response.url)), run))
    yield from fresh
    totals = [int(total) for total in _TOTAL.findall(response.text)]
    run.total = sum(totals) if totals else None
    groups = next_groups(response.text, response.url)
    following = groups[0] if groups else ""
    proxy = _proxy(response.text, response.url, following)
    run.data.update(asked="", page=response.url, group=following, groups=groups[1:], numbered=2)
    run.data.update(proxy=proxy, by_page=proxy, parameters=_parameters(response.text, following))
    yield from _ask(spider, run)


def _more(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """An answer of dataproxy.jsp; deep pages of some installations are an empty `<datastore>` of some 54 bytes."""
    text = response.text if response.status < 400 and isinstance(response, TextResponse) else ""
    fresh = run.fresh(records_of(text, response.url))
    yield from fresh
    asked = run.data["asked"]
    if asked == "group":
        following = next_groups(text, response.url)
        run.data["group"] = (following[0] if following else _page_after(response.url)) if fresh else ""
        if not run.data["group"] and run.data["groups"]:
            run.data["group"] = run.data["groups"].pop(0)
    elif not fresh:
        run.data["proxy" if asked == "window" else "by_page"] = ""
    yield from _ask(spider, run)


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    """The next request of the list: first by groups, then by windows; none once all is there or nothing answers."""
    data = run.data
    done = run.total is not None and run.counted >= run.total
    headers = {"Referer": data["page"], "X-Requested-With": "XMLHttpRequest"}
    if not done and data["group"]:
        data["asked"] = "group"
        requests = list(spider.list_request(data["group"], run, headers=headers))
        if requests:
            yield from requests
            return
        data["group"] = ""
    if not done and data["proxy"]:
        start = data.get("window", 0) * _WINDOW + 1
        data.update(asked="window", window=data.get("window", 0) + 1)
        query = urlencode({"startrecord": start, "endrecord": start + _WINDOW - 1, "perpage": _WINDOW})
        yield from spider.list_request(
            f"{data['proxy']}?{query}",
            run,
            method="POST",
            body=urlencode({"col": "1", **data["parameters"]}).encode(),
            headers={**headers, "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
        )
        return
    if not done and run.total is not None and data["by_page"]:
        data.update(asked="page", numbered=data["numbered"] + (data["asked"] == "page"))
        query = urlencode({"page": data["numbered"], **data["parameters"]})
        requests = list(spider.list_request(f"{data['by_page']}?{query}", run, headers=headers))
        if requests:
            yield from requests
            return
    spider.incomplete(run)


def records_of(text: str, base: str) -> list[Row]:
    """The rows in the `<record>`s of a datastore, inline or answered: CDATA, or markup escaped or plain."""
    rows: list[Row] = []
    for record in _RECORD.findall(text):
        inner = "".join(_CDATA.findall(record)) or unescape(record)
        links = rows_of(Selector(text=f"<div>{inner}</div>"), base)
        rows += ([row for row in links if is_article(row.url) or is_document_file(row.url)] or links)[:1]
    return rows


def next_groups(text: str, base: str) -> list[str]:
    """The addresses in `<nextgroup>`s. Their columns and units may be encrypted: kept as they are."""
    groups = [unescape("".join(_CDATA.findall(group)) or group) for group in _NEXT.findall(text)]
    return [url for group in groups if (href := _HREF.search(group)) and (url := resolve(base, href[1]))]


def _page_after(url: str) -> str:
    """The same address with the next `page`, for answers that name no next group; "" where it has no page."""
    parts = urlsplit(url)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    if not any(name == "page" and value.isdigit() for name, value in fields):
        return ""
    counted = [(n, str(int(v) + 1) if n == "page" and v.isdigit() else v) for n, v in fields]
    return urlunsplit(parts._replace(query=urlencode(counted)))


def _proxy(text: str, base: str, following: str) -> str:
    found = _PROXY.search(text)
    return resolve(base, found[1]) if found else following.split("?")[0]


def _parameters(text: str, following: str) -> dict[str, str]:
    """What the page's script sends along; where it says nothing, what its next group's address holds."""
    found = _PARAMETERS.search(text)
    pairs = dict(_PAIR.findall(found[1])) if found else {}
    return pairs or {n: v for n, v in parse_qsl(urlsplit(following).query) if n != "page"}
