"""Documents within a page: in a frame's `srcdoc`, in a `data:` address, in a declared shadow tree; and what a browser
with scripts does not show of a page's markup.
"""

import base64
import html
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from data.text import decode

FRAMES = frozenset(("iframe", "frame", "object", "embed"))
# frames in frames in frames
DEEPEST = 4

_HTML = frozenset(("text/html", "application/xhtml+xml", "text/xml", "application/xml"))
_MATTERS = re.compile(r"<(?:noscript|template|noframes|noembed)(?=[\s/>])", re.I)
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes|noscript"
_OPENS = re.compile(rf"<(?:(?P<comment>!--)|(?P<tag>{_RAW}|template)(?=[\s/>]))", re.I)
_CLOSES = {tag: re.compile(rf"</{tag}(?=[\s/>])[^>]*>", re.I) for tag in _RAW.split("|")}
_TEMPLATES = re.compile(r"<(/?)template(?=[\s/>])[^>]*>", re.I)
_ATTRIBUTES = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_SHADOW = re.compile(r"\sshadowroot(?:mode)?\s*=", re.I)
_UNSHOWN = frozenset(("noscript", "noframes", "noembed"))


class Markup(NamedTuple):
    """A page's markup as a browser with scripts takes it, and the parts of it that it does not show: tag and text."""

    text: str
    unshown: list[tuple[str, str]]


def as_shown(text: str) -> Markup:
    """The markup without <noscript>, whose contents are no elements of the page and may end none of its own; a declared
    shadow tree, which is shown in a scope of its own, stands as the frame that it is like.
    """
    if not _MATTERS.search(text):
        return Markup(text, [])
    parts: list[str] = []
    unshown: list[tuple[str, str]] = []
    done = at = 0
    while found := _OPENS.search(text, at):
        if found["comment"]:
            end = text.find("-->", found.end())
            if end < 0:
                break
            at = end + 3
            continue
        tag = found["tag"].lower()
        opened = _ATTRIBUTES.match(text, found.end())
        if not opened:
            break
        inside, end, at = _element(text, tag, opened.end())
        if tag == "template" and _SHADOW.search(text, found.end(), opened.end()):
            shown = f'<iframe srcdoc="{html.escape(text[inside:end])}"></iframe>'
        elif tag in _UNSHOWN or tag == "template":
            unshown.append((tag, text[inside:end]))
            shown = ""
        else:
            continue
        parts += [text[done : found.start()], shown]
        done = at
    return Markup("".join(parts) + text[done:], unshown)


def _element(text: str, tag: str, inside: int) -> tuple[int, int, int]:
    """Where the contents of an element begin and end, and where it ends; one that is not closed goes to the end."""
    if tag != "template":
        closed = _CLOSES[tag].search(text, inside)
        return (inside, closed.start(), closed.end()) if closed else (inside, len(text), len(text))
    depth = 1
    for mark in _TEMPLATES.finditer(text, inside):
        depth += -1 if mark[1] else 1
        if not depth:
            return inside, mark.start(), mark.end()
    return inside, len(text), len(text)


def page_within(tag: str, attributes: Mapping[str, str | None]) -> str | None:
    """The page that an element of FRAMES has in itself; None where it shows another file, or none."""
    if tag == "iframe" and (page := attributes.get("srcdoc")) is not None:
        return page
    kind, data = _data(tag, attributes)
    if kind.partition(";")[0] not in (*_HTML, "text/plain"):
        return None
    body = unquote_to_bytes(data.partition("#")[0])
    if kind.endswith(";base64"):
        try:
            body = base64.b64decode(body, validate=False)
        except ValueError:
            return None
    text = decode(body)[0]
    return text if kind.partition(";")[0] in _HTML else f"<pre>{html.escape(text)}</pre>"


def shown_from_elsewhere(tag: str, attributes: Mapping[str, str | None]) -> str:
    """What an element of FRAMES without a page of its own shows: an address, or the kind of its data; "" for none."""
    kind, _ = _data(tag, attributes)
    if kind:
        return "" if kind.startswith("image/") else f"data:{kind}"
    source = _source(tag, attributes)
    return "" if source.lower().startswith(("about:", "javascript:")) else source


def _source(tag: str, attributes: Mapping[str, str | None]) -> str:
    return (attributes.get("data" if tag == "object" else "src") or "").strip()


def _data(tag: str, attributes: Mapping[str, str | None]) -> tuple[str, str]:
    """The kind that a data: address declares, and its data as written; "" twice where it is none."""
    head, comma, data = _source(tag, attributes).partition(",")
    if not comma or not head.lower().startswith("data:"):
        return "", ""
    kind = re.sub(r"\s", "", head[5:]).lower()
    return kind if kind and kind[0] != ";" else f"text/plain{kind}", data
