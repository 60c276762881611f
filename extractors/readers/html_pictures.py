"""Which pictures of a page may show part of its document: not the icons, spacers and furniture of the site."""

import base64
import re
from urllib.parse import unquote_to_bytes, urlsplit

from selectolax.lexbor import LexborNode

from data.words import pattern, words
from extractors.content import Picture

# a data URI of base64 that could be a page; what is shorter is an icon
_DATA_PICTURE = re.compile(r"data:image/[\w.+-]+(?:;[^;,]+)*;base64", re.I)
_LEAST_DATA = 4000
# a table of a report is not smaller, nor so flat
_LEAST_SIDE, _MOST_WIDTH = 150, 8
_SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", re.I)
_STYLED = {side: re.compile(rf"(?:^|[;\s]){side}\s*:\s*(\d{{1,5}})(?:\.\d+)?px", re.I) for side in ("width", "height")}
_FURNITURE = frozenset(("header", "footer", "nav", "aside", "button"))
_HIGHEST = 12


def picture_of(node: LexborNode) -> Picture | None:
    """The picture that an <img> or <canvas> shows; None where it is none of the document's.

    Bytes in the page itself are its body, otherwise its address is kept as written: that of the picture which a script
    loads later stands in an attribute of its own.
    """
    attributes = node.attributes
    source = (attributes.get("src") or "").strip()
    kind, comma, data = source.partition(",")
    if comma and _DATA_PICTURE.fullmatch(kind.strip()) and len(data) >= _LEAST_DATA:
        try:
            return Picture(base64.b64decode(unquote_to_bytes(data), validate=False))
        except ValueError:
            return None
    later = next((attributes[name] for name in words()["later_pictures"] if attributes.get(name)), "") or ""
    address = later.strip() or ("" if source.lower().startswith("data:") else source)
    if (not address and node.tag == "img") or _is_small(node) or _is_furniture(node, address):
        return None
    return Picture(address=address)


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
