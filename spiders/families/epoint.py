"""Epoint: the names of project and site in a script file, lists by POST of JSON, one a department."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import scrapy
from scrapy.http import TextResponse

from data.titles import agency_named, classify
from spiders.addresses import resolve
from spiders.received import text_of
from spiders.rows import Row, iso_date, rows_of
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_CONFIG = "/js/webBuilderCommon.js"
_PROJECT = re.compile(r"\bprojectName\s*['\"]?\s*[:=]\s*['\"]([^'\"]*)")
_GUID = re.compile(r"\bsiteGuid\s*['\"]?\s*[:=]\s*['\"]([^'\"]+)")
_CATEGORY = re.compile(r"\bcategorynum['\"]?\s*[:=]\s*['\"]?(\w+)", re.I)
_PAGE_SIZE = 50
_DATES = ("infodate", "pubdate", "publishdate", "date")


@dataclass
class _Site:
    """What the script of a site says, and the pages that wait for it."""

    endpoint: str = ""
    guid: str = ""
    waiting: list[Run] = field(default_factory=list)


class Spider(PortalSpider):
    """Page of a department → script with the site's names → lists of all departments that the page links."""

    name = "epoint"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of one page of a department's list; from the start page the requests that lead there."""
    if "endpoint" in run.data:
        yield from _listed(spider, response, run)
    elif "departments" in run.data:
        yield from _configured(spider, response, run)
    else:
        yield from _departments(spider, response, run)


def _departments(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """The start page: its own department and those it links in the same category are the portal's enumeration."""
    own = parse_qs(urlsplit(response.url).query)
    category = own.get("categorynum", [""])[0]
    if not isinstance(response, TextResponse):
        return
    if not category and not run.depth and (requests := list(_pages(spider, response, run))):
        yield from requests
        return
    if not category:
        inside = _CATEGORY.search(response.text)
        category = inside[1] if inside else ""
    if not category:
        yield from read_static(spider, response, run)
        return
    found = {code: run.agency for code in own.get("deptcode", [])}
    for row in rows_of(response.selector, response.url):
        fields = parse_qs(urlsplit(row.url).query)
        if fields.get("categorynum") == [category] and fields.get("deptcode"):
            code = fields["deptcode"][0]
            found[code] = spider.portal.agencies.get(code) or found.get(code) or agency_named(row.title)
            if found[code]:
                spider.tally.expect(found[code], code)
    # `deptcode=` left empty is the whole site's list.
    config = Run(run.start, run.url, run.depth, run.agency, run.url)
    config.data.update(departments=found or {"": run.agency}, category=category)
    named = response.xpath("//script[contains(@src, $name)]/@src", name=_CONFIG.rsplit("/", 1)[1]).get()
    script = urljoin(response.url, named or _CONFIG)
    # All departments' pages name the same script: one of them asks for it, the others are served by its answer.
    known: _Site = spider.of_site.setdefault(script, _Site())
    if known.guid:
        yield from _lists(spider, known, config)
        return
    run.account.leads += bool(known.waiting)
    known.waiting.append(config)
    config.data["site"] = known
    yield from spider.list_request(script, config)


def _pages(spider: PortalSpider, response: TextResponse, run: Run) -> Iterator[scrapy.Request]:
    """The pages of departments, tiers and years that an index links, each of a category of its own."""
    for row in rows_of(response.selector, response.url):
        fields = parse_qs(urlsplit(row.url).query)
        named = agency_named(row.title)
        if not fields.get("categorynum") or not (named or classify(row.title, run.start.column).kind == "list"):
            continue
        code = fields.get("deptcode", [""])[0]
        agency = spider.portal.agencies.get(code) or named or run.agency
        if named:
            spider.tally.expect(agency, code)
        yield from spider.list_request(row.url, Run(run.start, row.url, run.depth + 1, agency, run.url))


def _configured(spider: PortalSpider, response: Any, run: Run) -> Iterator[scrapy.Request]:
    script = text_of(response)
    project, guid = _PROJECT.search(script), _GUID.search(script)
    if project is None or guid is None:
        run.account.is_broken = True
        spider.tally.problem(f"{response.url}: names no project and site (projectName, siteGuid)")
        return
    known: _Site = run.data["site"]
    known.endpoint = urljoin(response.url, f"{project[1].rstrip('/')}/rest/lightfrontaction/getgovinfolist")
    known.guid = guid[1]
    for config in known.waiting:
        yield from _lists(spider, known, config)


def _lists(spider: PortalSpider, site: _Site, run: Run) -> Iterator[scrapy.Request]:
    """The first page of each department's list that a page leads to."""
    for code, agency in run.data["departments"].items():
        below = Run(run.start, f"{site.endpoint}?deptcode={code}", run.depth, agency or run.agency, run.url)
        below.data.update(endpoint=site.endpoint, guid=site.guid, code=code, category=run.data["category"], page=1)
        yield from _ask(spider, below)


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    form = {
        "deptcode": run.data["code"],
        "categorynum": run.data["category"],
        "siteGuid": run.data["guid"],
        "pageIndex": run.data["page"],
        "pageSize": _PAGE_SIZE,
    }
    yield from spider.list_request(
        run.data["endpoint"],
        run,
        method="POST",
        body=json.dumps(form, separators=(",", ":")).encode(),
        headers={"Content-Type": "application/json;charset=UTF-8", "Referer": run.parent},
    )


def _listed(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    if response.status >= 400:
        spider.incomplete(run)
        return
    try:
        answer = json.loads(text_of(response))["custom"]
        answer = json.loads(answer) if isinstance(answer, str) else answer
        entries = answer["data"]
        entries = json.loads(entries) if isinstance(entries, str) else entries
    except (ValueError, KeyError, TypeError) as error:
        spider.tally.problem(f"{response.url}: no custom.data in the answer: {error!r}")
        return
    run.account.says_nothing_here |= entries == []
    rows = [row for row in (_row(response.url, entry) for entry in entries) if row]
    fresh = run.fresh(rows)
    yield from fresh
    if fresh and len(entries) >= _PAGE_SIZE:
        run.data["page"] += 1
        yield from _ask(spider, run)


def _row(base: str, entry: dict[str, Any]) -> Row | None:
    url = resolve(base, str(entry.get("infourl") or ""))
    title = " ".join(str(entry.get("realtitle") or entry.get("title") or "").split())
    date = next((d for d in (iso_date(str(entry.get(key) or "")) for key in _DATES) if d), "")
    return Row(url, title, date) if url else None
