"""Pages that carry their report as data: JSON of a portal's interface, or JSON in a script. Made into a page.

A program makes the page that people see of it, and what stands where is told by structure: HTML in a value is a part of
the page, an array of arrays or of like objects is a table.
"""

import html
import json
import re
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from data.text import HAN, has_han

_MARKUP = re.compile(r"<\s*/?\s*(?:table|tr|td|p|div|span|br|h[1-6]|section)\b", re.I)
_CALLED = re.compile(r"\s*[\w.$]+\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*", re.S)
_IN_SCRIPT = re.compile(r"[=(:,]\s*([\[{])")
_QUOTED = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)"""
_WRITTEN = re.compile(r"(?:write|writeln|innerHTML|html)\s*(?:\(|\+?=)\s*" + _QUOTED, re.S)
_PARSED = re.compile(r"JSON\.parse\s*\(\s*(?:(?P<percent>decodeURI(?:Component)?)\s*\(\s*)?" + _QUOTED, re.S)
# words of the page as they are, or each character as its number, as JSON and addresses may write them
_WORDED = re.compile(rf"[{HAN}]|\\u[4-9][0-9a-f]{{3}}|%5Cu[4-9]|%E[4-9]%[89AB]", re.I)
_CELL_KEYS = ("text", "value", "content", "v", "label", "name", "title")
_SPANS = ("colspan", "rowspan")
_DEEPEST = 40
_MOST_SCRIPTS = 30
_MOST_TRIES = 40
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)


def page_of_json(text: str) -> str | None:
    """The page that a JSON document (or one that calls a function with it) tells; None for what is none."""
    start = text.lstrip("\ufeff \t\r\n")
    if called := _CALLED.fullmatch(start):
        start = called[1]
    if start[:1] not in "{[":
        return None
    try:
        value = _DECODER.decode(start.rstrip().rstrip(";"))
    except (ValueError, RecursionError):
        return None
    title = _title(value, 0)
    head = f"<title>{html.escape(title)}</title>" if title else ""
    return f"<html><head>{head}</head><body>{_part(value, 0)}</body></html>"


def worded_scripts(tree: LexborHTMLParser) -> list[str]:
    """The texts of a page's scripts that hold words of the page."""
    return [text for node in tree.css("script") if _WORDED.search(text := node.text(deep=True) or "")]


def page_of_scripts(scripts: list[str]) -> str:
    """The page that the data in a page's scripts tells, "" for none."""
    found: list[str] = []
    for text in scripts[:_MOST_SCRIPTS]:
        found += [_unquoted(quoted) for quoted in _WRITTEN.findall(text) if _MARKUP.search(quoted)]
        for called in _PARSED.finditer(text):
            data = _unquoted(called[2])
            found.append(page_of_json(unquote(data) if called["percent"] else data) or "")
        if (page := page_of_json(text)) is not None:
            found.append(page)
            continue
        at, tries = 0, 0
        while (begin := _IN_SCRIPT.search(text, at)) and tries < _MOST_TRIES:
            tries += 1
            try:
                value, at = _DECODER.raw_decode(text, begin.start(1))
            except (ValueError, RecursionError):
                at = begin.end()
                continue
            found.append(_part(value, 0))
    made = "".join(found)
    return f"<html><body>{made}</body></html>" if has_han(made) else ""


def _unquoted(quoted: str) -> str:
    text = quoted[1:-1]
    return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else _escaped(m[1]), text)


def _escaped(char: str) -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(char, char)


def _title(value: Any, depth: int) -> str:
    """The first title of any object, the outermost first."""
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return ""
    if isinstance(value, dict) and isinstance(said := value.get("title"), str) and has_han(said):
        return said
    inside = value.values() if isinstance(value, dict) else value
    return next((found for one in inside if (found := _title(one, depth + 1))), "")


def _part(value: Any, depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    if isinstance(value, str):
        return _text(value, depth)
    if isinstance(value, list):
        rows = [_row(one) for one in value]
        if len(rows) > 1 and all(row is not None for row in rows):
            heads = _heads(value)
            return "<table>" + "".join(f"<tr>{row}</tr>" for row in [*heads, *rows]) + "</table>"
        return "".join(_part(one, depth + 1) for one in value)
    if isinstance(value, dict):
        named = [key for key, one in value.items() if has_han(key) and _is_scalar(one)]
        if len(named) > 1 and len(named) == len(value):
            rows_ = "".join(f"<tr>{_cell(key)}{_cell(value[key])}</tr>" for key in named)
            return f"<table>{rows_}</table>"
        return "".join(
            (f"<p>{html.escape(key)}</p>" if has_han(key) else "") + _part(one, depth + 1) for key, one in value.items()
        )
    return ""


def _text(value: str, depth: int) -> str:
    if _MARKUP.search(value):
        return f"<div>{value}</div>"
    if value.lstrip()[:1] in "{[" and value.strip():
        try:
            return _part(_DECODER.decode(value.strip()), depth + 1)
        except (ValueError, RecursionError):
            pass
    return f"<p>{html.escape(value)}</p>" if value.strip() else ""


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | bool)


def _heads(rows: list[Any]) -> list[str]:
    """The row of heads of objects whose keys are words of the page."""
    if isinstance(rows[0], dict) and all(has_han(key) for key in rows[0]):
        return ["".join(_cell(key) for key in rows[0])]
    return []


def _row(value: Any) -> str | None:
    """The cells of a row, None for what is no row: an array of cells, or an object of them."""
    if isinstance(value, list):
        cells = [_cell_of(one) for one in value]
        return "".join(c for c in cells if c is not None) if cells and None not in cells else None
    if not isinstance(value, dict) or not value:
        return None
    if all(_is_scalar(one) for one in value.values()):
        if any(isinstance(one, str) and _MARKUP.search(one) for one in value.values()):
            return None
        return "".join(_cell(one) for one in value.values())
    arrays = [one for one in value.values() if isinstance(one, list)]
    if len(arrays) == 1 and all(_is_scalar(one) or one is arrays[0] for one in value.values()):
        inside = _row(arrays[0])
        if inside is None:
            return None
        words = [one for one in value.values() if isinstance(one, str) and has_han(one)]
        return "".join(_cell(one) for one in words) + inside
    return None


def _cell_of(value: Any) -> str | None:
    if _is_scalar(value):
        return _cell(value)
    if isinstance(value, dict) and all(_is_scalar(one) for one in value.values()):
        said = next((value[key] for key in _CELL_KEYS if key in value), None)
        spans = "".join(f' {key}="{html.escape(str(value[key]))}"' for key in value if key.lower() in _SPANS)
        return f"<td{spans}>{_inside(said)}</td>" if said is not None else None
    return None


def _cell(value: Any) -> str:
    return f"<td>{_inside(value)}</td>"


def _inside(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    return text if _MARKUP.search(text) else html.escape(text)
