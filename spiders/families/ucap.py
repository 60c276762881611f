"""UCAP: lists of a channel as JSON, from one of three addresses; in Suzhou a page a department.

Where the page does not say which address, they are tried in turn: a 404 to the first page leads to the next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import scrapy
from scrapy.http import TextResponse

from data.titles import agency_named
from spiders.addresses import resolve
from spiders.pagers import pager_of
from spiders.received import text_of
from spiders.rows import Row, day_of, rows_of
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_CHANNELS = (
    re.compile(r"<meta[^>]+name=[\"']?channelid[\"']?[^>]+content=[\"']?([0-9a-f]{32})", re.I),
    re.compile(r"<meta[^>]+content=[\"']?([0-9a-f]{32})[\"']?[^>]+name=[\"']?channelid", re.I),
    re.compile(r"/(?:common/search|searchList)/([0-9a-f]{32})", re.I),
    re.compile(r"\bchannelId['\"]?\s*[:=]\s*['\"]([0-9a-f]{32})", re.I),
)
_WAYS = ("/common/search/", "/searchList/", "/getFileListByCodeId")
_PAGE_SIZE = 15


class Spider(PortalSpider):
    """Column page → channel → its JSON, page by page. A page of department codes → each department's reports."""

    name = "ucap"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of a column page or of one JSON answer, and requests for further ones."""
    if "ways" in run.data:
        yield from _listed(spider, response, run)
        return
    text = response.text if isinstance(response, TextResponse) else ""
    named_here = next((found[1] for found in (c.search(text) for c in _CHANNELS) if found), "")
    channel = named_here or spider.portal.quirks.get("channel", "")
    departments = _departments(spider, response) if text and "deptcode" not in response.url else {}
    if departments:
        yield from _reports_of(spider, response, run, departments)
    elif channel and not _goes_on_as_files(response, text):
        yield from run.fresh(spider.listed(rows_of(response.selector, response.url), run))
        named = [way for way in _WAYS if way.strip("/") in text]
        run.data.update(ways=named or list(_WAYS), channel=channel, page=1, origin=response.url)
        run.is_shell = True
        yield from _ask(spider, run)
    else:
        yield from read_static(spider, response, run)


def _goes_on_as_files(response: Any, text: str) -> bool:
    """Whether the page draws a pager of static files and names no address that gives its list."""
    return not any(way.strip("/") in text for way in _WAYS) and pager_of(text, response.url) is not None


def _departments(spider: PortalSpider, response: Any) -> dict[str, tuple[str, str]]:
    """Department code → (agency, the page's own link to it), as far as the page links departments by code."""
    found = {}
    for row in rows_of(response.selector, response.url):
        code = dict(parse_qsl(urlsplit(row.url).query)).get("deptcode", "")
        if code:
            found[code] = (spider.portal.agencies.get(code) or agency_named(row.title), row.url)
    return found


def _reports_of(
    spider: PortalSpider, response: Any, run: Run, departments: dict[str, tuple[str, str]]
) -> Iterator[scrapy.Request]:
    for code, (agency, link) in departments.items():
        if agency:
            spider.tally.expect(agency, code)
        url = urljoin(link, f"?{urlencode({**dict(parse_qsl(urlsplit(link).query)), 'type': 'nb'})}")
        yield from spider.list_request(url, Run(run.start, url, run.depth + 1, agency, run.url))


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    way, page, channel = run.data["ways"][0], run.data["page"], run.data["channel"]
    headers = {"Referer": run.data["origin"], "Accept": "application/json"}
    url = urljoin(run.data["origin"], way)
    if way == _WAYS[-1]:
        form = urlencode({"codeId": "", "channelId": channel, "page": page, "size": _PAGE_SIZE})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        yield from spider.list_request(url, run, method="POST", body=form.encode(), headers=headers)
        return
    query = {
        "_isAgg": "true",
        "_isJson": "true",
        "_pageSize": _PAGE_SIZE,
        "_template": "index",
        "_rangeTimeGte": "",
        "_channelName": "",
        "page": page,
    }
    yield from spider.list_request(f"{url}{channel}?{urlencode(query)}", run, headers=headers)


def _listed(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    data = _data(spider, response, run)
    if data is None:
        run.data["ways"] = run.data["ways"][1:] if run.data["page"] == 1 else []
        if run.data["ways"]:
            yield from _ask(spider, run)
        elif run.data["page"] == 1:
            spider.tally.problem(f"{run.url}: no list of the channel {run.data['channel']} at any known address")
        else:
            spider.incomplete(run)
        return
    total = data.get("total")
    run.total = int(total) if isinstance(total, int | str) and str(total).isdigit() else run.total
    entries = data.get("results") or []
    run.account.says_nothing_here |= data.get("results") == []
    fresh = run.fresh(row for row in (_row(run.data["origin"], entry) for entry in entries) if row)
    yield from fresh
    # the page around the list may have shown rows of its own: only what the interface gave counts here
    run.data["given"] = run.data.get("given", 0) + len(entries)
    if fresh and (run.data["given"] < run.total if run.total is not None else len(entries) >= _PAGE_SIZE):
        run.data["page"] += 1
        yield from _ask(spider, run)
    else:
        spider.incomplete(run)


def _data(spider: PortalSpider, response: Any, run: Run) -> dict[str, Any] | None:
    """What holds `results`: `data` of the searches, `results.data` of the tax offices; None where there is none."""
    if response.status >= 400:
        return None
    try:
        answer = json.loads(text_of(response))
        data = answer.get("data") or (answer.get("results") or {}).get("data")
        return data if isinstance(data, dict) else None
    except (ValueError, AttributeError) as error:
        if run.data["page"] > 1:
            spider.tally.problem(f"{response.url}: no JSON: {error}")
        return None


def _row(base: str, entry: dict[str, Any]) -> Row | None:
    url = resolve(base, str(entry.get("url") or ""))
    title = re.sub(r"<[^>]*>", "", str(entry.get("title") or ""))
    date = day_of(str(entry.get("publishedTimeStr") or entry.get("publishTime") or entry.get("publishedTime") or ""))
    return Row(url, " ".join(title.split()), date) if url else None
