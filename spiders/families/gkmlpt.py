"""gkmlpt, the open-information platform of Guangdong: a column tree in the page, lists by a JSON interface.

Each agency has a sub-site: `{base}[/<sub-site>]/gkmlpt/index`. The tree names a column of annual reports, which either
has its own list (`/gkmlpt/api/all/<columnId>?page=&sid=`) or jumps out of the platform to a static list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urldefrag, urlsplit

import scrapy
from scrapy.http import HtmlResponse

from data.titles import agency_named, classify, is_report_column
from spiders.addresses import canonical, resolve, same_key
from spiders.portals import Start
from spiders.received import text_of
from spiders.rows import Row, day_of, rows_of, title_of
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider

_SID = re.compile(r"\bSID\s*:\s*['\"]?(\w+)")
_SUB_SITE = re.compile(r"/([^/]+)/gkmlpt/index/?$")
_TREE = re.compile(r"\bTREE\s*:\s*\[")
# The date that the platform shows in its list, as far as an installation fills it; seconds or text.
_DATES = ("display_publish_time", "first_publish_time", "date", "create_time", "created_at")


@dataclass(frozen=True)
class Node:
    """One column of the tree; `path` is its names from the root, `jump_url` "" where it has its own list."""

    number: int
    path: str
    jump_url: str
    post_count: int | None


class Spider(PortalSpider):
    """Index page → column tree → the annual reports' column: its interface page by page, or the list it jumps to."""

    name = "gkmlpt"

    def first(self, start: Start) -> Iterable[scrapy.Request]:
        url = urldefrag(start.url)[0]
        # several columns of one page: `…/gkmlpt/index#1234`, `…/gkmlpt/index#1235`
        on_page = [one for one in self.portal.start if same_key(urldefrag(one.url)[0]) == same_key(url)]
        if start is not on_page[0]:
            return
        run = Run(start, canonical(url), agency=self.portal.agency_of(url) or start.agency)
        run.data["columns"] = {urldefrag(one.url)[1]: one for one in on_page}
        yield from self.list_request(url, run)

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of the interface or of the list outside, and the requests to which the column tree leads."""
    if "api" in run.data:
        yield from _listed_by_interface(spider, response, run)
    elif "/gkmlpt/index" in response.url or "/gkmlpt/index" in run.url:
        requests = list(_sub_sites(spider, response, run))
        # The front page of the agencies' sub-sites needs no column of its own.
        yield from _columns(spider, response, run, is_needed=not requests)
        yield from requests
    elif isinstance(response, HtmlResponse) and (requests := _elsewhere(spider, response, run)):
        yield from requests
    else:
        yield from read_static(spider, response, run)


def _columns(spider: PortalSpider, response: Any, run: Run, is_needed: bool) -> Iterator[scrapy.Request]:
    sid, nodes = _SID.search(response.text), nodes_of(response.text)
    if sid is None or nodes is None:
        spider.tally.problem(f"{response.url}: no column tree (TREE and SID) in the page; has the platform changed?")
        return
    for column, given in _columns_asked(run).items():
        wanted = [n for n in nodes if str(n.number) == column] if column else report_nodes(nodes)
        if not wanted and (is_needed or column):
            missing = column or "one of annual reports"
            spider.tally.problem(f"{response.url}: no such column in the tree of {len(nodes)}: {missing}")
        for node in wanted:
            yield from _column(spider, response, run, given, node, sid[1])


def _columns_asked(run: Run) -> dict[str, Start]:
    """The numbers of the columns wanted of a page, "" for those of annual reports, each with its start."""
    columns: dict[str, Start] = run.data.get("columns") or {"": run.start}
    return columns


def _column(
    spider: PortalSpider, response: Any, run: Run, given: Start, node: Node, sid: str
) -> Iterator[scrapy.Request]:
    start = Start(given.url, given.agency, given.column or node.path.rsplit("/", 1)[-1])
    below = Run(start, canonical(response.url), run.depth + 1, given.agency or run.agency, run.url)
    if node.jump_url:
        below.url = resolve(response.url, node.jump_url)
        if below.url:
            yield from spider.list_request(below.url, below)
        return
    base = response.url.split("/gkmlpt/", 1)[0]
    below.data.update(api=f"{base}/gkmlpt/api/all/{node.number}", sid=sid, page=1)
    below.total = node.post_count
    below.url = below.data["api"]
    yield from _ask(spider, below)


def _sub_sites(spider: PortalSpider, response: Any, run: Run) -> Iterator[scrapy.Request]:
    """The agencies' sub-sites that the platform's own front page, or a page of agencies, links: its enumeration."""
    if run.depth or any(_columns_asked(run)) or _SUB_SITE.search(urlsplit(response.url).path):
        return
    for row in rows_of(response.selector, response.url):
        found = _SUB_SITE.search(urlsplit(row.url).path)
        if found and urlsplit(row.url).hostname == urlsplit(response.url).hostname:
            agency = spider.portal.agency_of(row.url) or agency_named(row.title)
            if agency:
                spider.tally.expect(agency, found[1])
            below = Run(replace(run.start, agency=agency), row.url, run.depth + 1, agency, run.url)
            yield from spider.list_request(row.url, below)


def _elsewhere(spider: PortalSpider, response: HtmlResponse, run: Run) -> list[scrapy.Request]:
    """What a page outside the platform leads to on it: columns by their numbers, else the agencies' sub-sites."""
    return [*_linked_columns(spider, response, run)] or [*_sub_sites(spider, response, run)]


def _linked_columns(spider: PortalSpider, response: HtmlResponse, run: Run) -> Iterator[scrapy.Request]:
    """The columns that a page of years, tiers or agencies links on the platform by their numbers (`index#1234`)."""
    if run.depth or run.pages > 1:
        return
    pages: dict[str, dict[str, Start]] = {}
    for anchor in response.xpath("//a[contains(@href, '/gkmlpt/index#')]"):
        url, number = urldefrag(anchor.root.get("href").strip())
        title = title_of(anchor.root)
        named = agency_named(title)
        address = resolve(response.url, url)
        # a number in the hash is a column's; what is called like one of reports, a year, a tier or an agency is wanted
        if address and number.isalnum() and (named or classify(title, run.start.column).kind == "list"):
            agency = spider.portal.agency_of(address) or named or run.agency
            if named:
                spider.tally.expect(agency, number)
            pages.setdefault(address, {})[number] = Start(address, agency, title)
    for address, columns in pages.items():
        below = Run(run.start, address, run.depth + 1, run.agency, run.url)
        below.data["columns"] = columns
        yield from spider.list_request(address, below)


def _ask(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    url = f"{run.data['api']}?page={run.data['page']}&sid={run.data['sid']}"
    yield from spider.list_request(url, run, headers={"Referer": run.parent, "Accept": "application/json"})


def _listed_by_interface(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of one page of the interface. Some sites answer 404 for page 2 and on: the list is then cut short."""
    if response.status >= 400:
        spider.incomplete(run)
        return
    try:
        answer = json.loads(text_of(response))
        articles = answer["articles"]
    except (ValueError, KeyError, TypeError) as error:
        spider.tally.problem(f"{response.url}: no list of articles in the answer: {error!r}")
        return
    count = answer.get("total") or (answer.get("classify") or {}).get("post_count")
    if isinstance(count, int):
        run.total = count
    run.account.says_nothing_here |= articles == []
    fresh = run.fresh(row for row in (row_of(response.url, article) for article in articles) if row)
    yield from fresh
    if fresh and (run.total is None or run.counted < run.total):
        run.data["page"] += 1
        yield from _ask(spider, run)
    else:
        spider.incomplete(run)


def nodes_of(text: str) -> list[Node] | None:
    """All columns of the tree in a page's `window._CONFIG`, parents before children; None where there is no tree.

    `_CONFIG` is a script's object with bare keys, but the array behind `TREE:` is JSON: it is cut out by its brackets.
    """
    found = _TREE.search(text)
    if found is None:
        return None
    try:
        tree, _ = json.JSONDecoder().raw_decode(text, found.end() - 1)
    except ValueError:
        return None
    return list(_flattened(tree, ""))


def report_nodes(nodes: list[Node]) -> list[Node]:
    """The columns in which annual reports stand, and those below them (years, tiers)."""
    roots = [n for n in nodes if is_report_column(n.path.rsplit("/", 1)[-1])]
    return [n for n in nodes if any(n.path == r.path or n.path.startswith(r.path + "/") for r in roots)]


def row_of(base: str, article: dict[str, Any]) -> Row | None:
    """A row from one entry of `articles`; None where it has no address. Dates are Beijing's."""
    url = resolve(base, str(article.get("url") or article.get("post_url") or ""))
    if not url:
        return None
    date = next((d for d in (day_of(str(article.get(key) or "")) for key in _DATES) if d), "")
    title = " ".join(re.sub(r"<[^>]*>", "", str(article.get("title") or "")).split())
    return Row(url, title, date, str(article.get("publisher") or ""))


def _flattened(tree: list[dict[str, Any]], above: str) -> Iterator[Node]:
    for node in tree:
        path = f"{above}/{node.get('name', '')}"
        count = node.get("post_count")
        yield Node(int(node["id"]), path, node.get("jump_url") or "", count if isinstance(count, int) else None)
        yield from _flattened(node.get("children") or [], path)
