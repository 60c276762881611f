"""Lists: asked for page after page, kept, read by their family, and accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.http import HtmlResponse, TextResponse

from data.families import families_data
from data.manners import manners
from data.titles import classify
from spiders.account import KNOWN, WHOLE
from spiders.addresses import canonical, list_base, same_key
from spiders.archive import ArchiveError, Found, Received, read_body
from spiders.article import is_one_article
from spiders.detect import drift, shown_family
from spiders.framed import read_framed
from spiders.indexes import column_of_page
from spiders.received import META, again, text_of
from spiders.rows import Row, bad_addresses, bad_addresses_in, rows_without_address
from spiders.walk import choice, outcomes
from spiders.walk.run import LISTS, WANTED, Run, validators

if TYPE_CHECKING:
    from spiders.walk.spider import PortalSpider

_MAX_PAGES = 100


def request(spider: PortalSpider, url: str, run: Run, **options: Any) -> Iterator[scrapy.Request]:
    """A request for a page of a list, nothing where it was made before or the list has had pages enough."""
    body = options.get("body") or b""
    key = same_key(url) + (f" {body!r}" if body else "")
    if key in spider.lists_seen:
        spider.led_again.append(run)
        return
    least = 1 if run.guesses_pages else manners().nightly_pages
    is_known = run.pages >= least and run.met and not run.unknown and not run.is_shell
    if is_known and run.may_stop and not run.is_oldest_first:
        # Newest first, as lists are: what stands behind a page without anything unknown is known too. Only a row that
        # was moved or edited far down is met at the next sweep.
        run.account.is_cut_short = True
        return
    if spider.tally.so_far.lists >= manners().portal_pages:
        run.account.is_broken = run.account.is_too_long = True
        spider.tally.account.begin(run.account)
        spider.tally.problem(f"more than {spider.tally.so_far.lists} list pages; the rest of the portal is not read")
        return
    if run.pages >= spider.portal.quirks.get("max_pages", _MAX_PAGES):
        run.account.is_too_long = True
        spider.tally.problem(f"{run.url}: more than {run.pages} pages; the rest of the list is not read")
        return
    spider.lists_seen.add(key)
    run.account.awaited += 1
    run.account.url, run.account.column, run.account.agency = run.url, run.start.column, run.agency
    run.account.is_guess = run.is_guess
    spider.tally.account.begin(run.account)
    known = spider.archive.latest.get(canonical(url)) if not body else None
    if known is not None and known.kind == "list":
        options["headers"] = {**(options.get("headers") or {}), **validators(known)}
    yield spider.request(url, spider.on_list, LISTS, {"run": run}, **options)


def incomplete(spider: PortalSpider, run: Run) -> None:
    """Say so where a list holds fewer entries than it claims."""
    if run.total is not None and run.counted < run.total and not run.account.is_cut_short:
        run.account.is_short = True
        spider.tally.problem(
            f"{run.url}: the list says it holds {run.total} entries, {run.counted} were found", recurs=True
        )


def answered(spider: PortalSpider, response: Any, run: Run) -> Iterator[scrapy.Request]:
    run.account.awaited -= 1
    run.met = run.unknown = run.wanted = 0
    run.days.clear()
    run.is_shell = False
    if response.status == 304:
        held = _held(spider, response, run)
        if held is None and not _is_conditional(response.request):
            run.account.is_broken = True
            spider.tally.fail(response.url, "", "status 304, though nothing was said to be held")
            return
        if held is None:
            run.account.awaited += 1
            yield spider.request(response.url, spider.on_list, LISTS, {"run": run})
            return
        response = held
    is_first = not run.pages
    if is_first:
        run.may_stop = spider.ledger.may_stop(run.key)
    leads_on = leads_elsewhere = False
    spider.led_again.clear()
    for request in _read(spider, response, run):
        leads_on = True
        below = request.cb_kwargs.get("run") or request.cb_kwargs["job"].run
        leads_elsewhere |= below is not run
        yield request
    if is_first and run.pages:
        _note_first_page(spider, response, run, leads_on)
    run.account.leads += leads_elsewhere or leads_again(spider, run)
    yield from finish(spider, run)


def leads_again(spider: PortalSpider, run: Run) -> bool:
    """Whether the page just read leads to an interface that another page led to before: it is this one's list all the
    same. A link in its menu is none."""
    return any(below is not run and bool(below.data) for below in spider.led_again)


def finish(spider: PortalSpider, run: Run) -> Iterator[scrapy.Request]:
    """Note that a list was read to its end, or to where known entries begin, if it was; and requests for what is held
    and stands on it no more: whether it vanished or moved is said tonight."""
    if run.account.awaited or run.account.is_broken or not run.pages:
        return
    spider.ledger.list_read(run.key, run.url, to_the_end=not run.account.is_cut_short)
    # Where it was left, what is listed later than its last row should have been on the pages before.
    last = (run.days[-1] if run.days else "") if run.account.is_cut_short else ""
    if run.account.listed and run.account.end() in (WHOLE, KNOWN) and (last or not run.account.is_cut_short):
        for entry in spider.ledger.off_list(run.url, run.seen | spider.seen, last):
            yield from spider.ask_entry(entry)


def _note_first_page(spider: PortalSpider, response: Any, run: Run, leads_on: bool) -> None:
    """What a list shows on its first page, for comparison, and what it is instead where it shows nothing and leads
    nowhere: the page of another family, or one in which the portal file's selector finds nothing."""
    spider.shown[run.key] = (run.url, run.wanted)
    if not isinstance(response, HtmlResponse):
        return
    selector = spider.portal.quirks.get("rows", "")
    if selector and not response.css(selector):
        said = f"{run.url}: the portal file's rows, {selector!r}, are nowhere in the page"
        spider.drifts[run.key] = (run.url, f"{said}; {shown_family(response.url, response.text)}", True)
    elif not run.wanted and not leads_on:
        drifted, is_another = drift(spider.portal.family, response.url, response.text)
        if drifted:
            spider.drifts[run.key] = (run.url, drifted, is_another)


def _read(spider: PortalSpider, response: Any, run: Run) -> Iterator[scrapy.Request]:
    obstacle = outcomes.obstacle(spider, response)
    if obstacle is not None and run.pages and not obstacle.blocks:
        # Behind the last page some servers answer 404, others say so with status 200 or jump elsewhere.
        response = response.replace(status=404)
    elif obstacle is not None:
        run.account.is_broken = True
        if obstacle.blocks:
            run.account.obstacle = obstacle.name
        outcomes.keep_obstacle(spider, response, Found("list", run.parent, "", "", run.agency), obstacle)
        return
    if response.status >= 400 and not run.pages and run.is_guess:
        return
    if response.status >= 400 and not run.pages:
        run.account.is_broken = True
        spider.tally.fail(response.url, "", f"list answered with status {response.status}")
        return
    # Behind the last page there may be nothing; a server in trouble says nothing about the end.
    run.account.is_broken |= response.status >= 500
    if response.status < 400:
        if not run.pages and not run.start.column and isinstance(response, HtmlResponse):
            run.start = replace(run.start, column=column_of_page(response))
        spider.keep_list(response, run)
    name_bad_addresses(spider, response)
    yield from choice.follow(spider, things(spider, response, run), run)
    if response.status < 400:
        account_for(spider, response, run)


def account_for(spider: PortalSpider, response: Any, run: Run) -> None:
    """Name the rows of a page that say what they are and not where they lead; note where it says it has none."""
    if isinstance(response, TextResponse):
        run.account.says_nothing_here |= any(mark in text_of(response) for mark in families_data()["nothing_here"])
    run.account.says_nothing_here |= run.total == 0
    if not isinstance(response, HtmlResponse) or is_one_article(response):
        return
    for told, title in rows_without_address(response.selector, list_base(response.url)):
        verdict = classify(title, run.start.column)
        if verdict.kind in WANTED and (verdict.report_year or told) and verdict.reason != "name_alone":
            spider.tally.account.not_understood(run.account, title, told)
            spider.tally.say("not_understood", run.url, title, told[:300])


def name_bad_addresses(spider: PortalSpider, response: Any) -> None:
    """The links of a page that are no addresses: each costs itself, by name."""
    if isinstance(response, HtmlResponse):
        for href, title in bad_addresses(response.selector, list_base(response.url)):
            spider.tally.skip(href, title, "bad_address")
    elif isinstance(response, TextResponse):
        for href in bad_addresses_in(response.text):
            spider.tally.skip(href, "", "bad_address")


def things(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """What a list page holds, by this family; by the one that its own page shows, where it stood in a frame."""
    return read_framed(spider, response, run) if run.is_framed else spider.read(response, run)


def keep(spider: PortalSpider, response: Any, run: Run) -> None:
    run.pages += 1
    run.account.pages += 1
    spider.tally.count(lists=1)
    spider.readable_lists += 1
    received: Received = response.meta[META]
    url = canonical(response.url)
    if response.request.body:
        # One address answers differently to different forms: the form is part of what was asked.
        url += ("&" if "?" in url else "?") + response.request.body.decode("latin-1")
    found = Found("list", run.parent, "", "", run.agency)
    if received.status == 304:
        capture = spider.archive.keep_unmodified(received, spider.archive.latest[url], found)
    else:
        capture = spider.archive.keep(received, url, found)
    spider.list_digests.add(capture.digest)
    spider.tally.say("list", url, "", "unchanged" if capture.is_repeat else "new")


def _held(spider: PortalSpider, response: Any, run: Run) -> Any:
    """A list page that is as it was, from the archive; None where its record is damaged, which is forgotten."""
    known = spider.archive.latest.get(canonical(response.request.url))
    if known is None:
        return None
    try:
        body = read_body(spider.archive.archive, known)
    except ArchiveError as error:
        spider.tally.problem(f"{error}; fetched again")
        spider.archive.forget(known)
        return None
    return again(response, known, body, spider.portal.encoding)


def _is_conditional(request: scrapy.Request) -> bool:
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
