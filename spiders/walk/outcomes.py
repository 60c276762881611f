"""What stood in the way of an answer, what is gone or moved, and what is said at the end of a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import TextResponse

from data.crawled import Moved, Skipped
from data.obstacles import HOMEPAGE_REDIRECT, Obstacle, find_obstacle, obstacle_by_name
from data.titles import classify
from spiders.account import ListAccount
from spiders.addresses import canonical, is_home, same_key
from spiders.archive import Found
from spiders.article import EMPTY_FORM, jump_of
from spiders.ledger import ALL_EMPTY, ALL_LEAD_HOME, GONE
from spiders.moved import moved_to
from spiders.received import META
from spiders.refusals import Refused
from spiders.walk.run import Job

if TYPE_CHECKING:
    from spiders.walk.spider import PortalSpider

_JUMPS = ("js_redirect", "meta_refresh")
# Refusals that are listed one by one and say nothing of the portal.
_ORDINARY = ("host_refused", "robots_disallowed", "failed_before")
# Refusals that are the night's or the host's, not the address's: it stays wanted, without a failure of its own.
_NOT_TONIGHT = (
    "night_cap", "backed_off", "robots_disallowed", "robots_error", "robots_unreachable", "robots_delay",
)  # fmt: skip
# Those of them by which it is only put off.
_PUT_OFF = ("night_cap", "backed_off", "robots_error", "robots_unreachable")
_FAILURES = {
    "DownloadTimeoutError": "too_slow",
    "DownloadCancelledError": "too_large",
    "ResponseDataLossError": "cut_off",
    "CannotResolveHostError": "no_such_host",
    "DownloadConnectionRefusedError": "no_answer",
    "DownloadFailedError": "no_answer",
}


def note_vanished(spider: PortalSpider, job: Job, url: str, reason: str) -> None:
    """A document that is held and whose address says now, and did not say before, that it is gone."""
    known = job.known or spider.archive.latest.get(url)
    if known is not None and reason in GONE and spider.ledger.reason(job.key) not in GONE:
        spider.gone[known.url] = known
        spider.tally.so_far.vanished.append(Skipped(known.url, job.found.title, reason))


def obstacle(spider: PortalSpider, response: Any) -> Obstacle | None:
    asked = (response.meta.get("redirect_urls") or [response.url])[0]
    text = response.text if isinstance(response, TextResponse) else ""
    cookies = [c.decode("latin-1") for c in response.headers.getlist("Set-Cookie")]
    found = find_obstacle(response.status, text, len(response.body), cookies, response.url, asked)
    if found is not None and found.name in _JUMPS and text and is_home(jump_of(response)) and not is_home(asked):
        found = obstacle_by_name(HOMEPAGE_REDIRECT)
    host = host_of(response.url)
    if found is None:
        spider.open_hosts.add(host)
        if not is_home(response.url):
            spider.deep_hosts.add(host)
        spider.ledger.let_in(host)
    elif found.blocks:
        spider.blocked_hosts[host] = found
        if spider.ledger.strike(host, found.name, found.retry_hours):
            _say_left_alone(spider, host)
    return found


def _say_left_alone(spider: PortalSpider, host: str) -> None:
    name, until = spider.ledger.backed_off(host) or ("", "")
    spider.tally.problem(f"{host}: {name}; left alone until {until}")


def closed(spider: PortalSpider) -> None:
    """At the end: whose documents are held is counted, what is gone and has a new place is said so, and a host that
    gave nothing but block pages is left alone for hours."""
    _forget_closed(spider)
    _tell_moved(spider)
    for capture in spider.archive.latest.values():
        if capture.kind != "list" and not capture.obstacle:
            spider.tally.published(capture.agency or classify(capture.title).agency)
    for host, obstacle in spider.blocked_hosts.items():
        if host not in spider.open_hosts and not spider.ledger.backed_off(host):
            spider.ledger.strike(host, obstacle.name, obstacle.retry_hours, at_once=True)
            _say_left_alone(spider, host)
    spider.ledger.commit()


def _forget_closed(spider: PortalSpider) -> None:
    """Where a host led home whatever was asked of it, or its endpoint of reports gave none, what answered so is not
    gone: nothing could be seen."""
    so_far = spider.tally.so_far
    led_home = {host_of(met.url) for met in so_far.obstacles if met.kind == HOMEPAGE_REDIRECT} - spider.deep_hosts
    empty = {host_of(item.url) for item in so_far.vanished if item.reason == EMPTY_FORM} - spider.report_hosts
    for reason, hosts, became in ((HOMEPAGE_REDIRECT, led_home, ALL_LEAD_HOME), (EMPTY_FORM, empty, ALL_EMPTY)):
        for item in list(so_far.vanished):
            if item.reason == reason and host_of(item.url) in hosts:
                so_far.vanished.remove(item)
                spider.gone.pop(item.url, None)
                spider.ledger.fail(same_key(item.url), became)
    for host in sorted(led_home):
        spider.tally.problem(f"{host}: whatever was asked for led to the home page; nothing is said to have vanished")
    for host in sorted(empty):
        spider.tally.problem(f"{host}: every report asked for was an empty form; nothing is said to have vanished")
    spider.tally.unanswered += len(led_home) + len(empty)


def host_of(url: str) -> str:
    """The host of an address with its port, as the spider's sets of hosts have it."""
    return urlsplit(url).netloc.lower()


def _tell_moved(spider: PortalSpider) -> None:
    for item in list(spider.tally.so_far.vanished):
        found = moved_to(spider.gone[item.url], spider.archive.latest.values(), spider.ledger)
        if found is not None:
            spider.tally.so_far.vanished.remove(item)
            spider.tally.so_far.moved.append(Moved(item.url, found[0].url, item.title, found[1]))
            spider.tally.say("moved", item.url, item.title, found[0].url)


def keep_obstacle(spider: PortalSpider, response: Any, found: Found, obstacle: Obstacle) -> None:
    url = canonical(response.url)
    if obstacle.name == HOMEPAGE_REDIRECT:
        # what came is of the home page, and says something of the address that led there
        url = canonical((response.meta.get("redirect_urls") or [response.url])[0])
    spider.archive.keep(response.meta[META], url, found, obstacle.name)
    spider.tally.obstacle(url, found.title, obstacle.name, response.status)


def failed(spider: PortalSpider, failure: Any) -> None:
    request, error = failure.request, failure.value
    title, key = request.meta.get("title", ""), _key_of(request)
    account = request.cb_kwargs["run"].account if "run" in request.cb_kwargs else ListAccount("")
    account.is_broken, account.awaited = True, account.awaited - 1
    is_refused = isinstance(error, Refused) and error.reason not in _PUT_OFF
    spider.tally.unanswered += bool(key) and not is_refused
    if isinstance(error, Refused):
        account.refusal = error.reason
    if not isinstance(error, Refused):
        reason = _name_of(error)
        spider.ledger.fail(key, reason)
        spider.tally.fail(request.url, title, f"{reason}: {error}")
    else:
        if error.response is not None and META in error.response.meta:
            met = obstacle(spider, error.response)
            if met is not None:
                account.obstacle = met.name
                keep_obstacle(spider, error.response, Found("list"), met)
        if error.reason not in _NOT_TONIGHT:
            spider.ledger.fail(key, error.reason)
        spider.tally.skip(request.url, title, error.reason)
        if error.reason == "robots_disallowed" and spider.ledger.was_asked(key or same_key(request.url)):
            site = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
            text = f"{site}/robots.txt disallows now what it allowed: {request.url}"
            if site not in spider.shut_by_robots:
                spider.tally.problem(text, recurs=True)
                spider.tally.unanswered += 1
            spider.shut_by_robots.add(site)
        if error.reason not in _ORDINARY:
            spider.tally.problem(str(error))
    spider.ledger.commit()


def _key_of(request: scrapy.Request) -> str:
    job = request.cb_kwargs.get("job")
    return job.key if isinstance(job, Job) else ""


def _name_of(error: Exception) -> str:
    """One word for what went wrong between the request and the end of its answer."""
    if isinstance(error, IgnoreRequest):
        return "redirect_loop" if "redirect" in str(error) else "given_up"
    return _FAILURES.get(type(error).__name__, type(error).__name__)
