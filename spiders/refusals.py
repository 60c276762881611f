"""Reasons for which an address is not fetched, from wherever in the crawl they come."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """An address that is not fetched. `reason` is one word for counting, `detail` says it in full.

    `response` is the answer that led to it, where one did: an obstacle met at robots.txt is evidence.
    """

    def __init__(self, reason: str, detail: str = "", response: Any = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail, self.response = reason, detail, response
