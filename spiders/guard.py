"""Which addresses may be asked at all: hosts under gov.cn or named by the portal file, never a private address.

The middleware sees redirect targets too, because Scrapy passes them through it again; the resolver sees what a name
turns into each time it is looked up.
"""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from spiders.ledger import Ledger
from spiders.portals import Portal
from spiders.refusals import Refused

_private_names: dict[str, str] = {}


def refusal(url: str, portal: Portal) -> Refused | None:
    """Why an address may not be asked, None where it may. What names lead to is `PublicResolver`'s matter."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return Refused("not_http", url)
    if not portal.allows_host(host):
        return Refused("host_refused", host)
    if not portal.private and is_private(host):
        return Refused("private_address", host)
    return None


def is_private(host: str) -> bool:
    """Whether a host is a literal address that is not public (loopback, link-local, private, reserved), or localhost.

    Numbers that a resolver would read as an address (`127.1`, `2130706433`, `0x7f000001`) count as private too.
    """
    host = host.strip("[]").lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host.split("%")[0]).is_global
    except ValueError:
        last = host.rsplit(".", 1)[-1]
        return last.isdigit() or last.startswith("0x")


class GuardMiddleware:
    """Refuses requests before robots.txt is asked, so that a refused host is not even asked for that.

    Counts those that it lets go against the host's cap of the night, retries, redirects and robots.txt included.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._cap = crawler.settings.getint("NIANBAO_NIGHT_CAP")

    @classmethod
    def from_crawler(cls, crawler: Any) -> GuardMiddleware:
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        portal: Portal = self._crawler.spider.portal
        refused = refusal(request.url, portal)
        if refused:
            raise refused
        ledger: Ledger | None = getattr(self._crawler.spider, "ledger", None)
        if ledger is None:
            return
        host = urlsplit(request.url).netloc.lower()
        left_alone = ledger.backed_off(host)
        if left_alone:
            raise Refused("backed_off", f"{host}: {left_alone[0]}; left alone until {left_alone[1]}")
        if self._cap and ledger.asked_tonight(host) >= self._cap:
            raise Refused(
                "night_cap", f"{host}: {self._cap} requests are the most of a night; the rest is left for the next"
            )
        ledger.ask(host)


class PublicResolver(CachingThreadedResolver):
    """Looks names up over IPv4 and refuses those that lead to an address which is not public."""

    def __init__(self, reactor: Any, cache_size: int, timeout: float, private: bool = False) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._private = private

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> PublicResolver:
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            settings.getbool("NIANBAO_PRIVATE"),
        )

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if not self._private and is_private(address):
            # Twisted logs any other failure of a lookup as its own fault; the reason is told by `PrivateNames`.
            _private_names[name] = address
            raise DNSLookupError(f"{name} leads to {address}")
        return address


class PrivateNames:
    """Turns the failed lookup of a name that leads to a private address into a refusal, before it is tried again."""

    def process_exception(self, request: Any, exception: Exception) -> None:
        host = urlsplit(request.url).hostname or ""
        if host in _private_names and not request.meta.get("proxy"):
            raise Refused("private_address", f"{host} leads to {_private_names[host]}") from exception
