"""Lonsun: every agency is an organ, `/public/column/<organId>`; its lists come as fragments from /site/label/8888.

Annual reports have a column of their own (`type=3`), but many sites file them in the catalogue (`type=4` with a
category called like the reports): both are asked. A page is counted from 1 by most sites, from 0 by some.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urljoin, urlsplit

import scrapy
from scrapy.http import TextResponse

from data.families import families_data
from data.titles import agency_named, is_report_column
from spiders.addresses import canonical
from spiders.rows import Row, rows_of
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_COLUMN = re.compile(r"/public/column/(\d+)")
_SITE = re.compile(r"\bsiteId\s*['\"]?\s*[:=]\s*['\"]?(\d+)", re.I)
_COUNT = re.compile(r"\bpageCount\s*['\"]?\s*[:=]\s*['\"]?(\d+)")
_FILE = re.compile(r"\bfile\s*['\"]?\s*[:=]\s*['\"]?(/[\w/.-]+)")
_SIZE = re.compile(r"\bpageSize\s*['\"]?\s*[:=]\s*['\"]?(\d+)")
# The catalogue as its tree holds it: {id:6708461, name:'政府信息公开年报'}
_CATEGORY = re.compile(
    r"\b(?:id|catId|organCatId)['\"]?\s*:\s*['\"]?(\d+)['\"]?\s*,[^{}]*?\b(?:name|title|catName)['\"]?\s*:\s*['\"]([^'\"]+)"
)
_LABEL = "/site/label/8888"
_MISSES = 2


class Spider(PortalSpider):
    """Page of organs → each organ's columns of annual reports → fragments of their lists."""

    name = "lonsun"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of a column page or of a fragment, and requests for further ones."""
    if "page" in run.data:
        yield from _listed(spider, response, run)
    elif not isinstance(response, TextResponse):
        return
    elif parse_qs(urlsplit(response.url).query).get("type", ["2"])[0] in "34" and _COLUMN.search(response.url):
        yield from _column(spider, response, run)
    else:
        yield from _organs(spider, response, run)


def _organs(spider: PortalSpider, response: Any, run: Run) -> Iterator[scrapy.Request]:
    """A page that links organs is the portal's own enumeration of its agencies, that of one organ too, which its menu
    or tree names among the others."""
    own = _COLUMN.search(urlsplit(response.url).path)
    organs: dict[str, str] = {own[1]: spider.portal.agencies.get(own[1]) or run.agency} if own else {}
    for row in rows_of(response.selector, response.url, spider.portal.quirks.get("rows", "")) if not run.depth else ():
        found = _COLUMN.search(urlsplit(row.url).path)
        if found:
            agency = spider.portal.agencies.get(found[1]) or agency_named(row.title)
            organs[found[1]] = organs.get(found[1]) or agency
    for organ, agency in organs.items():
        if agency:
            spider.tally.expect(agency, organ)
        url = urljoin(response.url, f"/public/column/{organ}?type=3&action=list")
        yield from spider.list_request(url, Run(run.start, canonical(url), run.depth + 1, agency, run.url))


def _column(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    found = _COLUMN.search(response.url)
    assert found is not None
    organ, fields = found[1], dict(parse_qsl(urlsplit(response.url).query))
    run.account.part_of = urljoin(response.url, f"/public/column/{organ}")
    run.agency = run.agency or spider.portal.agencies.get(organ, "")
    rows = _rows(spider, response, run)
    fresh = run.fresh(rows)
    yield from fresh
    yield from _catalogue(spider, response, run, organ)
    count = _COUNT.search(response.text)
    pages = int(count[1]) if count else None
    run.account.says_nothing_here |= pages == 0
    # What stands in the page is page 1 of the list.
    # Reports beside the list have no date.
    is_inside = any(row.listed_date for row in fresh)
    run.is_shell = not is_inside
    run.data.update(page=2 if is_inside else 1, pages=pages, misses=0, organ=organ, column=canonical(response.url))
    if not fresh and fields["type"] == "3" and not run.data["catalogued"]:
        # Nothing here and no category in the menu: the catalogue itself may name one.
        catalogue = urljoin(response.url, f"/public/column/{organ}?type=4&action=list")
        below = Run(run.start, canonical(catalogue), run.depth, run.agency, run.url)
        below.data["only_tree"] = True
        yield from spider.list_request(catalogue, below)
    if "only_tree" in run.data:
        return
    script = unquote(response.text)
    site, file, size = (pattern.search(script) for pattern in (_SITE, _FILE, _SIZE))
    site_id = response.xpath("//meta[translate(@name, 'SITED', 'sited')='siteid']/@content").get() or (
        site[1] if site else ""
    )
    if _LABEL in response.text or file:
        run.data["form"] = {
            "IsAjax": "1",
            "dataType": "html",
            "labelName": "publicInfoList",
            "siteId": site_id,
            "organId": organ,
            "type": fields["type"],
            **({"catId": fields["catId"]} if "catId" in fields else {}),
            "pageSize": size[1] if size else "15",
            "action": "list",
            "isDate": "true",
            "dateFormat": "yyyy-MM-dd",
            "length": "80",
            "sortType": "1",
            "keyWords": "",
            "result": families_data()["nothing_here"][0],
            "file": file[1] if file else "",
        }
    elif not fresh and not any(mark in response.text for mark in families_data()["nothing_here"]):
        spider.tally.problem(f"{response.url}: neither rows nor the label that lists them; has the system changed?")
    yield from _ask(spider, run)


def _catalogue(spider: PortalSpider, response: Any, run: Run, organ: str) -> Iterator[scrapy.Request]:
    """The organ's category of annual reports in the catalogue, as the menu of its pages names it."""
    named = {}
    for row in rows_of(response.selector, response.url):
        found, fields = _COLUMN.search(row.url), parse_qs(urlsplit(row.url).query)
        if found and found[1] == organ and fields.get("catId") and is_report_column(row.title):
            named[fields["catId"][0]] = row.url
    for category, name in _CATEGORY.findall(response.text):
        if is_report_column(name):
            named.setdefault(category, f"/public/column/{organ}?type=4&catId={category}&action=list")
    run.data["catalogued"] = bool(named)
    for link in named.values():
        url = canonical(urljoin(response.url, link))
        yield from spider.list_request(url, Run(run.start, url, run.depth, run.agency, run.parent))


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    """The next page; behind the last one that before the first, where the site turns out to count from 0."""
    data = run.data
    first = data.setdefault("first", data["page"])
    # A site that does not know `pageIndex` gives its first page again and again.
    at_end = data["misses"] >= _MISSES or (data["pages"] is not None and data["page"] > data["pages"])
    if at_end and data["misses"] and data["pages"] and not data.get("from_zero"):
        data.update(from_zero=True, page=first - 1)
    elif at_end or data.get("from_zero"):
        return
    if "form" in data:
        url = urljoin(data["column"], f"{_LABEL}?{urlencode({**data['form'], 'pageIndex': data['page']})}")
    else:
        url = f"{data['column']}&pageIndex={data['page']}"
    yield from spider.list_request(url, run, headers={"Referer": data["column"], "X-Requested-With": "XMLHttpRequest"})


def _listed(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    rows = _rows(spider, response, run) if response.status < 400 and isinstance(response, TextResponse) else []
    fresh = run.fresh(rows)
    yield from fresh
    run.data["misses"] = 0 if fresh else run.data["misses"] + 1
    run.data["page"] += 1
    yield from _ask(spider, run)


def _rows(spider: PortalSpider, response: Any, run: Run) -> list[Row]:
    links = rows_of(response.selector, run.url, spider.portal.quirks.get("rows", ""))
    return [row for row in spider.listed(links, run) if not _COLUMN.search(row.url)]
