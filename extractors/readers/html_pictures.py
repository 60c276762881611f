"""Which pictures of a page may show part of its document: not the icons, spacers and furniture of the site."""

import base64
import re
from urllib.parse import unquote_to_bytes, urlsplit

from selectolax.lexbor import LexborNode

from data.formats import formats, names_document
from data.words import pattern, words
from extractors.content import Picture

# a data URI of base64 that could be a page; what is shorter is an icon
_DATA_PICTURE = re.compile(r"data:image/[\w.+-]+(?:;[^;,]+)*;base64", re.I)
_LEAST_DATA = 4000
# a table of a report is not smaller, nor so flat
_LEAST_SIDE, _MOST_WIDTH = 150, 8
_SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", re.I)
_STYLED = {side: re.compile(rf"(?:^|[;\s]){side}\s*:\s*(\d{{1,5}})(?:\.\d+)?px", re.I) for side in ("width", "height")}
# what shows a picture, or a frame that may hold one
SHOWING = frozenset(("image", "v:imagedata", "input", "iframe", "object", "embed"))
_FRAMES = frozenset(("iframe", "object", "embed"))
_SOURCES = ("src", "srcset", "data", "href", "xlink:href")
_PICTURE_NAME = re.compile(rf"\.(?:{'|'.join(formats()['image'].endings)})$", re.I)
_FURNITURE = frozenset(("header", "footer", "nav", "aside", "button"))
_HIGHEST = 12


def picture_of(node: LexborNode) -> Picture | None:
    """The picture that an element of SHOWING shows or leads to; None where it is none of the document's.

    Bytes in the page itself are its body, otherwise its address is kept as written: that of the picture which a script
    loads later stands in an attribute of its own.
    """
    attributes = node.attributes
    source = _source(node)
    kind, comma, data = source.partition(",")
    if comma and _DATA_PICTURE.fullmatch(kind.strip()) and len(data) >= _LEAST_DATA:
        try:
            return Picture(base64.b64decode(unquote_to_bytes(data), validate=False))
        except ValueError:
            return None
    later = next((attributes[name] for name in words()["later_pictures"] if attributes.get(name)), "") or ""
    address = later.strip() or ("" if source.lower().startswith("data:") else source)
    if (not address and node.tag != "canvas") or _is_small(node) or _is_furniture(node, address):
        return None
    if node.tag == "input" and (attributes.get("type") or "").lower() != "image":
        return None
    if node.tag in _FRAMES and not _may_be_framed(node, address):
        return None
    return Picture(address=address)


def _source(node: LexborNode) -> str:
    """Where an element has what it shows from, as written; of several sizes the first."""
    attributes = node.attributes
    for name in _SOURCES:
        if said := (attributes.get(name) or "").strip():
            return said.split(",")[0].split()[0] if name == "srcset" else said
    return ""


def _may_be_framed(node: LexborNode, address: str) -> bool:
    """Whether a frame shows a picture, or a page in a frame as large as a table; a document is an attachment."""
    path = address.partition("?")[0]
    if _PICTURE_NAME.search(path):
        return True
    said = [(_side(node, name), node.attributes.get(name) or "") for name in _STYLED]
    return not names_document(path) and all(side is not None or "%" in written for side, written in said)


def is_in_sight(node: LexborNode) -> bool:
    """Whether a frame is as large as what may be a page's document, and none of the site's furniture."""
    return not _is_small(node) and not _is_furniture(node, _source(node))


def _is_small(node: LexborNode) -> bool:
    width, height = _side(node, "width"), _side(node, "height")
    if any(side is not None and side < _LEAST_SIDE for side in (width, height)):
        return True
    return bool(width and height and width > _MOST_WIDTH * height)


def _side(node: LexborNode, name: str) -> int | None:
    """A side as the page says it, in pixels; None where it does not."""
    if found := _STYLED[name].search(node.attributes.get("style") or ""):
        return int(found[1])
    said = _SIZE.match(node.attributes.get(name) or "")
    return int(said[1]) if said else None


def _is_furniture(node: LexborNode, address: str) -> bool:
    path = urlsplit(address.replace("\\", "/")).path if "://" in address else address.partition("?")[0]
    named = [path, node.attributes.get("alt") or ""]
    parent: LexborNode | None = node
    for _ in range(_HIGHEST):
        if parent is None or parent.tag == "body":
            break
        if parent.tag in _FURNITURE:
            return True
        named += [parent.attributes.get("class") or "", parent.attributes.get("id") or ""]
        parent = parent.parent
    return any(pattern("furniture_picture").search(name) for name in named)
