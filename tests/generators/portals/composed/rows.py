# ruff: noqa: E501  (markup is kept whole)
"""One row of a list in every manner in which pages write them; the address is the same, what is written is not."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urlsplit

from .addresses import hexed


@dataclass(frozen=True)
class Row:
    """`path`: what a browser would ask for; `number` tells what stands there."""

    title: str
    path: str
    date: str
    number: int


def written(row: Row, kind: str, folder: str, night: int) -> str:
    """The row's markup. folder: path of the list's folder, from which relative links start."""
    link, title, path = f'title="{escape(row.title)}"', escape(row.title), row.path
    text = title if len(title) < 34 else title[:30] + "…"
    date = f'<span class="date">{row.date}</span>'
    if kind == "onclick":
        return f'<li onclick="window.location.href=\'{path}\'" style="cursor:pointer"><b {link}>{title}</b>{date}</li>'
    if kind == "window_open":
        return f"<li><a href=\"javascript:window.open('{path}')\" {link}>{text}</a>{date}</li>"
    if kind == "data":
        return f'<li><a href="javascript:void(0)" data-url="{escape(path)}" {link}>{text}</a>{date}</li>'
    if kind == "form":
        return (
            f'<li><form action="{path.partition("?")[0]}" method="get"><input type="hidden" name="id" value="{row.number}">'
            f'<a href="javascript:void(0)" onclick="this.parentNode.submit()" {link}>{text}</a></form>{date}</li>'
        )
    if kind == "script_function":
        return f'<li><a href="javascript:void(0)" onclick="showInfo(\'{row.number}\')" {link}>{text}</a>{date}</li>'
    return f'<li><a href="{_href(row, kind, folder, night)}" target="_blank" {link}>{text}</a>{date}</li>'


def _href(row: Row, kind: str, folder: str, night: int) -> str:
    path = row.path
    if kind == "backslash":
        return escape(path.replace("/", "\\"))
    if kind == "tab":
        return f"\n\t\t{escape(path[:6])}\t{escape(path[6:])} \n"
    if kind == "base":
        return escape(path.lstrip("/"))
    if kind == "gbk_query":
        return escape(unquote(path, "gb18030"))
    if kind == "session":
        parts = urlsplit(path)
        mark = f"{parts.path};jsessionid={hexed(night, row.number).upper()}"
        return escape(mark + (f"?{parts.query}" if parts.query else ""))
    if path.startswith(folder) and "?" not in path and folder != "/":
        return "./" + escape(path[len(folder) :])
    return escape(path)


def head(kind: str, host: str) -> str:
    """What stands in a page's head for its rows."""
    if kind == "base":
        return f'<base href="http://{host}/">'
    if kind == "script_function":
        return (
            "<script>function showInfo(id){$.post('/zfxxgk/token.do',{id:id},function(d){window.open(d.url)})}</script>"
        )
    return ""
