"""Rows: which links of a page are entries of its list, and what becomes of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import scrapy

from data.titles import TitleClass, agency_named, classify, is_report_column, is_tier
from spiders.account import FOLLOWED, HELD, REFUSED, ROW_FAILED
from spiders.addresses import folder_of, is_article, is_below, is_document_file, is_file, is_folder, is_home, same_key
from spiders.archive import Found
from spiders.indexes import code_of, index_rows
from spiders.rows import Row
from spiders.walk.run import WANTED, Run

if TYPE_CHECKING:
    from spiders.walk.spider import PortalSpider

_DEEPEST = 3
# The verdict on a title that says nothing either way.
_SILENT = "no_report_words"
_COLUMN = "column_name"
_YEAR, _COLLECTIONS = "year_list", ("several_agencies", "collection")


def listed(spider: PortalSpider, rows: Iterable[Row], run: Run) -> list[Row]:
    """Those of a page's links that are entries of its list: articles, files, and what its title makes one.

    A page without a document is a way to lists: there columns of annual reports count wherever they lie, since
    systems that number their columns (`/col/col12/`) put none below another.
    """
    rows = list(rows)
    entries = [row for row in rows if _is_entry(spider, row, run)]
    index = {same_key(row.url): row for row in _index(spider, rows, entries, run)}
    entries = [row for row in entries if same_key(row.url) not in index]
    if any(is_article(row.url) or is_document_file(row.url) for row in entries):
        return entries + list(index.values())
    elsewhere = [row for row in rows if row in entries or _is_column_elsewhere(spider, row, run)]
    return [row for row in elsewhere if same_key(row.url) not in index] + list(index.values())


def _index(spider: PortalSpider, rows: list[Row], entries: list[Row], run: Run) -> list[Row]:
    """The links of a list's first page that are called by agencies or tiers, where it may be an index of them."""
    if run.depth >= _DEEPEST or run.pages > 1 or not is_report_column(run.start.column):
        return []
    has_reports = any(_is_report(spider, row, run) for row in entries)
    found = index_rows(rows, run.url, has_reports)
    return [row for row in found if not _is_report(spider, row, run)]


def _is_report(spider: PortalSpider, row: Row, run: Run) -> bool:
    verdict = spider.verdict(row, run)
    return verdict.kind in WANTED and verdict.reason not in ("name_alone", "bare_title")


def _is_entry(spider: PortalSpider, row: Row, run: Run) -> bool:
    verdict = spider.verdict(row, run)
    if is_article(row.url) or is_document_file(row.url):
        return True
    # An article of a shape that is not known.
    if row.listed_date and not is_folder(row.url) and is_below(row.url, folder_of(run.url)):
        return True
    # Menus hold agencies' names, which lead to their home pages.
    if verdict.kind in WANTED and verdict.reason != "name_alone":
        return True
    # Menus on every page name columns of annual reports too: of others' columns, unless they lie below this one.
    in_place = is_below(row.url, folder_of(run.url)) or not is_folder(row.url)
    # `…/zfxxgknb/2020/` on `…/zfxxgknb/2021/`
    in_place |= verdict.reason == _YEAR and _is_sibling(row.url, run.url)
    return (verdict.kind == "list" and in_place) or is_sub_folder(spider, row, run)


def _is_column_elsewhere(spider: PortalSpider, row: Row, run: Run) -> bool:
    if run.depth >= _DEEPEST or run.pages > 1 or is_home(row.url) or same_key(row.url) == run.key:
        return False
    same_host = urlsplit(row.url).hostname == urlsplit(run.url).hostname
    verdict = spider.verdict(row, run)
    if not same_host or verdict.kind != "list" or same_key(row.url) in spider.lists_seen:
        return False
    # The home page of an agency that an index names has a column of its own for its reports.
    return verdict.reason in (_YEAR, *_COLLECTIONS) or (run.by_name and verdict.reason == _COLUMN)


def follow(spider: PortalSpider, things: Iterable[Row | scrapy.Request], run: Run) -> Iterator[scrapy.Request]:
    for thing in things:
        if isinstance(thing, Row):
            yield from spider.take(thing, run)
        else:
            yield thing


def take(spider: PortalSpider, row: Row, run: Run) -> Iterator[scrapy.Request]:
    """Decide on one row: fetch it as page, file or list, or skip it with its reason."""
    key = same_key(row.url)
    verdict = spider.verdict(row, run)
    run.met += 1
    run.wanted += verdict.kind in WANTED
    if verdict.kind in WANTED and (day := row.listed_date or str(verdict.report_year or "")):
        run.days.append(day)
    if spider.ledger.see(key, row.url, row.title):
        run.unknown += 1
        spider.ledger.list_begun(run.key, run.url)
        if verdict.kind in WANTED and run.may_stop:
            # What is held under the same title may have moved here, from a page of the list that is not read tonight.
            for entry in spider.ledger.held_as(row.title, run.url, key):
                yield from spider.ask_entry(entry)
    is_listed = row.listed_date or row.is_list or verdict.kind in WANTED or is_below(row.url, folder_of(run.url))
    if verdict.kind == "list" or row.is_list or is_sub_folder(spider, row, run):
        run.account.leads += bool(is_listed) and key != run.key
    else:
        run.account.listed += bool(is_listed)
    run.account.dated(row.listed_date if verdict.kind in WANTED else "")
    if key in spider.seen:
        run.account.rows[HELD] += 1
        return
    spider.seen.add(key)
    spider.tally.count(links=1)
    if not spider.portal.allows_host(urlsplit(row.url).hostname or ""):
        reason = verdict.reason if verdict.kind == "other" and not is_sub_folder(spider, row, run) else "host_refused"
        _refuse(spider, row, run, reason)
        return
    agency = spider.portal.agency_of(row.url) or (row.agency if row.is_list else "") or run.agency or row.agency
    is_named = row.is_list and (is_article(row.url) or is_file(row.url))
    if (verdict.kind in WANTED and not (row.is_list and verdict.reason == "bare_title")) or is_named:
        kind = "file" if is_file(row.url) else "page"
        found = Found(kind, run.url, row.title, row.listed_date, agency)
        may_be_list = kind == "page" and (is_named or not is_article(row.url))
        run.account.rows[_how_known(spider, key)] += 1
        yield from spider.document_request(row.url, found, run, may_be_list)
    elif is_file(row.url) and (verdict.kind == "list" or _is_collected(spider, verdict, run)):
        # One file for all departments' reports, or a file of a collection page whose link says only "PDF".
        run.account.rows[_how_known(spider, key)] += 1
        yield from spider.document_request(row.url, Found("file", run.url, row.title, row.listed_date, agency), run)
    elif verdict.kind == "list" or row.is_list or is_sub_folder(spider, row, run):
        if run.depth >= _DEEPEST:
            _refuse(spider, row, run, "too_deep")
            return
        run.account.rows[FOLLOWED] += 1
        # a year or a tier is a part of the column: what stands in it is judged by the column's name
        is_part = is_report_column(run.start.column) and not is_report_column(row.title)
        column = row.title if verdict.kind == "list" and not is_part else run.start.column
        if verdict.kind != "list" and (named := row.agency or agency_named(row.title)):
            # A list an agency: the portal's own enumeration.
            agency = spider.portal.agency_of(row.url) or named
            spider.tally.expect(agency, code_of(row.url))
        start = replace(run.start, agency=agency, column=column)
        below = Run(start, row.url, run.depth + 1, agency, run.url, is_collection=is_article(row.url))
        below.by_name = row.is_list
        yield from spider.list_request(row.url, below)
    else:
        _refuse(spider, row, run, verdict.reason)


def _refuse(spider: PortalSpider, row: Row, run: Run, reason: str) -> None:
    run.account.rows[REFUSED] += 1
    spider.tally.skip(row.url, row.title, reason)


def _how_known(spider: PortalSpider, key: str) -> str:
    entry = spider.ledger.entry(key)
    if entry is None or entry.state not in ("held", "failed"):
        return FOLLOWED
    return HELD if entry.state == "held" else FOLLOWED if spider.ledger.is_due(entry) else ROW_FAILED


def _is_collected(spider: PortalSpider, verdict: TitleClass, run: Run) -> bool:
    return run.is_collection and verdict.reason == _SILENT


def verdict(spider: PortalSpider, row: Row, run: Run) -> TitleClass:
    return classify(row.title, run.start.column, row.file_name)


def is_sub_folder(spider: PortalSpider, row: Row, run: Run) -> bool:
    """Years and tiers of a column are folders below it: `…/zfxxgknb/2021/`, `…/zfxxgknb/xzjd/`."""
    if not spider.portal.quirks.get("folders", True) or not is_folder(row.url):
        return False
    if run.by_name and not (is_tier(row.title) or agency_named(row.title)):
        # An agency's name may lead to its home page, below which lies all that it publishes.
        return False
    root = folder_of(run.url)
    return urlsplit(root).path != "/" and is_below(row.url, root)


def _is_sibling(url: str, other: str) -> bool:
    """Whether two folders lie in the same one, which is not the site's own."""
    own, beside = (folder_of(u).rstrip("/").rsplit("/", 1)[0] + "/" for u in (url, other))
    return same_key(own) == same_key(beside) and urlsplit(own).path != "/" and same_key(url) != same_key(other)
