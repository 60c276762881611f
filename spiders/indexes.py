"""Pages that list agencies, tiers or years instead of reports: which of their links lead to a list, and whose.

An index is told by links that stand together and are called by agencies' names; a single name in a menu is none. Where
the page lists reports of its own, only links of its own shape count (the organ tree beside a list), since the names of
agencies stand beside every list and lead to their home pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from data.titles import agency_named, is_report_column, is_tier
from spiders.addresses import folder_of, is_document_file, is_home, same_key
from spiders.article import meta_of
from spiders.rows import Row

# Links that stand together are an index where so many of them, and so large a share, are names.
_AT_LEAST, _SHARE = 2, 0.5


def index_rows(rows: Iterable[Row], own_url: str, has_reports: bool) -> list[Row]:
    """The links of a page that lead to an agency's or a tier's list, with the agency where they name one.

    own_url: the page's address; has_reports: whether it lists reports itself.
    """
    groups: dict[int, list[Row]] = defaultdict(list)
    own, shape = same_key(own_url), shape_of(own_url)
    for row in rows:
        if row.title:
            groups[row.group].append(row)
    found: list[Row] = []
    alone: list[Row] = []
    for together in groups.values():
        named = [(row, name) for row in together if (name := agency_named(row.title)) or is_tier(row.title)]
        named = [(row, name) for row, name in named if same_key(row.url) != own and not is_home(row.url)]
        agencies = sum(bool(name) for _, name in named)
        is_index = agencies >= _AT_LEAST and len(named) >= _SHARE * len(together)
        for row, name in named:
            if is_document_file(row.url) or (has_reports and shape_of(row.url) != shape):
                continue
            # A tier's name alone is enough; a lone agency's name is a menu's or the site's.
            (found if is_index or not name else alone).append(replace(row, agency=name, is_list=True))
    # Unless its address is like those of an index: the only township of a tree.
    shapes = {shape_of(row.url) for row in found if row.agency}
    return found + [row for row in alone if shape_of(row.url) in shapes]


def shape_of(url: str) -> tuple[str, str, frozenset[str]]:
    """What addresses of one kind have in common: host, path without its numbers, names of the query's fields."""
    parts = urlsplit(url)
    path = re.sub(r"[0-9a-f]{32}|\d+", "0", parts.path)
    return parts.netloc.removeprefix("www."), path, frozenset(name for name, _ in parse_qsl(parts.query))


def code_of(url: str) -> str:
    """What an address calls the agency whose list it leads to: the last value of its query, else its folder."""
    values = [value for _, value in parse_qsl(urlsplit(url).query)]
    return values[-1] if values else urlsplit(folder_of(url)).path.rstrip("/").rsplit("/", 1)[-1]


def column_of_page(response: object) -> str:
    """The name of a page's column, where it is one of annual reports: by its meta tag, title or heading."""
    meta = meta_of(response).column
    if meta:
        return meta
    titles = response.xpath("//title/text() | //h1//text() | //h2//text() | //h3//text()").getall()  # type: ignore[attr-defined]
    parts = (part.strip() for title in titles for part in re.split(r"[_|>\-—–]", title))
    return next((part for part in parts if is_report_column(part)), "")
