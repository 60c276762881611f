"""A list in a frame: the page around it is a shell, so the mechanism is told again from the page inside."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.http import TextResponse

from spiders.detect import SHELL_FAMILY, STATIC, detect
from spiders.rows import Row

if TYPE_CHECKING:
    from spiders.walk.run import Run
    from spiders.walk.spider import PortalSpider


def read_framed(spider: PortalSpider, response: Any, run: Run) -> Iterator[Row | scrapy.Request]:
    """The rows of a framed list by the family that its first page shows; a static list where it shows none."""
    if "mechanism" not in run.data:
        found = detect(response.url, response.text) if isinstance(response, TextResponse) else None
        run.data["mechanism"] = found.family if found and found.family not in ("", SHELL_FAMILY) else STATIC
    family = importlib.import_module(f"spiders.families.{run.data['mechanism']}")
    for thing in family.read(spider, response, run):
        below = thing.cb_kwargs.get("run") if isinstance(thing, scrapy.Request) else None
        if below is not None and not below.is_framed:
            # What an interface answers has no marks of its own.
            below.is_framed = True
            below.data["mechanism"] = run.data["mechanism"]
        yield thing
