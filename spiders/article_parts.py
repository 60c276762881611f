"""A long article of several pages as one document: the first page with the bodies of the others at its body's end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector

from spiders.article import body_of_page
from spiders.received import encoding_of

_PART = re.compile(r"(.+)_(\d{1,2})(\.s?html?)$")
# Where a page begins: its number from 1, for whoever asks from which of them a figure came.
PAGE_MARK = "data-nianbao-page"


def part_number(url: str, parent_url: str) -> int:
    """Which further page of the article at `parent_url` an address is (`t2022_7_1.html` of `t2022_7.html`: 1), 0 where
    it is none."""
    own, first = urlsplit(url), urlsplit(parent_url)
    found = _PART.fullmatch(own.path)
    is_part = found and own.netloc == first.netloc and found[1] + found[3] == first.path
    return int(found[2]) if found and is_part else 0


def joined(pages: Sequence[bytes]) -> bytes:
    """One page in UTF-8 from an article's pages in their order, each behind an element that bears its number."""
    trees = [Selector(text=page.decode(encoding_of(page), "replace") or "<html/>") for page in pages]
    box = _body(trees[0])
    box.insert(0, box.makeelement("div", {PAGE_MARK: "1"}))
    for number, tree in enumerate(trees[1:], start=2):
        part = box.makeelement("div", {PAGE_MARK: str(number)})
        part.append(_body(tree))
        box.append(part)
    return trees[0].get().encode()


def _body(tree: Selector) -> Any:
    body = body_of_page(tree)
    found = body if body is not None else (tree.css("body") or [tree])[0]
    return found.root
