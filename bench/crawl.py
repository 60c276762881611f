"""Crawling against its peer, side by side: `python -m bench.crawl [--lists 20] [--rounds 5]`.

Ours is a whole crawl of a portal on loopback, a process of its own: robots.txt, guard, titles, obstacles, WARC records
synced to disk, capture index, ledger. Theirs is bare Scrapy with a plain WARC pipeline (warcio, one gzip member a
record, no index, no sync) that follows the same links. Both have one connection to the host, one more request waiting,
no delay. The clock runs from the first request that the server sees to the last, so that neither start counts; rounds
alternate, medians are compared. Beside it the processor time of the whole process, start included, which a busy machine
changes less. Results go to bench/results.md by hand.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.portals.crawling import ROOT, command, portal_file
from tests.portals.many import Many
from tests.portals.server import Answer, Asked, serve

BARE = """
import sys
from io import BytesIO
import scrapy
from scrapy.crawler import CrawlerProcess
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

class Keep:
    def open_spider(self):
        self.file = open(sys.argv[1], "wb")
        self.writer = WARCWriter(self.file, gzip=True)
    def process_item(self, item):
        response = item["response"]
        heads = [(k.decode(), v.decode("latin-1")) for k, vs in response.headers.items() for v in vs]
        asked = [(k.decode(), v.decode("latin-1")) for k, vs in response.request.headers.items() for v in vs]
        path = response.url.split("/", 3)[3]
        http = StatusAndHeaders(f"GET /{path} HTTP/1.1", asked, is_http_request=True)
        request = self.writer.create_warc_record(response.url, "request", http_headers=http)
        http, body = StatusAndHeaders("200 OK", heads, protocol="HTTP/1.1"), BytesIO(response.body)
        answer = self.writer.create_warc_record(response.url, "response", payload=body, http_headers=http)
        self.writer.write_request_response_pair(request, answer)
        return item
    def close_spider(self):
        self.file.close()

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = sys.argv[2:]
    def parse(self, response):
        yield {"response": response}
        if isinstance(response, scrapy.http.HtmlResponse):
            for href in response.css("a::attr(href)").getall():
                yield response.follow(href)

process = CrawlerProcess({
    "ITEM_PIPELINES": {Keep: 1}, "LOG_LEVEL": "ERROR",
    "CONCURRENT_REQUESTS": 2, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
    "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": True, "LOG_SCRAPED_ITEMS": False,
})
process.crawl(Bare)
process.start()
"""


def measure(site: Many, run: Callable[[str, Path], None]) -> tuple[float, float]:
    """Documents and lists a second of one crawl, and its processor seconds. Raises AssertionError where something was
    left out."""
    times: list[float] = []

    def timed(asked: Asked) -> Answer | None:
        times.append(time.monotonic())
        return site(asked)

    before = os.times()
    with tempfile.TemporaryDirectory() as folder, serve(timed) as running:
        run(running.base, Path(folder))
        wanted = site.documents() + site.lists
        assert len({a.path for a in running.asked}) == wanted + 1, (len(running.asked), wanted)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return len(times) / (times[-1] - times[0]), spent


def ours(site: Many) -> Callable[[str, Path], None]:
    def run(base: str, folder: Path) -> None:
        portal = portal_file(folder, base, "trs", site.starts())
        _call(command(portal, folder, "--night-cap", "0"))

    return run


def theirs(site: Many) -> Callable[[str, Path], None]:
    def run(base: str, folder: Path) -> None:
        script = folder / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        _call([sys.executable, str(script), str(folder / "bare.warc.gz"), *(base + s for s in site.starts())])

    return run


def _call(arguments: list[str]) -> None:
    subprocess.run(arguments, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lists", type=int, default=20, help="lists of 20 articles and 10 files each")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    site = Many(options.lists)
    rates: dict[str, list[float]] = {"ours": [], "theirs": []}
    spent: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(options.rounds):
        for name, run in (("theirs", theirs(site)), ("ours", ours(site))):
            rate, seconds = measure(site, run)
            rates[name].append(rate)
            spent[name].append(seconds)
        print({name: (round(rates[name][-1], 1), round(spent[name][-1], 2)) for name in rates}, flush=True)
    processor = {name: statistics.median(values) for name, values in spent.items()}
    median = {name: statistics.median(values) for name, values in rates.items()}
    share = statistics.median(a / b for a, b in zip(rates["ours"], rates["theirs"], strict=True))
    print(
        f"{site.documents()} documents: {median['ours']:.0f} requests/s with archive and ledger, "
        f"{median['theirs']:.0f} bare; {share:.2f} of it, median of {options.rounds} pairs; processor with the start "
        f"{processor['ours']:.1f} s against {processor['theirs']:.1f} s"
    )


if __name__ == "__main__":
    main()
