"""Hanweb's open-information module: reports by area and year, and lists by category through a search form.

`xxgkAnnualReport.jsp?area=…&fbtime=<year>` is the body of one report; a year without one answers with an empty form,
which is no report. Where a portal has no such endpoint the tree of categories names the one of annual reports, and
search.jsp lists it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import scrapy
from scrapy.http import TextResponse

from data.families import families_data
from data.titles import agency_named, classify, is_report_column
from spiders.addresses import canonical, same_key
from spiders.archive import Found
from spiders.portals import Start
from spiders.rows import Row, rows_of
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_ANNUAL, _SEARCH, _TREE = "xxgkAnnualReport.jsp", "search.jsp", "tree.jsp"
_MODULE = "/module/xxgk/"
# A portal that answers the endpoint's address with an error.
_NO_ENDPOINT = "no_endpoint"
_NODE = re.compile(r"funclick\(\s*'([^']+)'[^>]*>\s*(?:<[^>]*>\s*)*([^<]+)")
_AREA = re.compile(r"\w{6,18}")
_CATEGORY = re.compile(r"\binfotypeId\s*[=:]\s*['\"]?(\w+)")
# What else the page's own search sends along.
_OWN_FIELDS = re.compile(r"\b(jdid|divid)\s*[=:]\s*['\"]?(\w+)")
# An area as a choice, or behind a script: <option value="113325000026455663">…, onclick="change('113325000026455663')"
_AREA_IN_SCRIPT = re.compile(r"['\"](1[12]\d{6}\w{5,10})['\"]")
_PAGE_CALL = re.compile(r"funGoPage\([^()]*?,\s*['\"]?(\d+)['\"]?\s*\)")
# The first report that the regulation asked for is that of 2008.
_FIRST_YEAR = 2008
# A report can come late; a year before the last three that had none is not asked for again.
_LATE_YEARS = 3


class Spider(PortalSpider):
    """Page of areas → endpoint of annual reports by area and year, or tree of categories → search."""

    name = "hanweb_xxgk"

    def first(self, start: Start) -> Iterable[scrapy.Request]:
        if _ANNUAL not in start.url:
            yield from super().first(start)
            return
        area = parse_qs(urlsplit(start.url).query).get("area", [""])[0]
        agency = self.portal.agencies.get(area) or start.agency
        # No list stands above: the endpoint itself is what the portal offers.
        self.readable_lists += 1
        yield from _annual(self, start.url, area, Run(start, canonical(start.url), 0, agency))

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of a search, or the requests to which a tree or a page of areas leads."""
    text = response.text if isinstance(response, TextResponse) else ""
    if "page" in run.data:
        yield from _listed(spider, response, run)
    elif _TREE in response.url:
        yield from _categories(spider, response, run)
    elif _MODULE in text:
        yield from _areas(spider, response, run)
    else:
        yield from read_static(spider, response, run)


def _areas(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """A page that links the areas (agencies) of the portal: the portal's own enumeration."""
    areas: dict[str, str] = {}
    years: set[tuple[str, str]] = set()
    for row in rows_of(response.selector, response.url):
        fields = parse_qs(urlsplit(row.url).query)
        code = fields.get("area", [""])[0]
        if _AREA.fullmatch(code):
            areas[code] = areas.get(code) or _named(spider, code, row.title)
            years.add((code, fields.get("fbtime", [""])[0]))
    for node in response.xpath(
        "//option[@value] | //a[@onclick] | //a[starts-with(@href, 'javascript:')] | //li[@onclick]"
    ):
        root = node.root
        coded = f"'{root.get('value')}'" if root.tag == "option" else f"{root.get('onclick')} {root.get('href')}"
        found = _AREA_IN_SCRIPT.search(coded)
        name = " ".join("".join(root.itertext()).split())
        if found and name:
            areas[found[1]] = areas.get(found[1]) or _named(spider, found[1], name)
    own = parse_qs(urlsplit(response.url).query).get("area", [""])[0]
    if own:
        areas.setdefault(own, run.agency)
    category = _CATEGORY.search(response.text)
    endpoint = urljoin(response.url, _MODULE + _ANNUAL)
    is_named = _ANNUAL in response.text
    for code, agency in areas.items():
        if agency:
            spider.tally.expect(agency, code)
        below = Run(run.start, run.url, run.depth + 1, agency, run.url)
        if is_named:
            yield from _annual(spider, endpoint, code, below, frozenset(year for area, year in years if area == code))
        if category:
            # A list of its own: what one area's search shows no more another's may show.
            own_url = f"{run.url}{'&' if '?' in run.url else '?'}area={code}&infotypeId={category[1]}"
            searched = Run(run.start, own_url, run.depth + 1, agency, run.url)
            yield from _search(spider, response, code, category[1], searched)
        elif not is_named or _SEARCH in response.text or _TREE in response.text:
            query = urlencode({"standardXxgk": 1, "area": code, "divid": "div4"})
            yield from spider.list_request(urljoin(response.url, f"{_MODULE}{_TREE}?{query}"), below)
    if areas and not is_named:
        yield from _endpoint_perhaps(spider, endpoint, areas, run)
    if not areas:
        yield from read_static(spider, response, run)


def _named(spider: PortalSpider, code: str, text: str) -> str:
    """The agency of an area: a link to one of its reports has the report's title for its text."""
    return spider.portal.agencies.get(code) or agency_named(text) or classify(text).agency


def _endpoint_perhaps(spider: PortalSpider, url: str, areas: dict[str, str], run: Run) -> Iterator[scrapy.Request]:
    """Some portals have the endpoint and name it nowhere: one address tells, and where there is none that is known."""
    runs = {code: Run(run.start, run.url, run.depth + 1, agency, run.url) for code, agency in areas.items()}
    code = next(iter(areas))
    first = next(_annual(spider, url, code, runs[code]), None)
    if first is None:
        return
    key = first.cb_kwargs["job"].key
    if spider.ledger.reason(key) == _NO_ENDPOINT and spider.ledger.may_stop(run.key):
        spider.ledger.settle(key, _NO_ENDPOINT)
        return

    def probed(response: Any, job: Any) -> list[scrapy.Request]:
        if response.status >= 400:
            spider.ledger.settle(job.key, _NO_ENDPOINT)
            spider.ledger.commit()
            return []
        requests = spider.on_document(response, job=job)
        for area, below in runs.items():
            requests += _annual(spider, url, area, below)
        return requests

    yield first.replace(callback=probed)


def _annual(
    spider: PortalSpider, url: str, area: str, run: Run, linked: Collection[str] = ()
) -> Iterator[scrapy.Request]:
    """One address a year. Its page has no title: it is composed from whose report was asked for and of which year.

    linked: years that a page links for the area: what was empty before may stand there now.
    """
    this_year = datetime.now(UTC).year
    for year in range(this_year - 1, spider.portal.quirks.get("first_year", _FIRST_YEAR) - 1, -1):
        address = canonical(urljoin(url, f"?{urlencode({'area': area, 'fbtime': year})}"))
        before = spider.ledger.entry(same_key(address))
        is_late = year >= this_year - _LATE_YEARS or str(year) in linked
        if before is not None and before.state == "seen" and not is_late:
            continue
        title = families_data()["composed_title"].format(agency=run.agency, year=year) if run.agency else ""
        found = Found("page", run.parent or run.url, title, "", run.agency)
        yield from spider.document_request(address, found, run)


def _categories(spider: PortalSpider, response: Any, run: Run) -> Iterator[scrapy.Request]:
    area = parse_qs(urlsplit(response.url).query).get("area", [""])[0]
    agency = spider.portal.agencies.get(area) or run.agency
    wanted = [code for code, name in _NODE.findall(response.text) if is_report_column(name)]
    if not wanted:
        spider.tally.problem(f"{response.url}: the tree names no category of annual reports")
    for code in wanted:
        below = Run(run.start, f"{run.url}&infotypeId={code}", run.depth + 1, agency, run.url)
        yield from _search(spider, response, area, code, below)


def _search(spider: PortalSpider, response: Any, area: str, category: str, run: Run) -> Iterator[scrapy.Request]:
    own = dict(_OWN_FIELDS.findall(response.text + response.url))
    form = {"infotypeId": category, "jdid": own.get("jdid", ""), "area": area, "divid": own.get("divid", "div4")}
    run.data.update(page=1, origin=response.url, form=form)
    yield from _ask(spider, run)


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    empty = {name: "" for name in ("texttype", "fbtime", "vc_all", "vc_filenumber", "vc_title", "vc_number")}
    query = {"standardXxgk": 0, "isAllList": 1, **empty, "currpage": run.data["page"], "sortfield": ",compaltedate:0"}
    yield from spider.list_request(
        urljoin(run.data["origin"], f"{_MODULE}{_SEARCH}?{urlencode(query)}"),
        run,
        method="POST",
        body=urlencode(run.data["form"]).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "Referer": run.data["origin"]},
    )


def _listed(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    if response.status >= 400 or not isinstance(response, TextResponse):
        return
    fresh = run.fresh(rows_of(response.selector, response.url, "tr[class*=tr_main_value]"))
    yield from fresh
    pages = re.search(families_data()["page_of_pages"], response.text)
    last = int(pages[2]) if pages else max((int(n) for n in _PAGE_CALL.findall(response.text)), default=0)
    if fresh and run.data["page"] < last:
        run.data["page"] += 1
        yield from _ask(spider, run)
