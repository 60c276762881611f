"""What styles do to the digits under them: whether they are seen, struck, raised, set apart; by inheritance.

A browser lays a page out; here is only judged what may keep a reader of the page from seeing a cell's text as it stands
in the markup. Ordinary decoration (sizes of print, alignment, borders, pale grounds) does nothing.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from extractors.readers.css_notable import (
    COMPUTED,
    FAR,
    NOTHING,
    REVERSED,
    SEEN_BY,
    SPECIAL_ATTRIBUTES,
    SPECIAL_TAGS,
    SYMBOLS,
)
from extractors.readers.css_values import (
    BLACK,
    CURRENT,
    FONT_SIZES,
    USUAL_SIZE,
    WHITE,
    Color,
    color_of,
    contrast,
    declarations,
    font_size,
    names_picture,
    pixels,
    repeats_text,
)
from extractors.shown import (
    CLIPPED,
    COVERED,
    FIELD,
    HIDDEN,
    LOWERED,
    RAISED,
    STRUCK,
    TINY,
    UNDECODABLE,
    UNPAINTED,
)

# Less than this nobody sees without looking for it; #ccc on white is 1.6.
_LEAST_CONTRAST = 1.35
_LEAST_OPACITY = 0.2
# smaller print than this is a trick, not a note; half of what stands around it is too
_LEAST_SIZE = 6.0
INLINE_BOXES = frozenset(("inline-block", "inline-flex", "inline-grid", "inline-table"))
_FLOWING = frozenset(("inline", "contents", "none", "initial", "unset", "revert", "inherit", "ruby", "ruby-base", ""))

Style = Mapping[str, str]


class Look(NamedTuple):
    """How text at one place of the tree looks. marks: of extractors.shown; oddities: in words, why its order or
    direction may not be the markup's; is_coloured: whether the page says the colour of the text.

    moved: the text does not stand where the markup has it; quotes: what stands around what is quoted.
    """

    size: float = USUAL_SIZE
    color: Color = BLACK
    ground: Color | None = WHITE
    is_coloured: bool = False
    is_invisible: bool = False
    marks: frozenset[str] = frozenset()
    oddities: tuple[str, ...] = ()
    moved: bool = False
    opacity: float = 1.0
    quotes: str = ""

    @property
    def is_ordinary(self) -> bool:
        """Whether text in ordinary elements is certainly seen here."""
        return not self.oddities and not marks_of(self, 0.0)


_TAGS: dict[str, frozenset[str]] = {
    "s": frozenset((STRUCK,)), "strike": frozenset((STRUCK,)), "del": frozenset((STRUCK,)),
    "sup": frozenset((RAISED,)), "sub": frozenset((LOWERED,)), "rt": frozenset((RAISED,)), "rtc": frozenset((RAISED,)),
    "rp": frozenset((HIDDEN,)),
}  # fmt: skip
_TAG_SIZES = {"small": 1 / 1.2, "big": 1.2, "sup": 1 / 1.2, "sub": 1 / 1.2, "rt": 0.5}


def styled(style: str) -> dict[str, str]:
    """The properties that a style attribute sets, what is important and later last."""
    found = declarations(style)
    return {d.name: d.value for d in (*found, *(d for d in found if d.important))}


def is_display_none(tag: str, attributes: Mapping[str, str], style: Style) -> bool:
    """Whether an element makes no box at all, so that what follows takes its place."""
    display = style.get("display", "")
    if display == "none" or (tag in ("tr", "tbody") and style.get("visibility") == "collapse"):
        return True
    if not display and ("hidden" in attributes or "popover" in attributes):
        return True
    return not display and tag == "dialog" and "open" not in attributes


def look_of(look: Look, tag: str, attributes: Mapping[str, str], style: Style, text_length: int = 0) -> Look:
    """How text looks inside an element, of how it looks around it.

    tag, attributes, style: the element's, the properties of its style by their names; text_length: how many characters
    it shows, to judge whether they fit into a box that cuts off what is too long.
    """
    if not style and tag not in SPECIAL_TAGS and SPECIAL_ATTRIBUTES.isdisjoint(attributes):
        return look._replace(moved=False) if look.moved else look
    marks = set(look.marks | _TAGS.get(tag, frozenset()))
    oddities = list(look.oddities)
    size = _size(look.size, tag, attributes, style, marks)
    is_cell = tag in TABLE_TAGS and style.get("display", "table").startswith("table")
    moved = look.moved
    _decorated(style, size, look.size, is_cell, marks)
    if _placed(style, size, tag, marks, oddities):
        moved = True
    _cut_off(style, size, text_length, marks, is_cell)
    _turned(tag, attributes, style, oddities)
    opacity = look.opacity * _opacity(style)
    if is_display_none(tag, attributes, style):
        marks.add(HIDDEN)
    visibility = style.get("visibility", "")
    invisible = visibility in ("hidden", "collapse") if visibility in _VISIBILITIES else look.is_invisible
    if style.get("mso-hide") == "all":
        marks.add(FIELD)  # Word does not show it, browsers do
    color, coloured = _color(look, tag, attributes, style)
    return Look(
        size,
        color,
        _ground(look, attributes, style, color),
        coloured,
        invisible,
        frozenset(marks),
        tuple(oddities),
        moved,
        opacity,
        style.get("quotes", look.quotes),
    )


TABLE_TAGS = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "table"))
_VISIBILITIES = frozenset(("hidden", "collapse", "visible", "initial"))


def marks_of(look: Look, usual_size: float) -> frozenset[str]:
    """The marks of text that looks so in a cell whose text is usually of a size."""
    marks = set(look.marks)
    if look.is_invisible:
        marks.add(HIDDEN)
    if look.size < _LEAST_SIZE or look.size < usual_size * 0.45:
        marks.add(TINY)
    if look.opacity < _LEAST_OPACITY or _is_unpainted(look):
        marks.add(UNPAINTED)
    return frozenset(marks)


def _is_unpainted(look: Look) -> bool:
    if not look.is_coloured and look.ground in (WHITE, None):
        return False
    if look.color.alpha < _LEAST_OPACITY:
        return True
    if look.ground is None:  # a picture lies below
        return contrast(look.color.over(WHITE), WHITE) < _LEAST_CONTRAST
    return contrast(look.color.over(look.ground), look.ground) < _LEAST_CONTRAST


def _size(around: float, tag: str, attributes: Mapping[str, str], style: Style, marks: set[str]) -> float:
    size = around * _TAG_SIZES.get(tag, 1.0)
    if tag == "font" and (said := re.match(r"\s*([+-]?)(\d+)", attributes.get("size", ""))):
        step = {"+": 3, "-": 3, "": 0}[said[1]] + int(said[2]) * (-1 if said[1] == "-" else 1)
        size = FONT_SIZES[min(max(step, 1), 7) - 1]
    if "font-size" in style and (found := font_size(style["font-size"], around)) is not None:
        size = found
    for name in ("zoom", "scale"):
        if name in style and (factor := pixels(style[name].split()[0] if style[name] else "", 1.0, 1.0)) is not None:
            size *= abs(factor)
    face = style.get("font-family", "") + attributes.get("face", "") if tag == "font" else style.get("font-family", "")
    if SYMBOLS.search(face.split(",")[0]):
        marks.add(UNDECODABLE)
    elif face:
        marks.discard(UNDECODABLE)
    return size


def _decorated(style: Style, size: float, around: float, is_cell: bool, marks: set[str]) -> None:
    if "through" in style.get("text-decoration-line", ""):
        marks.add(STRUCK)
    if not is_cell and (align := style.get("vertical-align", "")):
        shift = pixels(align, size, size)
        if align == "super" or (shift or 0.0) >= 2 or (align in ("top", "text-top") and size < around):
            marks.add(RAISED)
        elif align == "sub" or (shift or 0.0) <= -2 or (align == "text-bottom" and size < around):
            marks.add(LOWERED)
        elif align == "baseline" or shift == 0:
            marks -= {RAISED, LOWERED}
    variant = " ".join(style.get(n, "") for n in ("font-variant-position", "font-variant", "font-feature-settings"))
    if re.search(r"\bsuper\b|sups", variant):
        marks.add(RAISED)
    elif re.search(r"\bsub\b|subs|sinf", variant):
        marks.add(LOWERED)
    if style.get("display") == "ruby-text":
        marks.add(RAISED)
    if style.get("-webkit-text-security", style.get("text-security", "none")) != "none":
        marks.add(UNDECODABLE)
    letters = pixels(style.get("letter-spacing", ""), size)
    if letters is not None and letters < -0.3 * size:
        marks.add(COVERED)


def _placed(style: Style, size: float, tag: str, marks: set[str], oddities: list[str]) -> bool:
    """Whether the element stands elsewhere than the markup has it; what lies far away is cut off."""
    position = style.get("position", "")
    sides = {s: pixels(style.get(s, ""), size, 400.0) for s in ("top", "right", "bottom", "left")}
    x = sides["left"] if sides["left"] is not None else -(sides["right"] or 0.0)
    y = sides["top"] if sides["top"] is not None else -(sides["bottom"] or 0.0)
    if (position in ("absolute", "fixed") and any(v is not None and abs(v) >= FAR for v in sides.values())) or (
        position in ("relative", "sticky") and (abs(x) >= 4 * FAR or abs(y) >= FAR)
    ):
        marks.add(CLIPPED)
    elif position == "relative" and abs(y) >= 2:
        marks.add(RAISED if y < 0 else LOWERED)
    if style.get("z-index", "").startswith("-") and position in ("absolute", "fixed", "relative"):
        marks.add(COVERED)
    indent = pixels(style.get("text-indent", ""), size, 400.0)
    if indent is not None and (indent <= -FAR or indent >= 500):
        marks.add(CLIPPED)
    edges = [pixels(style.get(f"margin-{side}", ""), size, 400.0) or 0.0 for side in ("left", "right", "top", "bottom")]
    edges += [-(pixels(style.get(f"padding-{side}", ""), size, 400.0) or 0.0) for side in ("left", "top")]
    if any(edge <= -FAR for edge in edges[:4]) or any(abs(edge) >= 500 for edge in edges):
        marks.add(CLIPPED)
    elif tag not in BLOCKS and min(edges[:2]) < -3 and style.get("display", "") not in ("block", "table"):
        marks.add(COVERED)
    if style.get("content-visibility") == "hidden":
        marks.add(HIDDEN)
    return (
        position in ("absolute", "fixed")
        or (position == "relative" and abs(x) >= 4)
        or style.get("float", "none") in ("left", "right")
        or style.get("order", "0") != "0"
        or any(style.get(name, "auto") not in NOTHING for name in _GRID_PLACES)
    )


_GRID_PLACES = ("grid-area", "grid-column", "grid-row", "grid-column-start", "grid-row-start")
BLOCKS = frozenset("td th tr tbody table p div ul ol li dl dt dd center h1 h2 h3 h4 h5 h6 section article form".split())


def _cut_off(style: Style, size: float, text_length: int, marks: set[str], is_cell: bool) -> None:
    if style.get("clip", "auto") not in NOTHING or style.get("clip-path", "none") not in NOTHING:
        marks.add(CLIPPED)
    if any(
        style.get(name, "none") not in NOTHING for name in ("mask", "mask-image", "-webkit-mask", "-webkit-mask-image")
    ):
        marks.add(CLIPPED)
    if is_cell or style.get("overflow", "").split(" ")[0] not in ("hidden", "clip"):
        return
    widths = [pixels(style.get(name, ""), size, 400.0) for name in ("width", "max-width", "inline-size")]
    heights = [pixels(style.get(name, ""), size, 400.0) for name in ("height", "max-height", "block-size")]
    if any(w is not None and w < 0.4 * size * text_length for w in widths):
        marks.add(CLIPPED)
    if any(h is not None and h < 0.6 * size for h in heights):
        marks.add(CLIPPED)


def _opacity(style: Style) -> float:
    said = pixels(style.get("opacity", ""), 1.0, 1.0)
    opacity = 1.0 if said is None else min(max(said, 0.0), 1.0)
    for name, inside in re.findall(r"([a-z-]+)\(([^()]*(?:\([^()]*\))?[^()]*)\)", style.get("filter", "")):
        amount = pixels(inside.replace("opacity=", ""), 1.0, 1.0)
        if name in ("opacity", "contrast", "blur", "alpha", "brightness", "url") or name.endswith("alpha"):
            low = amount is None or amount < (30 if "alpha" in name else 0.3)
            opacity *= 0.0 if (name == "blur" and amount != 0) or (name != "blur" and low) else 1.0
            opacity *= 0.0 if name == "brightness" and (amount or 0.0) > 5 else 1.0
        elif name == "invert" and (amount is None or amount > 0.4):
            opacity = 0.0  # black turns white, and the ground around it stays
    if style.get("mix-blend-mode", "normal") not in ("normal", "multiply", "darken"):
        opacity = 0.0
    return opacity


def _turned(tag: str, attributes: Mapping[str, str], style: Style, oddities: list[str]) -> None:
    if any(
        style.get(name, "none") not in NOTHING for name in ("transform", "translate", "rotate", "offset", "offset-path")
    ):
        oddities.append("text turned, scaled or moved")
    if style.get("scale", "1") not in ("1", "none"):
        oddities.append("text turned, scaled or moved")
    direction = style.get("direction") or attributes.get("dir", "").strip().lower()
    if direction == "rtl" or "override" in style.get("unicode-bidi", ""):
        oddities.append("text that runs from right to left")
    if style.get("flex-direction") in REVERSED:
        oddities.append("text in reverse order")
    if any(COMPUTED.search(style[name]) and color_of(style[name]) is None for name in SEEN_BY & style.keys()):
        oddities.append("text whose style is worked out by a function")
    if repeats_text(style.get("text-shadow", ""), USUAL_SIZE):
        oddities.append("a shadow that repeats the text")
    if style.get("animation-name", style.get("animation", "none")) not in NOTHING:
        oddities.append("text that moves or changes")


def _color(look: Look, tag: str, attributes: Mapping[str, str], style: Style) -> tuple[Color, bool]:
    said = style.get("-webkit-text-fill-color") or style.get("color")
    if said is None and tag == "font":
        said = attributes.get("color")
    color = color_of(said) if said else None
    if color is not None:
        return color, True
    if said in ("windowtext", "initial", "canvastext", "black"):
        return BLACK, True
    return look.color, look.is_coloured


def _ground(look: Look, attributes: Mapping[str, str], style: Style, text: Color) -> Color | None:
    if names_picture(style.get("background-image", "")) or attributes.get("background"):
        return None
    said = style.get("background-color") or attributes.get("bgcolor", "")
    color = text if said.lower() == CURRENT else color_of(said) if said else None
    if color is None or color.alpha < 0.05:
        return look.ground
    return color.over(look.ground or WHITE)


def is_line_break(tag: str, style: Style) -> bool:
    """Whether an element begins a line of its own or a box of its own in the line."""
    display = style.get("display", "")
    if display in INLINE_BOXES or style.get("float", "none") in ("left", "right"):
        return True
    return display not in _FLOWING
