"""The runs and the ink of one cell of a page: what stands in it, in printed order, with what its styles do to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

import tinycss2

from extractors.readers.css_look import Look, Style, is_line_break, look_of, marks_of, styled
from extractors.readers.css_notable import is_ordinary
from extractors.readers.css_values import draws_by_shadows, names_picture
from extractors.readers.html_ink import NOTABLE_TAGS, UNSEEN, Replaced, filled_from_elsewhere, is_empty_icon, replaced
from extractors.shown import CLIPPED, FIELD, GENERATED, HIDDEN, TINY, Run

# elements that end a line; everything else (span, font, a, o:p, UCAPCONTENT …) runs on
BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol option p pre section table tbody td tfoot th thead title tr ul ucaptitle ucapcontent "
    "publishtime details summary dir menu".split()
)
# on a table in a cell that is read as a table of its own
OWN = "data-nianbao-own"
# properties that put a picture where an element stands
_PICTURED = (
    "background-image", "border-image", "border-image-source", "mask", "mask-image", "-webkit-mask",
    "-webkit-mask-image", "list-style-image",
)  # fmt: skip
_DEEPEST = 150
# smaller by this than the digits it stands beside, a digit may be a mark and not one of them
_SMALLER = 0.845
_DIGIT_BEFORE, _DIGIT_AFTER = re.compile(r"[\d.,%/]\s*$"), re.compile(r"^\s*[\d.,%/]")


class Piece(NamedTuple):
    """Text that looks alike; `moved`: 0, or the number of the element that stands elsewhere than it is written."""

    text: str
    marks: frozenset[str]
    size: float
    moved: int
    oddities: tuple[str, ...] = ()


class Styles(NamedTuple):
    """What an element's styles are, and those of what is generated before and after it (by "before", "after", …)."""

    of: Callable[[Element], Style]
    generated: Callable[[Element], Mapping[str, Style]]


def _own_style(element: Element) -> Style:
    style = element.get("style")
    return styled(style) if style else {}


def _no_pseudo(element: Element) -> Mapping[str, Style]:
    return {}


INLINE_STYLES = Styles(_own_style, _no_pseudo)


def look_above(above: Sequence[Element], styles: Styles) -> Look:
    """How text looks inside the innermost of the elements around a cell.

    What hides a whole table, or where it stands, is not the cell's: a portal keeps tables in tabs that a click shows.
    """
    look, in_table = Look(), False
    for element in above:
        in_table = in_table or element.tag == "table"
        style = styles.of(element) if in_table else _own_style(element)
        look = look_of(look, element.tag, element.attrib, style)
        if not in_table or element.tag == "table":
            look = look._replace(is_invisible=False, marks=frozenset(), oddities=(), moved=False, opacity=1.0)
            if not look.is_coloured:
                # a container's own ground is often in a style sheet that is not at hand
                look = look._replace(ground=Look().ground)
    return look


class _Cell:
    """The walk through one cell."""

    def __init__(self, cell: Element, styles: Styles) -> None:
        self.styles = styles
        self.numbers, self.list_types = _lists(cell, styles)
        self.pieces: list[Piece | None] = []  # None where a line or a box ends
        self.ink: list[str] = []
        self.moved_count = 0

    def text(self, text: str | None, look: Look, moved: int) -> None:
        if text:
            self.pieces.append(Piece(text, marks_of(look, 0.0), look.size, moved, look.oddities))

    def into(self, element: Element, around: Look, moved: int, depth: int, is_cell: bool = False) -> None:
        if OWN in element.attrib and depth:
            return
        style = self.styles.of(element)
        length = len("".join(element.itertext()).strip()) if "overflow" in style else 0
        look = look_of(around._replace(moved=False), element.tag, element.attrib, style, length)
        if depth > _DEEPEST:
            self.ink.append("text nested too deep to be judged")
            self.text("".join(element.itertext()), look, moved)
            return
        if is_cell and style.get("position") in ("absolute", "fixed"):
            self.ink.append("a cell that stands elsewhere than it is written")
        if look.moved and not is_cell:
            self.moved_count += 1
            moved = self.moved_count
        if element.tag == "details" and "open" not in element.attrib:
            look = look._replace(marks=look.marks | {CLIPPED})
        breaks = element.tag in BLOCKS or is_line_break(element.tag, style)
        if breaks and not is_cell:
            self.pieces.append(None)
        if (made := replaced(element, style)) is not None:
            self._replaced(made, look, moved)
        elif element.tag == "noscript":
            self.text("".join(element.itertext()), look._replace(marks=look.marks | {FIELD}), moved)
        elif element.tag not in UNSEEN and not element.tag.startswith("annotation"):
            self._content(element, style, look, moved, depth, is_cell)
        if breaks and not is_cell:
            self.pieces.append(None)

    def _replaced(self, made: Replaced, look: Look, moved: int) -> None:
        if HIDDEN in marks_of(look, 0.0):
            return
        self.text(made.text, look._replace(marks=look.marks | {made.mark}), moved)
        if made.ink:
            self.ink.append(made.ink)

    def _content(self, element: Element, style: Style, look: Look, moved: int, depth: int, is_cell: bool) -> None:
        generated = self.styles.generated(element)
        if is_empty_icon(element) and not generated and HIDDEN not in marks_of(look, 0.0):
            self.ink.append(f"an empty element of class {element.get('class')!r}")
        self._painted(element, style, look, is_cell)
        self._generated(element, generated.get("before"), look, moved)
        self._number(element, style, look, moved, generated)
        if element.tag == "q":
            self._quoted(0, look, moved)
        self.text(element.text, look, moved)
        for child in element:
            inside = look
            if element.tag == "details" and child.tag == "summary":
                inside = look._replace(marks=look.marks - {CLIPPED})
            self.into(child, inside, moved, depth + 1)
            self.text(child.tail, look, moved)
        if element.tag == "q":
            self._quoted(1, look, moved)
        self._generated(element, generated.get("after"), look, moved)
        for name in generated.keys() - {"before", "after", "marker"}:
            self.ink.append(f"text styled apart by ::{name}")

    def _quoted(self, side: int, look: Look, moved: int) -> None:
        """A sign of quotation, where a style makes a digit of it: side is 0 before the text and 1 behind it."""
        sign = _quote(look.quotes, side)
        if any(map(str.isdecimal, sign)):
            self.text(sign, look._replace(marks=look.marks | {GENERATED}), moved)

    def _painted(self, element: Element, style: Style, look: Look, is_cell: bool) -> None:
        """A picture behind a cell without any text may be what is printed in it; an empty box may cover what is."""
        if HIDDEN in marks_of(look, 0.0) or "".join(element.itertext()).strip():
            return
        if element.get("background") or any(names_picture(style.get(name, "")) for name in _PICTURED):
            self.ink.append("a background picture")
        elif "var(" in style.get("background", ""):
            self.ink.append("a background that a variable says")
        elif draws_by_shadows(style.get("box-shadow", "")):
            self.ink.append("a picture of shadows")
        elif (
            not is_cell
            and style.get("position") in ("absolute", "fixed")
            and (style.get("background-color", "transparent") != "transparent")
        ):
            self.ink.append("a box drawn over the text")

    def _generated(self, element: Element, style: Style | None, look: Look, moved: int) -> None:
        if not style or style.get("content", "none") in ("none", "normal", "") or style.get("display") == "none":
            return
        inside = look_of(look, "::before", {}, style)
        if HIDDEN in marks_of(inside, 0.0):
            return
        text, ink = content_of(style["content"], element, inside.quotes)
        self.text(text, inside._replace(marks=inside.marks | {GENERATED}), moved)
        if ink:
            self.ink.append(ink)

    def _number(self, element: Element, style: Style, look: Look, moved: int, generated: Mapping[str, Style]) -> None:
        """The number or mark that a list puts before an item."""
        display = style.get("display", "list-item" if element.tag == "li" else "")
        if not display.startswith("list-item") or HIDDEN in marks_of(look, 0.0):
            return
        kind = style.get("list-style-type") or self.list_types.get(id(element), "disc")
        marker = generated.get("marker", {})
        if "content" in marker:
            self._generated(element, marker, look, moved)
        elif names_picture(style.get("list-style-image", "")):
            self.ink.append("a picture before a list's item")
        elif quoted := re.fullmatch(r"""["'](.*)["'].*""", kind):
            self.text(quoted[1], look._replace(marks=look.marks | {GENERATED}), moved)
        elif kind and not re.search(r"none|disc|circle|square|disclosure", kind):
            number = self.numbers.get(id(element), 1)
            self.text(f"{number}.", look._replace(marks=look.marks | {GENERATED}), moved)


def _lists(cell: Element, styles: Styles) -> tuple[dict[int, int], dict[int, str]]:
    """The numbers of the items of a cell's lists, and how these are written."""
    numbers: dict[int, int] = {}
    types: dict[int, str] = {}
    for parent in cell.iter():
        items = [child for child in parent if child.tag == "li"]
        if not items:
            continue
        usual = "decimal" if parent.tag == "ol" else "disc"
        type_ = styles.of(parent).get("list-style-type") or usual
        start = parent.get("start", "")
        step = -1 if "reversed" in parent.attrib else 1
        number = int(start) if re.fullmatch(r"-?\d{1,9}", start) else (len(items) if step < 0 else 1)
        for item in items:
            if re.fullmatch(r"-?\d{1,9}", item.get("value", "")):
                number = int(item.get("value", ""))
            numbers[id(item)], types[id(item)] = number, type_
            number += step
    return numbers, types


def _quote(quotes: str, side: int) -> str:
    """The first sign of a `quotes` property on one side."""
    signs = [t.value for t in tinycss2.parse_component_value_list(quotes, skip_comments=True) if t.type == "string"]
    return signs[side] if len(signs) > side else ""


def content_of(value: str, element: Element, quotes: str = "") -> tuple[str, str]:
    """What a `content` property writes: its text, and in words what of it is no text."""
    text, ink = "", ""
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type == "string":
            text += token.value
        elif token.type == "function" and token.lower_name == "attr":
            text += element.get(tinycss2.serialize(token.arguments).strip().split(" ")[0].lower(), "")
        elif token.type == "ident" and token.lower_value in ("open-quote", "close-quote"):
            text += _quote(quotes, token.lower_value == "close-quote")
        elif token.type == "function" and token.lower_name in ("counter", "counters"):
            ink = "a number that a style counts"
        elif token.type in ("url", "function"):
            ink = "a picture that a style puts in"
        elif token == "/":
            break
    return text, ink


def shown_in(cell: Element, around: Look, styles: Styles = INLINE_STYLES) -> tuple[tuple[Run, ...], tuple[str, ...]]:
    """The runs and the ink of a cell.

    Args:
        cell: the cell with all that is in it.
        around: how text looks in the row that the cell stands in (`look_above`).
        styles: what the styles of its elements are.
    """
    if around.is_ordinary and _is_plain(cell, styles):
        text = _plain_text(cell)
        if text.strip():
            return (Run(text),), ()
    walk = _Cell(cell, styles)
    walk.into(cell, around, 0, 0, is_cell=True)
    _nested(cell, walk.ink)
    pieces = _sized(walk.pieces)
    _odd(pieces, walk.ink)
    if (
        not walk.ink
        and not any(p is not None and p.text.strip() for p in pieces)
        and (ink := filled_from_elsewhere(cell))
    ):
        walk.ink.append(ink)
    return _runs(pieces), tuple(dict.fromkeys(walk.ink))


# these alone cut nothing off, and a block that is one already changes nothing
_IDLE = frozenset(("overflow", "width", "height", "max-width", "max-height"))
LOOKED_AT = frozenset((*NOTABLE_TAGS, *UNSEEN, "table", "li", "details", "noscript", "q"))


def _is_plain(cell: Element, styles: Styles) -> bool:
    """Whether nothing in a cell does anything to its text."""
    for one in cell.iter():
        if styles is not INLINE_STYLES and (styles.of(one).keys() - _IDLE or styles.generated(one)):
            return False
        if one.tag in LOOKED_AT or "-" in one.tag or is_empty_icon(one) or not is_ordinary(one.tag, one.attrib):
            return False
    return True


def _plain_text(cell: Element) -> str:
    pieces: list[Piece | None] = []
    _gather(cell, pieces)
    return _runs(pieces)[0].text if any(pieces) else ""


def _gather(element: Element, pieces: list[Piece | None]) -> None:
    """The text of elements that do nothing to it, with the ends of their lines."""
    if element.text:
        pieces.append(Piece(element.text, frozenset(), 0.0, 0))
    for child in element:
        if child.tag in BLOCKS:
            pieces.append(None)
        _gather(child, pieces)
        if child.tag in BLOCKS:
            pieces.append(None)
        if child.tail:
            pieces.append(Piece(child.tail, frozenset(), 0.0, 0))


def joined(words: list[str | None]) -> tuple[Run, ...]:
    """The runs of ordinary text; None stands where a line ends."""
    if len(words) == 1 and words[0]:
        return (Run(words[0]),)
    return _runs([None if text is None else Piece(text, frozenset(), 0.0, 0) for text in words])


def _nested(cell: Element, ink: list[str]) -> None:
    """A table in a cell is its text where one of its cells holds anything; which of several is meant is open."""
    for table in cell.iter("table"):
        if OWN in table.attrib:
            continue
        filled = [td for td in table.iter() if td.tag in ("td", "th") and "".join(td.itertext()).strip()]
        if len(filled) > 1:
            ink.append(f"a table of {len(filled)} cells")
            return


def _sized(pieces: list[Piece | None]) -> list[Piece | None]:
    """Pieces far smaller than the cell's text, and digits smaller than those they stand beside, are marked."""
    sizes = [p.size for p in pieces if p is not None and p.text.strip() and HIDDEN not in p.marks]
    if not sizes or min(sizes) == max(sizes):
        return pieces
    usual = max(sizes)
    made: list[Piece | None] = list(pieces)
    filled = [i for i, p in enumerate(pieces) if p is not None and p.text.strip() and HIDDEN not in p.marks]
    for i in filled:
        piece = made[i]
        assert piece is not None
        if piece.size < 0.45 * usual:
            made[i] = piece._replace(marks=piece.marks | {TINY})
    for i, j in zip(filled, filled[1:], strict=False):
        one, two = pieces[i], pieces[j]
        assert one is not None and two is not None
        if not (_DIGIT_BEFORE.search(one.text) and _DIGIT_AFTER.search(two.text)) or one.marks or two.marks:
            continue
        if min(one.size, two.size) < _SMALLER * max(one.size, two.size):
            at = i if one.size < two.size else j
            piece = made[at]
            assert piece is not None
            made[at] = piece._replace(marks=piece.marks | {TINY})
    return made


def _odd(pieces: list[Piece | None], ink: list[str]) -> None:
    seen = [p for p in pieces if p is not None and p.text.strip() and HIDDEN not in p.marks]
    if not any(ch.isdigit() for p in seen for ch in p.text):
        return
    groups = {p.moved for p in seen}
    if len(groups) > 1:
        ink.append("text that stands elsewhere than it is written")
    ink += [oddity for p in seen for oddity in p.oddities]


def _runs(pieces: list[Piece | None]) -> tuple[Run, ...]:
    """Runs of pieces with the same marks; a line's end only where it parts digits: 1<br>2 are two numbers."""
    runs: list[Run] = []
    before, is_broken = "", False
    for piece in pieces:
        if piece is None:
            is_broken = bool(before)
            continue
        text = piece.text
        if HIDDEN not in piece.marks and text.strip():
            if is_broken and _DIGIT_BEFORE.search(before) and _DIGIT_AFTER.search(text):
                text = "\n" + text
            before, is_broken = text, False
        if runs and runs[-1].marks == piece.marks:
            runs[-1] = Run(runs[-1].text + text, piece.marks)
        else:
            runs.append(Run(text, piece.marks))
    return tuple(run for run in runs if run.text)
