"""Articles that run over several pages: archived page by page, read as one document.

A further page (a capture whose parent is the article's first page) is never read by itself. As each crawl left an
article, it is one capture of kind `joined` that stands for all of its pages; another wording of any page makes another.
The archive holds the pages only, so these rows are kept in the part that has their readings.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from data.captures import Capture
from spiders.addresses import part_number
from spiders.archive import TRUNCATED, is_part

JOINED = "joined"


@dataclass(frozen=True)
class Article(Capture):
    """The capture that stands for an article; `pages` are those of its pages, in their order."""

    pages: tuple[Capture, ...] = ()

    @property
    def row(self) -> Capture:
        """The capture alone, as the index has them."""
        return Capture(**{field.name: getattr(self, field.name) for field in fields(Capture)})


@dataclass(frozen=True)
class FromPages:
    """Loads an article's pages, joined; `pages` load one each."""

    pages: tuple[Callable[[], bytes], ...]

    def __call__(self) -> bytes:
        from spiders.article_parts import joined  # by whoever reads: it parses pages

        return joined([load() for load in self.pages])


def join(captures: Iterable[Capture]) -> Iterator[Capture]:
    """Documents in the order of the archive, the pages of a long article replaced by what stands for them."""
    captures = list(captures)
    articles = {(c.portal, c.parent_url) for c in captures if _number(c)}
    now: dict[tuple[str, str], dict[int, Capture]] = {}
    changed: dict[tuple[str, str], str] = {}
    for capture in captures:
        number = _number(capture)
        article = (capture.portal, capture.parent_url if number else capture.url)
        if article not in articles or capture.kind != "page":
            yield capture
            continue
        if changed.get(article, capture.warc_file) != capture.warc_file:
            yield from _as_it_stands(now[article])
        now.setdefault(article, {})[number] = capture
        changed[article] = capture.warc_file
    for article in changed:
        yield from _as_it_stands(now[article])


def _number(capture: Capture) -> int:
    return part_number(capture.url, capture.parent_url) if capture.kind == "page" else 0


def _as_it_stands(pages: dict[int, Capture]) -> Iterator[Capture]:
    if 0 not in pages:
        # The first page is not there: what there is of the article is read as it is.
        yield from (pages[number] for number in sorted(pages))
        return
    present = tuple(pages[number] for number in sorted(pages))
    yield _article(present) if len(present) > 1 else present[0]


def _article(pages: tuple[Capture, ...]) -> Article:
    name = hashlib.sha256("\n".join([JOINED, *(page.capture_id for page in pages)]).encode()).hexdigest()
    values: dict[str, Any] = {field.name: getattr(pages[0], field.name) for field in fields(Capture)}
    digest = hashlib.sha256("\n".join(page.digest for page in pages).encode()).hexdigest()
    values.update(capture_id=name[:20], kind=JOINED, fetched_at=max(page.fetched_at for page in pages))
    values.update(digest=f"sha256:{digest}", size=sum(page.size for page in pages), media_type="text/html", charset="")
    values.update(obstacle=TRUNCATED if any(map(is_part, pages)) else "")
    return Article(**values, pages=pages)
