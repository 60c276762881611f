"""Another's HTML as a new tree of elements, attributes and styles that can only lay out text, by an allow-list.

Nothing of the page's own markup is copied as text. What is not named here is left out: with its contents where those
are no text of the page (scripts, styles, frames), else its children stand in its place. No address remains.
"""

import base64
import io
import re
from urllib.parse import unquote_to_bytes

from lxml import etree
from lxml.html import Element, HtmlElement
from selectolax.lexbor import LexborNode

from data.formats import media_type, picture_type

_KEPT = frozenset(
    "abbr address article aside b big blockquote br caption center cite code col colgroup dd del dfn div dl dt em "
    "fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i ins kbd label legend li main mark nav ol p "
    "pre q rp rt ruby s section small span strike strong sub sup table tbody td tfoot th thead tr u ul var wbr".split()
)
_DROPPED = frozenset(
    "script style noscript template head title iframe frame frameset noframes noembed object embed applet param audio "
    "video source track canvas map area link meta base basefont bgsound select option datalist portal fencedframe xmp "
    "plaintext listing".split()
)
_AS = {"a": "span", "textarea": "pre"}
_NUMBERS = frozenset(("colspan", "rowspan", "border", "cellpadding", "cellspacing", "start", "span"))
_WORDS = frozenset(("align", "valign", "width", "nowrap", "color", "size", "bgcolor", "hidden", "type"))
_NUMBER = re.compile(r"\s*\d{1,4}\s*")
_WORD = re.compile(r"[\w#.%-]{0,32}", re.A)
# What shows the page as printed. Nothing that moves text over other text, nothing that takes an address.
_STYLES = frozenset(
    "text-align vertical-align font-weight font-style font-size text-decoration text-decoration-line text-indent color "
    "background-color display visibility white-space width border border-top border-right border-bottom border-left "
    "border-collapse border-color border-style border-width".split()
)
_STYLE_VALUE = re.compile(r"(?:rgba?\([\d\s.,%]{1,40}\)|[\w#.,%\s+-]){1,80}", re.A)
_INPUTS = ("", "text", "number", "tel", "email", "url", "search", "button", "submit")
_NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# browsers end an element that lies deeper than 512; what is no part of a table is spared from here on
_DEEPEST = 300
_IN_TABLES = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th"))
# a browser shows none of these
_AS_PNG = media_type("tif")
_BOX = "display:inline-block;border:1px dashed #888;min-width:1em;min-height:1em"


def safe_copy(root: LexborNode, marked: LexborNode, style: str) -> HtmlElement:
    """A `div` with the page's contents; the copy of `marked` bears the id nianbao-cell and the style given.

    Args:
        root: the page's body. marked: the node of the cell. style: CSS declarations, of our own.
    """
    made = Element("div")
    stack: list[tuple[LexborNode, HtmlElement, int]] = [(child, made, 1) for child in _children(root)]
    while stack:
        node, parent, depth = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            add_text(parent, node.text(deep=False) or "")
        elif tag in _DROPPED or tag.startswith(("-", "_", "!")):
            continue
        elif tag == "img":
            _add_picture(parent, node)
        elif tag == "input":
            _add_input(parent, node)
        else:
            name = _AS.get(tag, tag if tag in _KEPT else "")
            if name and (depth < _DEEPEST or name in _IN_TABLES):
                parent = etree.SubElement(parent, name, _attributes(node))
                if node.mem_id == marked.mem_id:
                    parent.set("id", "nianbao-cell")
                    parent.set("style", ";".join(filter(None, (parent.get("style"), style))))
            stack += [(child, parent, depth + 1) for child in _children(node)]
    return made


def add_text(parent: HtmlElement, text: str) -> None:
    """Append text behind what the element holds; characters that no page can hold become U+FFFD."""
    text = _NO_TEXT.sub("\ufffd", text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def picture_address(body: bytes) -> str:
    """A picture as a data: address, its type told by its bytes; "" for what is no picture that can be shown."""
    media = picture_type(body)
    if media == _AS_PNG:
        body, media = _as_png(body), media_type("png")
    return f"data:{media};base64,{base64.b64encode(body).decode()}" if media and body else ""


def _as_png(body: bytes) -> bytes:
    # Pillow is slow to start, and scans as TIFF are few
    from PIL import Image

    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(body)) as image:
            image.convert("RGB").save(out, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError):
        return b""
    return out.getvalue()


def _children(node: LexborNode) -> list[LexborNode]:
    """Last first, as a stack wants them."""
    return list(node.iter(include_text=True))[::-1]


def _attributes(node: LexborNode) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in node.attributes.items():
        value = value or ""
        if name in found:
            continue
        if (name in _NUMBERS and _NUMBER.fullmatch(value)) or (name in _WORDS and _WORD.fullmatch(value)):
            found[name] = value.strip()
        elif name == "style" and (style := _style(value)):
            found["style"] = style
    return found


def _style(text: str) -> str:
    kept = []
    for line in text.split(";"):
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.partition("!")[0].strip()
        if name in _STYLES and _STYLE_VALUE.fullmatch(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def _add_picture(parent: HtmlElement, node: LexborNode) -> None:
    """A picture whose bytes stand in the page, else an empty box where it stood."""
    kind, comma, data = (node.attributes.get("src") or "").partition(",")
    address = ""
    if comma and kind.strip().lower().startswith("data:") and kind.strip().lower().endswith(";base64"):
        try:
            address = picture_address(base64.b64decode(unquote_to_bytes(data), validate=False))
        except ValueError:
            address = ""
    if address:
        etree.SubElement(parent, "img", {**_attributes(node), "alt": "", "src": address})
    else:
        etree.SubElement(parent, "span", {"style": _BOX, "title": "a picture that the page loads from elsewhere"})


def _add_input(parent: HtmlElement, node: LexborNode) -> None:
    """What a field of a form shows."""
    if (node.attributes.get("type") or "").strip().lower() in _INPUTS:
        add_text(etree.SubElement(parent, "span", {"style": _BOX}), node.attributes.get("value") or "")
