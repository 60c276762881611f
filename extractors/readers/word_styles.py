"""Word's styles and what they make of a run: its size, its place on the line, and the marks of `extractors.shown`.

A run has what its document's defaults, its table's style, its paragraph's style, its own style and it itself say, the
last word first; hidden and struck text of a style is turned off again by a second style that says the same.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from extractors.readers.contrast import BLACK, WHITE, is_colour, is_seen, luminance, mixed
from extractors.readers.package import local
from extractors.readers.sign_fonts import is_sign_font
from extractors.shown import CLIPPED, COVERED, HIDDEN, LOWERED, RAISED, STRUCK, TINY, UNDECODABLE, UNPAINTED

# half points: what Word takes where no style says a size
USUAL_SIZE = 20
_OFF = frozenset(("0", "false", "off"))
_TOGGLES = frozenset(("vanish", "strike"))
_HIGHLIGHTS = {
    "black": BLACK, "white": WHITE, "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF",
    "blue": "0000FF", "red": "FF0000", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_LIGHT_THEME = frozenset(("background1", "light1", "bg1", "lt1"))
_DARK_THEME = frozenset(("text1", "dark1", "tx1", "dk1"))
_MOST_BASES = 40

Properties = dict[str, str | bool | int]


@functools.lru_cache(maxsize=4096)
def _qualified(tag: str, name: str) -> str:
    return f"{tag[: tag.find('}') + 1]}{name}"


def attribute(node: etree._Element, name: str) -> str:
    """An attribute of its element's namespace or of none, "" where it is not there."""
    return node.get(_qualified(node.tag, name)) or node.get(name) or ""


def value(node: etree._Element) -> str:
    """The w:val of an element, "" for none."""
    values = node.values()
    return values[0] if len(values) == 1 else attribute(node, "val")


def whole(text: str) -> int:
    """A measure as whole number, 0 for what is none; parts are cut off."""
    bare = text.strip().removesuffix("%").removesuffix("pt")
    sign, digits = (-1, bare[1:]) if bare[:1] == "-" else (1, bare)
    digits = digits.partition(".")[0]
    return sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 0


def ground_of(shading: etree._Element) -> str:
    """The colour that a w:shd gives its ground, "" where it gives none."""
    pattern, fill, ink = (attribute(shading, name) for name in ("val", "fill", "color"))
    themed = attribute(shading, "themeFill")
    if themed in _LIGHT_THEME and not attribute(shading, "themeFillShade"):
        fill = WHITE
    elif themed in _DARK_THEME and not attribute(shading, "themeFillTint"):
        fill = BLACK
    fill = fill if is_colour(fill) else ""
    if pattern == "solid":
        return ink if is_colour(ink) else BLACK
    if pattern.startswith("pct") and pattern[3:].isdigit():
        return mixed(ink if is_colour(ink) else BLACK, fill or WHITE, min(int(pattern[3:]), 100) / 100)
    return fill


def _colour_of(node: etree._Element) -> str:
    themed = attribute(node, "themeColor")
    if themed in _LIGHT_THEME and not attribute(node, "themeShade"):
        return WHITE
    if themed in _DARK_THEME and not attribute(node, "themeTint"):
        return "auto"
    value = attribute(node, "val")
    return value if is_colour(value) else "auto"


def _paint_of(node: etree._Element) -> str:
    """The colour of a w14:textFill: "none" where nothing is painted, "" where it is not told."""
    for child in node.iter():
        name = local(child.tag)
        if name == "noFill" or (name == "alpha" and whole(attribute(child, "val")) >= 95_000):
            return "none"
        if name == "schemeClr" and attribute(child, "val") in _LIGHT_THEME and not len(child):
            return WHITE
        if name == "srgbClr" and is_colour(attribute(child, "val")) and not len(child):
            return attribute(child, "val")
    return ""


def properties_of(node: Iterable[etree._Element] | None) -> Properties:
    """What of a w:rPr decides what is seen of its text."""
    found: Properties = {}
    for child in node if node is not None else ():
        name = local(child.tag)
        if name in ("vanish", "strike", "dstrike", "specVanish", "webHidden"):
            found["strike" if name == "dstrike" else name] = attribute(child, "val") not in _OFF
        elif name in ("vertAlign", "rStyle", "highlight"):
            found[name] = attribute(child, "val")
        elif name in ("position", "sz", "spacing", "w", "fitText"):
            found[name] = whole(attribute(child, "val"))
        elif name == "color":
            found["color"] = _colour_of(child)
        elif name == "textFill":
            found["paint"] = _paint_of(child)
        elif name == "shd":
            found["ground"] = ground_of(child)
        elif name == "eastAsianLayout":
            found["combine"] = attribute(child, "combine") not in ("", *_OFF)
        elif name == "rFonts":
            found["font"] = attribute(child, "ascii") or attribute(child, "hAnsi")
    return found


@dataclass(slots=True)
class Style:
    """One style as written. `parts`: what a table style says of its first row, last column …: runs and ground."""

    based_on: str = ""
    run: Properties = field(default_factory=dict)
    numbering: etree._Element | None = None
    ground: str = ""
    line: int = 0
    parts: dict[str, tuple[Properties, str]] = field(default_factory=dict)


class Seen(NamedTuple):
    """What a run's properties make of its text."""

    marks: frozenset[str]
    size: int = USUAL_SIZE
    position: int = 0
    is_combined: bool = False
    fit: int = 0


class Styles:
    """The styles of one document, each with what it is based on."""

    def __init__(self, root: etree._Element | None = None) -> None:
        self.defaults: Properties = {}
        self.written: dict[str, Style] = {}
        self.usual: dict[str, str] = {}
        self._whole: dict[str, Style] = {}
        self._seen: dict[tuple[object, ...], Seen] = {}
        for node in root if root is not None else ():
            name = local(node.tag)
            if name == "docDefaults":
                self.defaults = properties_of(next(node.iter("{*}rPr"), None))
            elif name == "style":
                self._add(node)

    def _add(self, node: etree._Element) -> None:
        key = attribute(node, "styleId")
        made = self.written[key] = Style()
        if attribute(node, "default") not in ("", *_OFF):
            self.usual[attribute(node, "type")] = key
        for child in node:
            name = local(child.tag)
            if name == "basedOn":
                made.based_on = attribute(child, "val")
            elif name == "rPr":
                made.run = properties_of(child)
            elif name == "pPr":
                made.line = exact_line(child)
                made.numbering = next((part for part in child if local(part.tag) == "numPr"), None)
                made.ground = next((ground_of(part) for part in child if local(part.tag) == "shd"), made.ground)
            elif name in ("tcPr", "tblPr"):
                made.ground = next((ground_of(part) for part in child if local(part.tag) == "shd"), made.ground)
            elif name == "tblStylePr":
                run = next((part for part in child if local(part.tag) == "rPr"), None)
                ground = next((ground_of(part) for part in child.iter("{*}shd")), "")
                made.parts[attribute(child, "type")] = (properties_of(run), ground)

    def style(self, key: str) -> Style:
        """A style with all that it is based on."""
        if key not in self._whole:
            chain: list[Style] = []
            at = key
            while at in self.written and len(chain) < _MOST_BASES:
                chain.insert(0, self.written[at])
                at = self.written[at].based_on
            made = Style()
            for one in chain:
                made.run = {**made.run, **one.run}
                made.parts = {**made.parts, **one.parts}
                made.ground = one.ground or made.ground
                made.line = one.line or made.line
                made.numbering = one.numbering if one.numbering is not None else made.numbering
            self._whole[key] = made
        return self._whole[key]

    def paragraph(self, key: str) -> Style:
        """The style of a paragraph that names `key`, or none."""
        return self.style(key or self.usual.get("paragraph", ""))

    def table(self, key: str) -> Style:
        """The style of a table that names `key`, or none."""
        return self.style(key or self.usual.get("table", ""))

    def seen(self, own: Properties, paragraph: str, table: Properties, ground: str) -> Seen:
        """What is seen of a run.

        Args:
            own: what the run itself says.
            paragraph: its paragraph's style.
            table: what its table's style says of its cell.
            ground: the colour it stands on, "" for the page's.
        """
        key = (tuple(own.items()), paragraph, tuple(table.items()), ground)
        if key not in self._seen:
            levels = [table, self.paragraph(paragraph).run, self.style(str(own.get("rStyle", ""))).run]
            self._seen[key] = _seen(self.defaults, levels, own, ground or self.paragraph(paragraph).ground)
        return self._seen[key]

    def is_notable(self, style: Style) -> bool:
        """Whether the text under a style may be seen otherwise than plain text."""
        runs = [style.run, *(run for run, _ in style.parts.values())]
        return style.numbering is not None or 0 < style.line < 120 or any(map(is_notable, runs))


def exact_line(properties: etree._Element) -> int:
    """The height in twips that a paragraph's lines have whatever stands in them, 0 for lines as high as their text."""
    return next((line for child in properties if local(child.tag) == "spacing" and (line := line_of(child))), 0)


# twips: no page is so broad that text indented by so much is on it, or that is drawn out of its margin by so much
_BEYOND, _BEFORE = 16_000, -4_000


def is_off_the_page(indent: etree._Element) -> bool:
    """Whether a w:ind puts the text of its paragraph beside the page."""
    said = [whole(attribute(indent, name)) for name in ("left", "start", "firstLine", "right", "end")]
    said.append(-whole(attribute(indent, "hanging")))
    return any(one >= _BEYOND or one <= _BEFORE for one in said)


def line_of(spacing: etree._Element) -> int:
    """The height that a w:spacing gives lines whatever stands in them, 0 for none."""
    if attribute(spacing, "lineRule") != "exact":
        return 0
    return max(whole(attribute(spacing, "line")), 1)


def is_notable(run: Properties) -> bool:
    """Whether properties may make a run's text something else than plain text on a light ground."""
    colour = str(run.get("color", "auto"))
    return (
        any(run.get(name) for name in ("vanish", "specVanish", "webHidden", "strike", "fitText", "combine"))
        or run.get("vertAlign", "baseline") not in ("baseline", "")
        or abs(int(run.get("position", 0))) > 1
        or not 50 <= int(run.get("w", 100)) <= 600
        or int(run.get("spacing", 0)) < -20
        or 0 < int(run.get("sz", USUAL_SIZE)) < 12
        or (colour != "auto" and luminance(colour) > 0.5)
        or run.get("paint", "") not in ("", BLACK)
        or is_sign_font(str(run.get("font", "")))
        or is_dark(_HIGHLIGHTS.get(str(run.get("highlight", "")), ""))
        or is_dark(str(run.get("ground", "")))
    )


def is_dark(ground: str) -> bool:
    """Whether a ground is such that dark text on it may not be seen."""
    return bool(ground) and luminance(ground) < 0.7


def _seen(defaults: Properties, levels: Iterable[Properties], own: Properties, ground: str) -> Seen:
    merged: Properties = dict(defaults)
    for level in levels:
        for name, value in level.items():
            if name in _TOGGLES and not defaults.get(name):
                merged[name] = bool(merged.get(name)) != bool(value)
            else:
                merged[name] = value
    merged.update(own)
    marks = set()
    if merged.get("vanish"):
        marks.add(HIDDEN)
    elif merged.get("specVanish") or merged.get("webHidden"):
        marks.add(UNPAINTED)  # programs differ in whether they show it
    if merged.get("strike"):
        marks.add(STRUCK)
    place = {"superscript": RAISED, "subscript": LOWERED}.get(str(merged.get("vertAlign", "")))
    if place:
        marks.add(place)
    size = int(merged.get("sz", USUAL_SIZE))
    if size <= 5 or 0 < int(merged.get("w", 100)) <= 25:
        marks.add(TINY)
    if int(merged.get("spacing", 0)) <= -3 * size:
        marks.add(COVERED)  # the next character is drawn over it
    under = _HIGHLIGHTS.get(str(merged.get("highlight", "")), "") or str(merged.get("ground", "")) or ground or WHITE
    colour = str(merged.get("paint", "")) or str(merged.get("color", "auto"))
    if colour == "none" or (colour != "auto" and not is_seen(colour, under)):
        marks.add(UNPAINTED)
    if is_sign_font(str(merged.get("font", ""))):
        marks.add(UNDECODABLE)
    return Seen(
        frozenset(marks),
        size,
        int(merged.get("position", 0)),
        bool(merged.get("combine")),
        int(merged.get("fitText", 0)),
    )


def clipped(seen: Seen, line: int) -> Seen:
    """The same in a paragraph whose lines are cut to a height in twips (0: they are not)."""
    if line and line < seen.size * 5:
        return seen._replace(marks=seen.marks | {CLIPPED})
    return seen
