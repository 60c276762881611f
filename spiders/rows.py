"""The rows of a list page: where each link leads, its whole title, and the date printed beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from data.families import families_data
from spiders.addresses import is_bad, resolve, same_key
from spiders.links import all_links, links_of
from spiders.scripted import scripted

# Any one sign between the numbers: 2022-01-28, 2022/1/28, 2022.01.28 and the Chinese way alike.
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[^\d\s](\d{1,2})[^\d\s](\d{1,2})(?!\d)")
_DATE_ALONE = re.compile(rf"[\s\[(]*{_DATE.pattern}\D{{0,3}}")
_DATE_AT_END = re.compile(rf"[\s\[(]+{_DATE.pattern}\D{{0,3}}$")
_BEIJING = timezone(timedelta(hours=8))
# As seconds this lies in the year 5138.
_MILLISECONDS = 10**11
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_JAVA = re.compile(r"(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* (\d{1,2})\b.*?\b((?:19|20)\d\d)\b")
# With what makes an address none: a bracket, or a port of many digits.
_ADDRESS = re.compile(r"""https?:\\?/\\?/[^\s"'<>/]{0,300}(?:[\[\]]|:\d{5})[^\s"'<>]{0,300}""")
_CUT_OFF = ("…", "...", "．．．")
# How far above a link its row may begin; beyond it stands the whole list.
_CLIMB = 5
_SAID = ("img", "area", "input")
_TARGETS = ("href", "onclick", "value")
# Rows that are mere text: elements of lists and tables that hold no link, form or block and stand in none.
_PLAIN_ROWS = (
    "//li[not(.//*[self::a or self::li or self::form or self::p or self::div or @onclick])]"
    "[not(ancestor::a or @onclick)]"
    " | //td[not(.//*[self::a or self::td or self::form or self::p or self::div or @onclick])][not(ancestor::a)]"
    " | //dd[not(.//*[self::a or self::form or self::p or self::div or @onclick])][not(ancestor::a or @onclick)]"
)


@dataclass(frozen=True)
class Row:
    """One link of a list: canonical address, whole title, ISO date beside it ("" if none), agency if told.

    group: the number of the part of the page whose links stand together; is_list: it is known to lead to a list.
    """

    url: str
    title: str
    listed_date: str = ""
    agency: str = ""
    file_name: str = ""
    group: int = 0
    is_list: bool = False


def rows_of(selector: Any, base: str, within: str = "") -> list[Row]:
    """Every link of a page (below the CSS selector `within`, if given) as a row; each address once, longest title."""
    scopes = selector.css(within) if within else [selector]
    rows: dict[str, Row] = {}
    groups: dict[Any, int] = {}
    encoding, base = _encoding(selector), base_of(selector, base)
    for scope in scopes:
        links = links_of(scope, base, encoding)
        tags = {link.node.tag for link in links} | {"a"}
        for link in links:
            date, around, node = _date_beside(link.node, tags)
            group = groups.setdefault(around, len(groups))
            title = title_of(link.node)
            if title in families_data()["link_words"]:
                title = _title_beside(link.node, around if around.tag == "tr" else node) or title
            row = Row(link.url, title, date, "", _name_of_file(link.node), group)
            key = same_key(link.url)
            if key not in rows or len(row.title) > len(rows[key].title):
                rows[key] = row
    for entry in scripted(selector, base, encoding) if not within else ():
        row = Row(entry.url, entry.title, day_of(entry.day), group=-1 - entry.script)
        rows.setdefault(same_key(row.url), row)
    return list(rows.values())


def base_of(selector: Any, url: str) -> str:
    """What the addresses of a page are relative to: its own <base>, else `url`."""
    given = selector.xpath("//base/@href").get()
    return (resolve(url, given) if given else "") or url


def rows_without_address(selector: Any, base: str) -> list[tuple[str, str]]:
    """What looks like a link and does not say where it leads: (what it says of it, title). And texts of rows that are
    no link at all, with nothing said."""
    known = {row.title for row in rows_of(selector, base)}
    unclear: list[tuple[str, str]] = []
    for link in all_links(selector, base_of(selector, base), _encoding(selector)):
        title = title_of(link.node)
        if link.url:
            known.add(title)
        elif title:
            unclear.append((link.told, title))
    for node in (found.root for found in selector.xpath(_PLAIN_ROWS)):
        unclear.append(("", _DATE_AT_END.sub("", title_of(node))))
    return [(told, title) for told, title in dict.fromkeys(unclear) if title not in known]


def _encoding(selector: Any) -> str:
    return getattr(getattr(selector, "response", None), "encoding", None) or "utf-8"


def bad_addresses(selector: Any, base: str) -> list[tuple[str, str]]:
    """The links of a page that cannot be parsed as addresses, each with its title."""
    anchors = (anchor.root for anchor in selector.xpath(".//a[@href]"))
    return [(node.get("href").strip(), title_of(node)) for node in anchors if is_bad(base, node.get("href"))]


def bad_addresses_in(text: str) -> list[str]:
    """The same of an interface's answer, whose addresses stand in its text with their hosts."""
    return [found for href in _ADDRESS.findall(text) if is_bad("", found := href.replace("\\/", "/"))]


def title_of(node: Any) -> str:
    """The whole title of a link: its `title` attribute where the text is cut short, else its text without a date."""
    text = " ".join(_text_without_date(node).split())
    attribute = " ".join((node.get("title") or "").split())
    if not text:
        text = attribute or next((said for inner in node.iter(*_SAID) if (said := _said(inner))), "")
    stem = text.rstrip("".join(_CUT_OFF)).strip()
    if attribute and (stem != text or stem in attribute or _DATE.search(text)):
        text = attribute
    return text


def _said(node: Any) -> str:
    """What a picture, a part of a map or a button is called."""
    return " ".join((node.get("alt") or (node.get("value") if _is_button(node) else "") or "").split())


def _is_button(node: Any) -> bool:
    return node.tag == "input" and (node.get("type") or "").lower() in ("submit", "button", "image")


def _text_without_date(node: Any) -> str:
    """The text of a link without the parts of it that are nothing but the date of the row."""
    text = node.text or ""
    for child in node:
        inner = _text_without_date(child) if isinstance(child.tag, str) else ""
        text += ("" if _DATE_ALONE.fullmatch(inner) else inner) + (child.tail or "")
    return text


def iso_date(text: str) -> str:
    """The first whole date in a text as ISO, "" if there is none."""
    for year, month, day in _DATE.findall(text):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{int(month):02d}-{int(day):02d}"
    return ""


def day_of(text: str) -> str:
    """A day as ISO from a whole date, from seconds or milliseconds since 1970 in figures, or as Java prints one
    (`Mon Jan 24 10:05:00 CST 2022`), "" where none. Moments are Beijing's."""
    text = text.strip()
    if re.fullmatch(r"\d{9,13}(?:\.\d+)?", text):
        seconds = float(text)
        seconds = seconds / 1000 if seconds > _MILLISECONDS else seconds
        return datetime.fromtimestamp(seconds, _BEIJING).date().isoformat()
    java = _JAVA.search(text)
    if java:
        return f"{java[3]}-{_MONTHS.index(java[1].lower()) // 3 + 1:02d}-{int(java[2]):02d}"
    return iso_date(text)


def is_cut_off(title: str) -> bool:
    """Whether a title ends in dots for what did not fit."""
    return title.endswith(_CUT_OFF)


def _title_beside(anchor: Any, row: Any) -> str:
    """The longest text of a row outside the link, for links that say no more than 查看 or 下载."""
    texts = (" ".join(text.split()) for text in _texts_outside(row, anchor))
    return max((text for text in texts if not _DATE_ALONE.fullmatch(text)), key=len, default="")


def _date_beside(anchor: Any, tags: set[str]) -> tuple[str, Any, Any]:
    """The date in the anchor's own row: outside the link first, since titles hold dates of their own, then inside.
    And the element in which its row stands with others, and that which is its row."""
    node, date = anchor, ""
    for _ in range(_CLIMB):
        parent = node.getparent()
        if parent is None or not isinstance(parent.tag, str) or _links(parent, tags) > 1:
            break
        node = parent
        date = date or iso_date(" ".join(_texts_outside(node, anchor)))
    around = node.getparent()
    inside = date or iso_date(" ".join(" ".join(child.itertext()) for child in anchor))
    return inside, around if around is not None else node, node


def _links(node: Any, tags: set[str]) -> int:
    """Different addresses linked inside a node: a row may link its one article twice (title and picture)."""
    return len({target for inner in node.iter(*tags) if (target := _target(inner))})


def _target(node: Any) -> str:
    data = [value for name, value in node.items() if name in _TARGETS or name.startswith("data-")]
    return " ".join(data)


def _texts_outside(node: Any, anchor: Any) -> Iterable[str]:
    if node is anchor:
        return
    if node.text and isinstance(node.tag, str) and node.tag not in ("script", "style"):
        yield node.text
    for child in node:
        if isinstance(child.tag, str):
            yield from _texts_outside(child, anchor)
        if child.tail:
            yield child.tail


def _name_of_file(node: Any) -> str:
    return " ".join((node.get("download") or node.get("alt") or "").split())
