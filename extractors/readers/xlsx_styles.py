"""The cell styles of a workbook: number formats, and what a font on a fill makes of a cell's text."""

from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from extractors.readers.contrast import BLACK, WHITE, is_colour, mixed
from extractors.readers.number_format import format_code
from extractors.readers.package import local
from extractors.readers.sheet_cells import Font, Format
from extractors.readers.sign_fonts import is_sign_font
from extractors.shown import LOWERED, RAISED

# ECMA-376 18.8.27: the first colours of the palette; what a file names beyond them is taken as seen
_PALETTE = (BLACK, WHITE, "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_SYSTEM_TEXT, _SYSTEM_GROUND = 64, 65
_THEME = (WHITE, BLACK, "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646")
_OFF = frozenset(("0", "false"))
_USUAL_SIZE = 11.0


class Rule(NamedTuple):
    """A format that a condition puts over a cell's own; None where it leaves that."""

    font: etree._Element | None
    ground: str | None
    code: str | None


class Styles:
    """The styles of a workbook by their numbers."""

    def __init__(self, root: etree._Element | None = None, theme: etree._Element | None = None) -> None:
        self.theme = _theme(theme) or _THEME
        groups = {local(node.tag): node for node in (root if root is not None else ())}
        self.palette = _palette(groups.get("colors"))
        own = {
            int(node.get("numFmtId", "-1")): node.get("formatCode", "")
            for node in groups.get("numFmts", ())
            if local(node.tag) == "numFmt" and node.get("numFmtId", "").isdigit()
        }
        fonts = [self.font(node) for node in groups.get("fonts", ())]
        fills = [self.ground(node) for node in groups.get("fills", ())]
        self.usual = fonts[0].size if fonts else _USUAL_SIZE
        self.formats = [self._format(node, own, fonts, fills) for node in groups.get("cellXfs", ())]
        self.rules = [self.rule(node) for node in groups.get("dxfs", ())]

    def _format(self, node: etree._Element, own: dict[int, str], fonts: list[Font], fills: list[str]) -> Format:
        number, font_at, fill_at = (_whole(node.get(name, "0")) for name in ("numFmtId", "fontId", "fillId"))
        font = fonts[font_at] if font_at < len(fonts) else Font()
        ground = fills[fill_at] if fill_at < len(fills) else ""
        is_filled = any(local(child.tag) == "alignment" and child.get("horizontal") == "fill" for child in node)
        return Format(format_code(number, own), font, ground, font.marks(ground, self.usual), is_filled)

    def rule(self, node: etree._Element) -> Rule:
        """What a condition's format (dxf) says."""
        parts = {local(child.tag): child for child in node}
        fill = parts.get("fill")
        code = parts["numFmt"].get("formatCode", "") if "numFmt" in parts else None
        return Rule(parts.get("font"), self._rule_ground(fill), code)

    def _rule_ground(self, fill: etree._Element | None) -> str | None:
        """The ground of a condition's fill: there a solid fill names its colour as the pattern's background."""
        if fill is None:
            return None
        pattern = next((child for child in fill if local(child.tag) == "patternFill"), None)
        colours = {local(child.tag): self.colour(child) for child in pattern} if pattern is not None else {}
        return colours.get("bgColor") or colours.get("fgColor") or None

    def format(self, number: str) -> Format:
        """The style that a cell names by number; the usual one where it names none or one that is not there."""
        at = _whole(number)
        return self.formats[at] if at < len(self.formats) else Format()

    def font(self, node: Iterable[etree._Element], base: Font = Font()) -> Font:  # noqa: B008 (immutable)
        """A font as written, over another."""
        made = base
        for child in node:
            name, value = local(child.tag), child.get("val", "")
            if name == "strike":
                made = made._replace(is_struck=value not in _OFF)
            elif name == "vertAlign":
                made = made._replace(place={"superscript": RAISED, "subscript": LOWERED}.get(value, ""))
            elif name == "sz":
                made = made._replace(size=_decimal(value) or made.size)
            elif name == "color":
                made = made._replace(colour=self.colour(child))
            elif name in ("name", "rFont"):
                made = made._replace(is_sign=is_sign_font(value))
        return made

    def ground(self, node: etree._Element) -> str:
        """The colour of a fill, "" for none, "?" for one of which that is not known."""
        for child in node:
            if local(child.tag) == "gradientFill":
                stops = {self.colour(colour) for stop in child for colour in stop}
                return stops.pop() if len(stops) == 1 else "?"
            pattern = child.get("patternType", "none")
            if pattern == "none":
                return ""
            colours = {local(part.tag): self.colour(part) for part in child}
            if pattern == "solid":
                return colours.get("fgColor", "")
            return colours.get("bgColor", "")
        return ""

    def colour(self, node: etree._Element) -> str:
        """A colour as six digits, "" for that of the program, "?" for one not known."""
        if rgb := node.get("rgb"):
            found = rgb[-6:]
            return _tinted(found, node.get("tint")) if is_colour(found) else "?"
        if themed := node.get("theme"):
            at = _whole(themed)
            return _tinted(self.theme[at], node.get("tint")) if at < len(self.theme) else "?"
        if indexed := node.get("indexed"):
            at = _whole(indexed)
            if at == _SYSTEM_TEXT:
                return BLACK
            if at == _SYSTEM_GROUND:
                return WHITE
            return self.palette[at] if at < len(self.palette) else "?"
        return ""


def _palette(colours: etree._Element | None) -> tuple[str, ...]:
    own = [node.get("rgb", "")[-6:] for node in colours.iter("{*}rgbColor")] if colours is not None else []
    if own:
        return tuple(one if is_colour(one) else "?" for one in own)
    return _PALETTE * 2


def _theme(root: etree._Element | None) -> tuple[str, ...]:
    """The theme's colours in the order in which cells number them: light and dark change places."""
    scheme = next(root.iter("{*}clrScheme"), None) if root is not None else None
    if scheme is None:
        return ()
    found = []
    for node in scheme:
        part = next(iter(node), None)
        value = (part.get("lastClr") or part.get("val") or "") if part is not None else ""
        found.append(value if is_colour(value) else "?")
    if len(found) < 4:
        return ()
    return (found[1], found[0], found[3], found[2], *found[4:])


def _tinted(colour: str, tint: str | None) -> str:
    share = _decimal(tint or "")
    if not share or colour == "?":
        return colour
    return mixed(WHITE if share > 0 else BLACK, colour, min(abs(share), 1))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 10**9


def _decimal(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
