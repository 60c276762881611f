"""A long article of several pages as one document: the first page with the bodies of the others at its body's end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parsel import Selector

from data.text import decode
from spiders.article import body_of_page

# Where a page begins: its number from 1, for whoever asks from which of them a figure came.
PAGE_MARK = "data-nianbao-page"


def joined(pages: Sequence[bytes]) -> bytes:
    """One page in UTF-8 from an article's pages in their order, each behind an element that bears its number."""
    trees = [Selector(text=decode(page)[0] or "<html/>") for page in pages]
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
