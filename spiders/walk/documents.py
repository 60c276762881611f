"""Documents: asked for once a crawl, kept as they came, and their files and further parts with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import HtmlResponse, TextResponse

from data.captures import Capture
from data.crawled import Moved
from data.obstacles import JS_SHELL, LIST_INSTEAD, PAGE_INSTEAD, obstacle_by_name
from data.titles import classify, is_report_column
from spiders.addresses import canonical, folder_of, is_article, is_below, is_document_file, list_base, same_key
from spiders.archive import (
    TRUNCATED,
    ArchiveError,
    Found,
    Received,
    digest_of,
    flaw_of,
    is_part,
    is_success,
    read_body,
)
from spiders.article import (
    attachments_of,
    date_of_page,
    further_parts,
    is_endpoint,
    is_one_article,
    says_a_report,
    shows_nothing,
    title_of_page,
)
from spiders.detect import LISTED_ELSEWHERE, detect
from spiders.ledger import GONE, Entry
from spiders.moved import BY_REDIRECT
from spiders.received import META, again
from spiders.rows import is_cut_off, rows_of
from spiders.walk import choice, lists, outcomes
from spiders.walk.run import FILES, NEW, WANTED, Job, Run, run_of, validators

if TYPE_CHECKING:
    from spiders.walk.spider import PortalSpider

# An interface's word of failure is no longer.
_SHORT_WORD = 2000


def request(
    spider: PortalSpider, url: str, found: Found, run: Run, may_be_list: bool = False
) -> Iterator[scrapy.Request]:
    key = same_key(url)
    entry = spider.ledger.entry(key)
    spider.ledger.want(key, url, found, run.origin, may_be_list)
    if not is_asked_for(spider, found):
        spider.tally.skip(url, found.title, "not_asked_for")
        return
    spider.tally.count(followed=1)
    if entry is not None and entry.state == "held":
        # Asked for again when all else is done, if due; a row that reads otherwise on its list is due tonight.
        if run.url == entry.list_url and _is_said_otherwise(found, entry.found):
            yield from ask_entry(spider, replace(entry, found=found))
        return
    if entry is not None and not spider.ledger.is_due(entry):
        spider.tally.skip(url, found.title, "failed_before")
        # a list shows it, it is not held, and it was not gone: the crawl lacks it tonight too
        spider.tally.unanswered += spider.ledger.reason(key) not in GONE
        return
    yield from _ask(spider, url, Job(found, run, None, may_be_list, key))


def is_asked_for(spider: PortalSpider, found: Found) -> bool:
    if not spider.wanted.is_limited:
        return True
    verdict = classify(found.title)
    return spider.wanted.takes(verdict.report_year, found.agency or verdict.agency, found.title)


def _ask(spider: PortalSpider, url: str, job: Job) -> Iterator[scrapy.Request]:
    """The request for a document, once a crawl; conditional where its bytes are held."""
    if job.key in spider.asked:
        return
    spider.asked.add(job.key)
    priority = FILES if job.found.kind == "file" else NEW
    headers = validators(job.known) if job.known else {}
    yield spider.request(url, spider.on_document, priority, {"job": job}, headers=headers)


def ask_entry(spider: PortalSpider, entry: Entry) -> Iterator[scrapy.Request]:
    """The request for an address that an earlier crawl left, or that is due again."""
    if not spider.portal.allows_host(urlsplit(entry.url).hostname or "") or not is_asked_for(spider, entry.found):
        return
    known = spider.archive.latest.get(entry.held_url) if entry.held_url else None
    yield from _ask(spider, entry.url, Job(entry.found, run_of(entry), known, entry.may_be_list, entry.key))


def take_files_again(spider: PortalSpider, entry: Entry) -> Iterator[scrapy.Request]:
    """The files of a page that was kept by a crawl which was killed before it took them."""
    capture = spider.archive.latest.get(entry.held_url)
    if capture is not None:
        yield from list(_beside_held(spider, capture, Job(entry.found, run_of(entry), capture, False, entry.key)))
        if capture.url in spider.archive.latest:
            spider.ledger.held(entry.key, capture)
    spider.ledger.commit()


def answered(spider: PortalSpider, response: Any, job: Job) -> Iterator[scrapy.Request]:
    found, url = job.found, canonical(response.url)
    obstacle = outcomes.obstacle(spider, response)
    if obstacle is not None:
        outcomes.keep_obstacle(spider, response, found, obstacle)
        spider.tally.unanswered += obstacle.name not in GONE
        if not obstacle.blocks:
            outcomes.note_vanished(spider, job, url, obstacle.name)
            spider.ledger.fail(job.key, obstacle.name)
    elif response.status == 304 and job.known is not None:
        # What only the page itself said stands in what is held of it.
        found = replace(found, listed_date=found.listed_date or job.known.listed_date)
        capture = spider.archive.keep_unmodified(response.meta[META], job.known, found)
        spider.ledger.held(job.key, capture)
        spider.documents += 1
        _note_endpoint(spider, response.url)
        spider.tally.same(capture.url, found.title, "not modified")
        yield from _beside_held(spider, capture, job)
    elif not is_success(response.status):
        spider.tally.unanswered += f"status {response.status}" not in GONE
        outcomes.note_vanished(spider, job, url, f"status {response.status}")
        spider.ledger.fail(job.key, f"status {response.status}")
        spider.tally.fail(response.url, found.title, f"status {response.status}")
    elif job.may_be_list and _is_list(spider, response, job):
        below = replace(job.run.start, column=found.title if is_report_column(found.title) else job.run.start.column)
        run = Run(below, url, job.run.depth + 1, found.agency, found.parent_url, by_name=True)
        spider.lists_seen.add(same_key(url))
        spider.ledger.settle(job.key, "list")
        spider.tally.account.begin(run.account)
        spider.keep_list(response, run)
        spider.led_again.clear()
        requests = list(choice.follow(spider, lists.things(spider, response, run), run))
        run.account.leads += bool(requests) or lists.leads_again(spider, run)
        yield from requests
        lists.account_for(spider, response, run)
        yield from lists.finish(spider, run)
    elif reason := spider.set_aside(response, job):
        outcomes.note_vanished(spider, job, url, reason)
        (spider.ledger.settle if job.known is None else spider.ledger.fail)(job.key, reason)
        spider.tally.skip(url, found.title, reason)
    elif name := _not_the_document(spider, response, job):
        outcomes.keep_obstacle(spider, response, found, obstacle_by_name(name))
        spider.tally.unanswered += 1
        spider.ledger.fail(job.key, name)
    else:
        spider.seen.add(same_key(url))
        yield from _keep_document(spider, response, url, job)


def _note_endpoint(spider: PortalSpider, url: str) -> None:
    if is_endpoint(url):
        spider.report_hosts.add(outcomes.host_of(url))


def _not_the_document(spider: PortalSpider, response: Any, job: Job) -> str:
    """The name of what came in place of a document with status 200 and without a mark: a page for a file, a shell
    for a page."""
    if not isinstance(response, TextResponse):
        return ""
    asked = (response.meta.get("redirect_urls") or [response.url])[0]
    known = job.known or spider.archive.latest.get(canonical(response.url))
    was_file = known is not None and known.kind == "file" and not known.obstacle
    if (was_file or is_document_file(asked)) and not says_a_report(response):
        is_page = isinstance(response, HtmlResponse) and not response.xpath("//table")
        if is_page or (not isinstance(response, HtmlResponse) and len(response.body) < _SHORT_WORD):
            return PAGE_INSTEAD
    return JS_SHELL if isinstance(response, HtmlResponse) and shows_nothing(response) else ""


def _keep_document(spider: PortalSpider, response: Any, url: str, job: Job) -> Iterator[scrapy.Request]:
    found = job.found
    is_page = isinstance(response, HtmlResponse)
    if found.kind != ("page" if is_page else "file"):
        # An address says nothing certain: scripts give files, and dead files give pages.
        found = replace(found, kind="page" if is_page else "file")
    if is_page and is_cut_off(found.title):
        found = replace(found, title=title_of_page(response) or found.title)
    if is_page and not found.listed_date:
        found = replace(found, listed_date=date_of_page(response))
    if is_page and digest_of(response.body) in spider.list_digests:
        outcomes.keep_obstacle(spider, response, found, obstacle_by_name(LIST_INSTEAD))
        spider.ledger.fail(job.key, LIST_INSTEAD)
        return
    before = spider.archive.latest.get(url) or job.known
    if job.known is not None and same_key(job.known.url) != same_key(url):
        # the server itself says where it stands now
        spider.tally.so_far.moved.append(Moved(job.known.url, url, found.title, BY_REDIRECT))
        spider.tally.say("moved", job.known.url, found.title, url)
    received: Received = response.meta[META]
    capture = spider.archive.keep(received, url, found)
    spider.documents += 1
    _note_endpoint(spider, response.url)
    if is_part(capture):
        # Read with that said of it, and asked for again: it is never what a later answer is compared with.
        spider.ledger.fail(job.key, TRUNCATED)
        spider.tally.problem(f"{url}: only part of the document came ({flaw_of(received)}); asked for again when due")
        is_same = capture.is_repeat
    else:
        spider.ledger.held(job.key, capture)
        is_same = before is not None and before.digest == capture.digest
    if is_same:
        spider.tally.same(url, found.title, "same bytes")
    else:
        spider.tally.captured(url, found.title, revised=before is not None)
    if is_page:
        yield from files_of(spider, response, replace(job, found=found))


def files_of(spider: PortalSpider, response: Any, job: Job) -> Iterator[scrapy.Request]:
    """Requests for the files and further parts that belong to a page; those held already are asked for again,
    conditionally. A part is a page whose parent is the article's first page and whose title is the article's."""
    lists.name_bad_addresses(spider, response)
    parent = canonical(response.url)
    for url in further_parts(response, job.found.parent_url):
        spider.seen.add(same_key(url))
        part = Found("page", parent, job.found.title, job.found.listed_date, job.found.agency)
        yield from spider.document_request(url, part, job.run)
    for attachment in attachments_of(response):
        key = same_key(attachment.url)
        if key in spider.seen or key in job.run.seen:
            continue
        spider.seen.add(key)
        if not spider.portal.allows_host(urlsplit(attachment.url).hostname or ""):
            spider.tally.skip(attachment.url, attachment.name, "host_refused")
            continue
        found = Found("file", parent, attachment.name or job.found.title, job.found.listed_date, job.found.agency)
        yield from spider.document_request(attachment.url, found, job.run)


def _beside_held(spider: PortalSpider, capture: Capture, job: Job) -> Iterator[scrapy.Request]:
    """The files of an unmodified page, read from the page as it was kept: an interrupted crawl may have left some.

    A page that cannot be read any more is fetched anew.
    """
    try:
        body = read_body(spider.archive.archive, capture)
    except ArchiveError as error:
        spider.tally.problem(f"{error}; fetched again")
        spider.archive.forget(capture)
        yield spider.request(capture.url, spider.on_document, NEW, {"job": replace(job, known=None)})
        return
    page = again(None, capture, body, spider.portal.encoding)
    if isinstance(page, HtmlResponse):
        yield from files_of(spider, page, job)


def _is_list(spider: PortalSpider, response: Any, job: Job) -> bool:
    """Whether what is called like one report, or by an agency's name alone, holds several, as a column does."""
    if not isinstance(response, HtmlResponse) or is_one_article(response):
        return False
    base = list_base(response.url)
    rows = [row for row in rows_of(response.selector, base) if is_article(row.url) or is_document_file(row.url)]
    wanted = [row for row in rows if spider.verdict(row, job.run).kind in WANTED]
    if sum(is_below(row.url, folder_of(base)) for row in wanted) > 1:
        return True
    is_list = bool(wanted) or detect(response.url, response.text).family in LISTED_ELSEWHERE
    return is_list and not is_article(response.url)


def _is_said_otherwise(found: Found, before: Found) -> bool:
    """Whether a list gives a row another title or date than it did."""
    pairs = ((found.title, before.title), (found.listed_date, before.listed_date))
    return any(now and then and now != then for now, then in pairs)
