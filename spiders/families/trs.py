"""TRS WCM, the largest family: static lists whose pager a script draws. Also any other list that is plain files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import scrapy

from spiders.rows import Row
from spiders.static_list import read_static
from spiders.walk.run import Run
from spiders.walk.spider import PortalSpider


class Spider(PortalSpider):
    """Lists as pages: `index.html`, `index_1.html`, …, or pages called by plain numbers."""

    name = "trs"

    def read(self, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
        yield from read(self, response, run)


def read(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """Rows of one page of the list, and the request for the next."""
    yield from read_static(spider, response, run)
