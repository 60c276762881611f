"""How the spiders behave towards other people's servers. Everything here is Scrapy's; the numbers are ours."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from data.manners import manners
from spiders.portals import Portal

# One connection a host, two seconds apart with jitter: a county's web server is often one old machine.
DELAY = 2.0
JITTER = 0.25
CONTACT = "NIANBAO_CONTACT"


def contact() -> str:
    """The address or mailbox of whoever answers for this crawler, from the environment; "" where nobody is named."""
    return os.environ.get(CONTACT, "").strip()


def user_agent() -> str:
    """Browser-like, since bare agents are refused on sight, and honest about what it is and who answers for it."""
    return f"Mozilla/5.0 (compatible; nianbao/0.1{'; +' + contact() if contact() else ''})"


def is_proxied() -> bool:
    """Whether this process asks through a proxy."""
    return any(os.environ.get(name) for name in ("http_proxy", "https_proxy"))


def settings_for(
    portal: Portal,
    delay: float | None = None,
    night_cap: int | None = None,
    proxied: bool = False,
    seconds: float | None = None,
) -> dict[str, Any]:
    """The settings of one crawl. `delay` in seconds overrides the portal file, `night_cap` is in requests to one host
    (0: none), `seconds` is the time an answer may take."""
    pause = delay if delay is not None else portal.delay if portal.delay is not None else DELAY
    return {
        "BOT_NAME": "nianbao",
        "USER_AGENT": user_agent(),
        "ROBOTSTXT_USER_AGENT": "nianbao",
        "ROBOTSTXT_OBEY": False,  # spiders.robots does it, without the race
        # No more on the way than hosts to ask: what was asked for and not yet kept is asked for again after a kill.
        "CONCURRENT_REQUESTS": max(2, min(16, len({urlsplit(start.url).netloc for start in portal.start}))),
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 1,
        # Scrapy starts so many tasks for the outcome of every answer, be it one request; there is nothing to overlap.
        "CONCURRENT_ITEMS": 1,
        # Newest first, as the lists have them.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "NIANBAO_PAUSE": pause,
        # The jitter goes both ways, the delay is a floor: its middle lies so much higher.
        "DOWNLOAD_DELAY": pause / (1 - JITTER),
        "DOWNLOAD_DELAY_JITTER": JITTER,
        "AUTOTHROTTLE_ENABLED": pause > 0,
        "AUTOTHROTTLE_START_DELAY": pause / (1 - JITTER),
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DOWNLOAD_TIMEOUT": seconds or manners().answer_seconds,
        "DOWNLOAD_MAXSIZE": manners().answer_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": manners().redirects,
        "METAREFRESH_MAXDELAY": 5,
        "RETRY_TIMES": 2,
        "COOKIES_ENABLED": True,
        "CLOSESPIDER_TIMEOUT": 6 * 3600,
        "TELNETCONSOLE_ENABLED": False,
        # Hundreds of portals are crawled in one process: what is never used is not made for each of them.
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),
        "EXTENSIONS": {
            f"scrapy.extensions.{name}": None
            for name in (
                "telnet.TelnetConsole",
                "memusage.MemoryUsage",
                "memdebug.MemoryDebugger",
                "feedexport.FeedExporter",
                "spiderstate.SpiderState",
                "remote_control.RemoteControl",
                "logcount.LogCount",
                "logstats.LogStats",
            )
        },
        "LOG_LEVEL": "WARNING",
        "TWISTED_DNS_RESOLVER": "spiders.guard.PublicResolver",
        # Behind a proxy the only name looked up here is the proxy's own.
        "NIANBAO_PRIVATE": portal.private or proxied,
        "NIANBAO_NIGHT_CAP": manners().night_cap if night_cap is None else night_cap,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            # Only what spiders.archive.decoded undoes.
            "Accept-Encoding": "gzip, deflate",
        },
        "SPIDER_MIDDLEWARES": {
            # The classifier of obstacles wants the bodies of 412, 521, 202, 403.
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard does it
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            "spiders.cookies.AsciiCookies": 700,
            "spiders.guard.GuardMiddleware": 50,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "spiders.robots.RobotsMiddleware": 100,
            "spiders.guard.PrivateNames": 560,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "spiders.refresh.RefreshMiddleware": 580,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "spiders.received.ReceivedMiddleware": 590,
            "spiders.turns.TurnsMiddleware": 895,
        },
    }
