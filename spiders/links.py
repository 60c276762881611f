"""Whatever of a page leads somewhere: plain links, maps, choices, and addresses that only a script or attribute holds.

A script is not run. Addresses in quotes are taken from a handler; where it calls a function of the page with numbers,
that function's own concatenation (`'/info/' + id + '.htm'`) is filled in. What leads nowhere that can be told is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from data.formats import endings
from spiders.addresses import resolve

_PAGES = "|".join(sorted({*endings("page", "file", "linked"), "jsp", "php", "do", "action", "asp", "aspx"}))
# What of a quoted text in a script is an address: with a host, from the root, or a name with an ending of the web.
_ADDRESS = re.compile(
    rf"""(?ix)(?:https?:)?//[^\s'"<>]+ | \.{{0,2}}/[^\s'"<>]+
    | [\w./%~-]+\.(?:{_PAGES})(?:[?\#][^\s'"<>]*)? | \?[\w.%-]+=[^\s'"<>]*"""
)
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_CALL = re.compile(r"([A-Za-z_$][\w$]*)\s*\(([^()]*)\)")
_FUNCTION = re.compile(
    r"(?:function\s+([\w$]+)\s*\(([^()]*)\)|([\w$]+)\s*[:=]\s*function\s*\(([^()]*)\))\s*\{(.{0,2000}?)\}", re.S
)
_SUM = r"""(?:'[^']*'|"[^"]*"|[\w$]+)(?:\s*\+\s*(?:'[^']*'|"[^"]*"|[\w$]+))*"""
_ASSIGNED = re.compile(rf"(?:\b(?:var|let|const)\s+)?([\w$]+)\s*=\s*({_SUM})\s*(?:;|$)", re.M)
_OPENED = re.compile(rf"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|\bopen\s*\()\s*({_SUM})")
# What a list of choices calls the one that was taken.
_THIS_VALUE = re.compile(
    r"\$\(this\)\.val\(\)|(?:this|self)\.options\s*\[\s*(?:this|self)\.selectedIndex\s*\]\.value|this\.value"
)
_TERM = re.compile(r"""'([^']*)'|"([^"]*)"|([\w$]+)""")
# `this.parentNode.submit()`, `$(this).closest('form').submit()`
_SENDS = re.compile(r"\.submit\s*\(")
_SCRIPTED = "*[@onclick] | .//a[starts-with(translate(@href, 'JAVSCRIPT', 'javscript'), 'javascript:')]"
_DATA = "*[@*[starts-with(name(), 'data-')]]"


@dataclass(frozen=True)
class Link:
    """An element and where it leads, "" where that cannot be told; `told` is what it says of it."""

    node: Any
    url: str
    told: str


def links_of(scope: Any, base: str, encoding: str = "utf-8") -> list[Link]:
    """All of a scope's elements that lead to a web page or file, plain links first."""
    return [link for link in all_links(scope, base, encoding) if link.url]


def all_links(scope: Any, base: str, encoding: str = "utf-8") -> Iterator[Link]:
    """The same, with those of which it cannot be told where they lead."""
    plain = set()
    for selected in scope.xpath(".//a[@href] | .//area[@href]"):
        node = selected.root
        url = resolve(base, node.get("href"), encoding)
        if url:
            plain.add(node)
            yield Link(node, url, node.get("href"))
    functions: dict[str, tuple[list[str], str]] | None = None
    for selected in scope.xpath(f".//{_SCRIPTED} | .//{_DATA}"):
        node = selected.root
        if node in plain or any(inner in plain for inner in node.iter("a")):
            continue
        if functions is None:
            functions = _functions(selected)
        told = " ".join(filter(None, (node.get("onclick"), node.get("href"))))
        addresses = [value for name, value in node.items() if name.startswith("data-")]
        address = next(filter(None, (_in_script(told, functions), *map(_whole, addresses))), "")
        url = resolve(base, address, encoding) if address else ""
        if not url and _SENDS.search(told) and (form := next(node.iterancestors("form"), None)) is not None:
            url = _form(form, base, encoding).url
        if url or told:
            yield Link(node, url, told)
    for selected in scope.xpath(".//option[@value]"):
        address = _whole(selected.root.get("value")) or _chosen(selected.root)
        if address and (url := resolve(base, address, encoding)):
            yield Link(selected.root, url, address)
    for selected in scope.xpath(".//form[.//input[@type='submit' or @type='button' or @type='image'] or .//button]"):
        yield _form(selected.root, base, encoding)


def _chosen(option: Any) -> str:
    """Where a choice leads by what its list does when it changes (`location='list.jsp?year='+this.value`), or by the
    form that it sends where nothing else is asked."""
    select = next(option.iterancestors("select"), None)
    if select is None:
        return ""
    script, value = select.get("onchange") or "", (option.get("value") or "").strip()
    if not value:
        return ""
    if opened := _OPENED.search(_THIS_VALUE.sub(f"'{value}'", script)):
        return _whole(_sum(opened[1], {}))
    form = next(select.iterancestors("form"), None)
    if form is None or not select.get("name") or (form.get("method") or "get").lower() != "get":
        return ""
    fields = [field for field in form.iter("input") if field.get("name")]
    if any((field.get("type") or "text").lower() not in ("hidden", "submit") for field in fields):
        return ""
    hidden = [(f.get("name"), f.get("value") or "") for f in fields if (f.get("type") or "").lower() == "hidden"]
    return f"{(form.get('action') or '').split('?')[0]}?{urlencode([*hidden, (select.get('name'), value)])}"


def _form(node: Any, base: str, encoding: str) -> Link:
    """A form without anything to type in is a link; one that is posted leads to no address of its own."""
    fields = [field for field in node.iter("input") if field.get("name")]
    told = f"form {node.get('method') or 'get'} {node.get('action') or ''}"
    typed = any((field.get("type") or "text").lower() not in ("hidden", "submit") for field in fields)
    if typed or (node.get("method") or "get").lower() != "get" or not fields:
        return Link(node, "", told)
    query = urlencode(
        [(field.get("name"), field.get("value") or "") for field in fields if field.get("type") != "submit"]
    )
    return Link(node, resolve(base, f"{(node.get('action') or '').split('?')[0]}?{query}", encoding), told)


def _whole(text: str | None) -> str:
    text = (text or "").strip()
    return text if _ADDRESS.fullmatch(text) and "{" not in text else ""


def _in_script(script: str, functions: dict[str, tuple[list[str], str]]) -> str:
    """The address that a handler opens: one it holds in quotes, else one that a function of the page makes."""
    for quoted in _QUOTED.finditer(script):
        if address := _whole((quoted[1] or quoted[2] or "").replace("\\/", "/")):
            return address
    if opened := _OPENED.search(script):
        return _whole(_sum(opened[1], {}))
    for call in _CALL.finditer(script):
        if call[1] in functions:
            names, body = functions[call[1]]
            given = [(_QUOTED.sub(lambda q: q[1] or q[2] or "", part)).strip() for part in call[2].split(",")]
            if address := _made(body, dict(zip(names, given, strict=False))):
                return address
    return ""


def _made(body: str, values: dict[str, str]) -> str:
    for name, text in _ASSIGNED.findall(body):
        if made := _sum(text, values):
            values.setdefault(name, made)
    opened = _OPENED.search(body)
    return _whole(_sum(opened[1], values)) if opened else ""


def _sum(text: str, values: dict[str, str]) -> str:
    """The text that a concatenation comes to, "" where one of its names is not known."""
    made = ""
    for single, double, name in _TERM.findall(text):
        if name and not name.isdigit() and name not in values:
            return ""
        made += single or double or (values.get(name, name) if name else "")
    return made


def _functions(selected: Any) -> dict[str, tuple[list[str], str]]:
    """The functions that a page's own scripts define: name → parameters and body, as far as its first inner brace."""
    found: dict[str, tuple[list[str], str]] = {}
    for script in selected.xpath("//script[not(@src)]/text()").getall():
        for one in _FUNCTION.finditer(script):
            parameters = [name.strip() for name in (one[2] or one[4] or "").split(",")]
            found.setdefault(one[1] or one[3], (parameters, one[5]))
    return found
