"""What in a cell is no text of its own: pictures, drawings, form fields, frames, formulas, generated numbers."""

import base64
import functools
import io
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element

from PIL import Image

from extractors.readers.css_look import Style
from extractors.readers.css_values import names_picture, pixels
from extractors.shown import FIELD, GENERATED

# a picture that holds a place and shows nothing, by the names that such files have
_SPACER = re.compile(
    r"(?:^|[/\\_.-])(?:spacer|blank|space|transparent|clear|pixel|trans|1x1|dot_?clear)\.(?:gif|png)\b", re.I
)
# where pages name the picture that a script puts in the place of a spacer
_LATER = ("data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")
_DRAWN = frozenset("path rect circle ellipse line polyline polygon text image use foreignobject tspan".split())
_FORMULA = frozenset(
    "msup msub msubsup mover munder munderover mfrac msqrt mroot mmultiscripts menclose mphantom mtable".split()
)
# nothing of these is shown
UNSEEN = frozenset(
    "script style head title meta link base template datalist param source track area map colgroup col".split()
)


class Replaced(NamedTuple):
    """What an element shows instead of its content: text of a kind that is no certain text, and ink in words."""

    text: str = ""
    mark: str = FIELD
    ink: str = ""


def replaced(element: Element, style: Style) -> Replaced | None:
    """What an element shows in place of what is written in it; None for elements that show their content."""
    if (made := _MAKERS.get(element.tag)) is not None:
        return made(element, style)
    if names_picture(style.get("content", "")):
        return Replaced(ink="a picture that a style puts in")
    if "-" in element.tag and not "".join(element.itertext()).strip() and not len(element):
        return Replaced(ink=f"an element <{element.tag}> that a script may fill")
    return None


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _named(what: str, words: str) -> str:
    return f"{what} with the text {words!r}" if words else what


def _picture(element: Element, style: Style) -> Replaced:
    later = next((element.attrib[name] for name in _LATER if element.get(name)), "")
    if _is_spacer(element, style) if not later else _SPACER.search(later.partition("?")[0]):
        return Replaced()
    source = later or element.get("src") or ""
    alt = (element.get("alt") or element.get("title") or "").strip()
    if not source and not alt:
        return Replaced()
    return Replaced(ink=_named("a picture", alt))


def _sources(element: Element, style: Style) -> Replaced | None:
    """A picture of sources alone; one with an <img> shows that."""
    if element.find(".//img") is not None or not any(
        child.get("srcset") or child.get("src") for child in element.iter("source")
    ):
        return None
    return Replaced(ink="a picture")


def _is_spacer(element: Element, style: Style) -> bool:
    for name in ("width", "height"):
        said = pixels(style.get(name) or element.get(name) or "", 16.0, 100.0)
        if said is not None and said <= 2:
            return True
    source = (element.get("src") or "").strip()
    if source.lower().startswith("data:"):
        return _shows_nothing(source)
    if any(ch.isdigit() for ch in element.get("alt") or ""):
        return False
    return bool(_SPACER.search(source.partition("?")[0]))


@functools.lru_cache(maxsize=512)
def _shows_nothing(source: str) -> bool:
    """Whether a picture in the page is a point or of one colour; what cannot be opened may show anything."""
    kind, _, data = source.partition(",")
    try:
        body = unquote_to_bytes(data)
        if ";base64" in kind.lower():
            body = base64.b64decode(body, validate=False)
        with Image.open(io.BytesIO(body)) as image:
            if min(image.size) <= 2:
                return True
            if image.size[0] * image.size[1] > 4_000_000:
                return False
            channels = [band.getextrema() for band in image.convert("RGBA").split()]
    except (ValueError, OSError, SyntaxError, Image.DecompressionBombError):
        return False
    return all(low == high for low, high in channels) or channels[3] == (0, 0)


def _drawing(element: Element, style: Style) -> Replaced:
    sizes = [pixels(style.get(name) or element.get(name) or "", 16.0, 100.0) for name in ("width", "height")]
    if any(size is not None and size <= 0 for size in sizes):
        return Replaced()
    if not any(child.tag.rpartition(":")[2] in _DRAWN for child in element.iter()):
        return Replaced()
    return Replaced(_words(element), GENERATED, _named("a drawing", _words(element)))


def _box(what: str) -> Callable[[Element, Style], Replaced | None]:
    return functools.partial(_framed, what)


def _framed(what: str, element: Element, style: Style) -> Replaced:
    sizes = [pixels(style.get(name) or element.get(name) or "", 16.0, 100.0) for name in ("width", "height")]
    if any(size is not None and size <= 2 for size in sizes):
        return Replaced()
    return Replaced(ink=_named(what, _words(element)))


def _input(element: Element, style: Style) -> Replaced:
    kind = (element.get("type") or "text").strip().lower()
    value = (element.get("value") or "").strip()
    if kind == "hidden":
        return Replaced()
    if kind in ("checkbox", "radio"):
        return Replaced(ink="a ticked box" if "checked" in element.attrib else "a box to tick")
    if kind == "image":
        return Replaced(ink=_named("a picture", (element.get("alt") or "").strip()))
    if kind in ("password", "color", "range", "file"):
        return Replaced(ink=_named("a form field", "" if kind == "password" else value))
    if value:
        return Replaced(value, FIELD)
    return Replaced(ink=_named("an empty form field", (element.get("placeholder") or "").strip()))


def _select(element: Element, style: Style) -> Replaced:
    options = [child for child in element.iter() if child.tag == "option"]
    if "multiple" in element.attrib or (element.get("size") or "1") not in ("", "0", "1"):
        return Replaced(" ".join(_option(one) for one in options), FIELD, "a list to choose from")
    chosen = [one for one in options if "selected" in one.attrib][-1:] or options[:1]
    text = _option(chosen[0]) if chosen else ""
    return Replaced(text, FIELD, "" if text else "an empty list to choose from")


def _option(element: Element) -> str:
    return element.get("label") or _words(element)


def _textarea(element: Element, style: Style) -> Replaced:
    text = _words(element)
    return (
        Replaced(text, FIELD) if text else Replaced(ink=_named("an empty form field", element.get("placeholder") or ""))
    )


def _button(element: Element, style: Style) -> Replaced:
    return Replaced(_words(element), FIELD, "" if _words(element) else "a button")


def _gauge(element: Element, style: Style) -> Replaced:
    return Replaced(ink=_named("a gauge", element.get("value") or ""))


def _formula(element: Element, style: Style) -> Replaced | None:
    if any(child.tag.rpartition(":")[2] in _FORMULA for child in element.iter()):
        return Replaced(_words(element), GENERATED, "a formula")
    return None


def _script(element: Element, style: Style) -> Replaced:
    """A script that writes where it stands; one that only counts visitors or sets a handler shows nothing."""
    said = element.text or ""
    writes = re.search(
        r"document\s*\.\s*write|innerHTML|innerText|textContent|insertAdjacent|\.\s*(?:html|text)\s*\(", said
    )
    return Replaced(ink=f"a script that writes: {' '.join(said.split())[:80]!r}") if writes else Replaced()


def _template(element: Element, style: Style) -> Replaced:
    if any(name.startswith("shadowroot") for name in element.attrib):
        return Replaced(ink=_named("a shadow tree", _words(element)))
    return Replaced()


_MAKERS: dict[str, Callable[[Element, Style], Replaced | None]] = {
    "img": _picture, "image": _picture, "picture": _sources, "svg": _drawing, "input": _input, "select": _select,
    "textarea": _textarea, "button": _button, "meter": _gauge, "progress": _gauge, "math": _formula,
    "script": _script, "template": _template,
    **{tag: _box("an embedded object") for tag in ("object", "embed", "applet")},
    **{tag: _box("a frame") for tag in ("iframe", "frame", "portal")},
    **{tag: _box("a drawing") for tag in ("v:shape", "v:rect")},
    "canvas": _box("a canvas"), "video": _box("a video"), "audio": _box("a sound"),
    "v:imagedata": _box("a picture"), "v:textbox": _box("a text box"),
}  # fmt: skip
NOTABLE_TAGS = (
    *_MAKERS, "s", "strike", "del", "sup", "sub", "ruby", "rt", "rp", "small", "big", "bdo", "bdi", "details", "dialog",
    "noscript", "ol", "dir", "annotation", "q",
)  # fmt: skip

# what editors note of a cell's place and size
_OF_PLACE = re.compile(
    r"row|col|index|\bid\b|-id|idx|span|width|height|order|sort|align|style|size|page|tab|mce|time|date", re.I
)
# what scripts of a page fill by its name: <span v-text="total">
_BOUND = re.compile(
    r"v-(?:text|html)|(?:data-)?ng-bind(?:-html|-template)?|x-(?:text|html)|data-bind|:textcontent", re.I
)
_SAYS = re.compile(r"data-|aria-|x:num|title|value|content|alt", re.I)
# the same as markup, before anything is taken apart
MAY_BE_FILLED = re.compile(
    r"""\s(?:data-|aria-|x:num|title|value|content)[\w:-]*\s*=\s*["']?[^"'>]*\d|<i\b[^>]*\bclass"""
    rf"|\s(?:{_BOUND.pattern})\s*=",
    re.I,
)


def filled_from_elsewhere(cell: Element) -> str:
    """In words, what a cell without text may show by a style sheet or script that is not at hand; "" for nothing.

    Such pages keep the number in an attribute (data-n="8").
    """
    for element in cell.iter():
        for name, value in element.attrib.items():
            if value.strip() and _BOUND.fullmatch(name):
                return f"an element that a script fills: {name}={value.strip()!r}"
            if _SAYS.match(name) and not _OF_PLACE.search(name) and re.fullmatch(r"\s*[\d.,]*\d\s*\D?\s*", value):
                return f"an element with {name}={value.strip()!r}"
    return ""


def is_empty_icon(element: Element) -> bool:
    """Whether an element is one of those that a style sheet fills by their class: a digit of an icon font, a sprite."""
    return element.tag == "i" and bool(element.get("class")) and not len(element) and not (element.text or "").strip()
