"""What pdfium knows of one page: its characters with their boxes, its ruled lines, its pictures.

All measures are points from the top left corner of the page as it is read: where most characters are turned (landscape
pages stored upright, tables printed sideways), the page is turned until they stand. pdfium may be used by one thread of
a process only: two threads crash it.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.readers.pdf_fonts import use_stand_in_font
from extractors.refusal import Refused

# more ruled lines than any table has: a drawing, and not looked at
_MOST_RULES = 100_000
# a sheet printed as small as can be read holds 20,000 characters; a map as background has some 10,000 paths
_MOST_CHARACTERS = 60_000
_MOST_ITEMS = 80_000
_MOST_PAGES = 1_000
_THIN = 3.0
# the same character again within this share of its height is bold by drawing twice
_TWICE = 0.15
_DEEPEST_FORM = 4
# things that can show words without text; so many paths are letters drawn as outlines, fewer an empty form's rules
_SHOWN = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING)
_OUTLINES = 1000


class DamagedPdf(Exception):
    """pdfium cannot open the file; the message is pdfium's own."""


class Glyph(NamedTuple):
    """One printed character. `base` is its baseline, `size` the height of its font's box."""

    text: str
    x0: float
    x1: float
    base: float
    top: float
    bottom: float


class Rule(NamedTuple):
    """A ruled line: `at` across, from `start` to `end` along it."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The horizontal and vertical ruled lines of a page, as drawn."""

    across: list[Rule]
    down: list[Rule]


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned to be read, in quarters of a circle clockwise, and its box in pdfium's measures."""

    quarters: int
    left: float
    low: float
    right: float
    high: float

    def __call__(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """pdfium's box (x0, y0, x1, y1) as a box of the page as read (x0, top, x1, bottom)."""
        if self.quarters == 0:
            return x0 - self.left, self.high - y1, x1 - self.left, self.high - y0
        if self.quarters == 1:
            return y0 - self.low, x0 - self.left, y1 - self.low, x1 - self.left
        if self.quarters == 2:
            return self.right - x1, y0 - self.low, self.right - x0, y1 - self.low
        return self.high - y1, self.right - x1, self.high - y0, self.right - x0


@dataclass(frozen=True, slots=True)
class Placed:
    """A turn of what stands on a form of the page, placed there by a matrix."""

    matrix: tuple[float, ...]
    turn: Turn

    def __call__(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box of the form as a box of the page as read."""
        a, b, c, d, e, f = self.matrix
        xs = (a * x0 + c * y0 + e, a * x1 + c * y1 + e)
        ys = (b * x0 + d * y0 + f, b * x1 + d * y1 + f)
        return self.turn(min(xs), min(ys), max(xs), max(ys))


def open_pdf(body: bytes) -> Any:
    """The document. Raises DamagedPdf, also for a file that asks for a password; Refused for too many pages."""
    use_stand_in_font()
    try:
        document = pypdfium2.PdfDocument(body)
        if not len(document):
            raise DamagedPdf("no pages")
        if len(document) > _MOST_PAGES:
            raise Refused("over_limit", f"{len(document)} pages, more than {_MOST_PAGES}")
        return document
    except pypdfium2.PdfiumError as error:
        raise DamagedPdf(str(error)) from error


def load_page(document: Any, index: int) -> Any:
    """One page, counted from 0. Raises DamagedPdf: a report that lacks a page is not read without it."""
    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        raise DamagedPdf(f"page {index + 1} of {len(document)}: {error}") from error


def refuse_crowd(page: Any, text_page: Any, number: int) -> None:
    """Raise Refused for a page of more objects or characters than any has: what stands behind them would be lost."""
    for count, most, what in (
        (pdfium.FPDFPage_CountObjects(page.raw), _MOST_ITEMS, "objects"),
        (pdfium.FPDFText_CountChars(text_page), _MOST_CHARACTERS, "characters"),
    ):
        if count > most:
            raise Refused("over_limit", f"page {number} has {count} {what}, more than {most}")


def printed_text(text_page: Any) -> str:
    """All text of a page as it was written. What pdfium takes for a hyphen at a line's end is one."""
    text: str = text_page.get_text_range(0, min(pdfium.FPDFText_CountChars(text_page), _MOST_CHARACTERS))
    return text.replace("\ufffe", "-").replace("\x02", "-")


# one object of a page, by its address, and its kind (pdfium's FPDF_PAGEOBJ_ numbers)
Item = tuple[int, int]


def _by_address(function: Any, *kinds: Any) -> Callable[..., Any]:
    """A function of pdfium that takes and gives addresses as plain numbers: half the time for thousands of objects."""
    return ctypes.CFUNCTYPE(*kinds)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_get_object = _by_address(pdfium.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_get_type = _by_address(pdfium.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)
_get_text_object = _by_address(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_get_form_object = _by_address(pdfium.FPDFFormObj_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)


def _thing(address: int) -> Any:
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


def page_items(page: Any) -> list[Item]:
    """The objects of a page in the order in which they are drawn."""
    raw = page.raw
    found = [_get_object(raw, i) for i in range(min(pdfium.FPDFPage_CountObjects(raw), _MOST_ITEMS))]
    return [(item, _get_type(item)) for item in found]


def is_complete(items: list[Item], text_page: Any) -> bool:
    """Whether the page's text has all that is written on it: pdfium drops text in a font without a face.

    What has a size and is missing was drawn twice (bold by two strokes) and is there once; what has none and is set in
    a font of the file's own is white space. Fonts are looked at by sample: few files carry some and name others.
    """
    texts = [item for item, kind in items if kind == pdfium.FPDF_PAGEOBJ_TEXT]
    if all(_is_embedded(item) for item in texts[:: max(1, len(texts) // 60)]):
        return True
    raw = text_page.raw
    count = min(pdfium.FPDFText_CountChars(raw), _MOST_CHARACTERS)
    found = {_get_text_object(raw, index) for index in range(count)}
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    for item in texts:
        if item not in found:
            pdfium.FPDFPageObj_GetBounds(_thing(item), *map(ctypes.byref, (left, low, right, high)))
            if right.value - left.value < 0.02 and not _is_embedded(item):
                return False
    return True


def _is_embedded(text: int) -> bool:
    return bool(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(_thing(text))))


def _turn(page: Any, quarters: int) -> Turn:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    return Turn(quarters % 4, box.left, box.bottom, box.right, box.top)


def page_turn(page: Any, text_page: Any) -> Turn:
    """The function from pdfium's boxes (x0, y0, x1, y1) of a page to boxes as read (x0, top, x1, bottom)."""
    count = pdfium.FPDFText_CountChars(text_page)
    angles: Counter[int] = Counter()
    for index in range(0, min(count, _MOST_CHARACTERS), max(1, count // 60)):
        if not pdfium.FPDFText_IsGenerated(text_page, index):
            # pdfium measures clockwise
            angles[-round(pdfium.FPDFText_GetCharAngle(text_page, index) * 2 / math.pi) % 4] += 1
    return _turn(page, angles.most_common(1)[0][0] if angles else pdfium.FPDFPage_GetRotation(page))


def glyphs(text_page: Any, turn: Turn, text: str = "") -> list[Glyph]:
    """The visible characters in the order in which they were written, white space left out.

    text: what `printed_text` gave, where it is at hand already.
    """
    raw = text_page.raw
    count = min(pdfium.FPDFText_CountChars(raw), _MOST_CHARACTERS)
    # characters beyond U+FFFF take two places in pdfium's text and one in its list
    letters = text if len(text) == count else "".join(map(_letter, (raw,) * count, range(count)))
    found: list[Glyph] = []
    index_of: list[int] = []
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    to_box, to_x, to_y = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    upright, left, high = turn.quarters == 0, turn.left, turn.high
    last_low = last_high = base = 0.0
    get_box = pdfium.FPDFText_GetLooseCharBox
    for index, letter in enumerate(letters):
        if letter < "!" or letter.isspace():
            continue
        get_box(raw, index, to_box)
        if not upright:
            pdfium.FPDFText_GetCharOrigin(raw, index, to_x, to_y)
            x0, top, x1, bottom = turn(box.left, box.bottom, box.right, box.top)
            found.append(Glyph(letter, x0, x1, turn(x.value, y.value, x.value, y.value)[1], top, bottom))
        else:
            low, up = box.bottom, box.top
            if low != last_low or up != last_high:  # the same font on the same line has the same baseline
                pdfium.FPDFText_GetCharOrigin(raw, index, to_x, to_y)
                last_low, last_high, base = low, up, high - y.value
            found.append(Glyph(letter, box.left - left, box.right - left, base, high - up, high - low))
        index_of.append(index)
    return _once(_with_true_sizes(raw, turn, found, index_of))


def _letter(raw: Any, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(raw, index)
    if code in (0x02, 0xFFFE):
        return "-"
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _once(found: list[Glyph]) -> list[Glyph]:
    """Without what is drawn twice at a place."""
    places = {(glyph.text, glyph.x0 // 2, glyph.base // 2) for glyph in found}
    if len(places) == len(found):
        places = {(glyph.text, (glyph.x0 + 1) // 2, (glyph.base + 1) // 2) for glyph in found}
        if len(places) == len(found):
            return found
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    kept: list[Glyph] = []
    for glyph in found:
        x, y = int(glyph.x0) >> 2, int(glyph.base) >> 2
        near = _TWICE * (glyph.bottom - glyph.top)
        if (glyph.text, x, y) in seen and any(
            abs(glyph.x0 - other.x0) < near and abs(glyph.base - other.base) < near for other in seen[glyph.text, x, y]
        ):
            continue
        for dx in (0, 1 if glyph.x0 % 4 > 3 else -1 if glyph.x0 % 4 < 1 else 0):
            for dy in (0, 1 if glyph.base % 4 > 3 else -1 if glyph.base % 4 < 1 else 0):
                seen.setdefault((glyph.text, x + dx, y + dy), []).append(glyph)
        kept.append(glyph)
    return kept


def _with_true_sizes(raw: Any, turn: Turn, found: list[Glyph], index_of: list[int]) -> list[Glyph]:
    """pdfium takes a font's size for points where the text's matrix scales it (199 for 10): there the shape counts."""
    usual = sorted(glyph.bottom - glyph.top for glyph in found)[len(found) // 2] if found else 0.0
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    for at, glyph in enumerate(found):
        if glyph.bottom - glyph.top > 4 * usual:
            pdfium.FPDFText_GetCharBox(raw, index_of[at], *map(ctypes.byref, (left, right, low, high)))
            x0, top, x1, bottom = turn(left.value, low.value, right.value, high.value)
            middle = (top + bottom) / 2
            found[at] = Glyph(glyph.text, x0, x1, glyph.base, middle - usual / 2, middle + usual / 2)
    return found


def _matrix(item: Any) -> tuple[float, float, float, float, float, float]:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _subpaths(item: Any) -> list[list[tuple[float, float]]]:
    a, b, c, d, e, f = _matrix(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = ctypes.byref(x), ctypes.byref(y)
    paths: list[list[tuple[float, float]]] = []
    for index in range(min(pdfium.FPDFPath_CountSegments(item), _MOST_RULES)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, to_x, to_y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not paths:
            paths.append([point])
        else:
            paths[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            paths[-1].append(paths[-1][0])
    return paths


class _Collector:
    """Gathers the ruled lines among a page's objects."""

    def __init__(self, turn: Turn) -> None:
        self.page_turn = turn
        self.turn: Turn | Placed = turn
        self.across: list[Rule] = []
        self.down: list[Rule] = []
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.colour = tuple(ctypes.c_uint() for _ in range(4))
        self.point = ctypes.c_float(), ctypes.c_float()
        self.to_point = tuple(map(ctypes.byref, self.point))
        self.to_colour = tuple(map(ctypes.byref, self.colour))

    def is_white(self, item: Any, get: Callable[..., int]) -> bool:
        if not get(item, *self.to_colour):
            return False
        red, green, blue, opacity = (part.value for part in self.colour)
        return opacity == 0 or min(red, green, blue) > 250

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin box is a rule; a dot is a piece of a dotted one, which way is seen when pieces are joined."""
        left, top, right, bottom = self.turn(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if bottom - top <= _THIN:
            self.across.append(Rule((top + bottom) / 2, left, right))
        if right - left <= _THIN:
            self.down.append(Rule((left + right) / 2, top, bottom))

    def filled(self, item: Any) -> None:
        boxes = []
        for points in _subpaths(item):
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
            self.box(*boxes[-1])
        # a frame is drawn as a box within a box
        for (a0, b0, a1, b1), (c0, d0, c1, d1) in zip(boxes, boxes[1:], strict=False):
            if max(abs(a0 - c0), abs(b0 - d0), abs(a1 - c1), abs(b1 - d1)) <= _THIN and a1 - a0 > _THIN < b1 - b0:
                for edge in ((a0, b0, a1, b0), (a0, b1, a1, b1), (a0, b0, a0, b1), (a1, b0, a1, b1)):
                    self.box(*edge)

    def frame(self, item: Any) -> bool:
        """Take an upright rectangle by three of its corners: most tables are thousands of them. False for the rest."""
        if pdfium.FPDFPath_CountSegments(item) not in (4, 5):
            return False
        parts = [pdfium.FPDFPath_GetPathSegment(item, i) for i in range(4)]
        if any(pdfium.FPDFPathSegment_GetType(part) != pdfium.FPDF_SEGMENT_LINETO for part in parts[1:]):
            return False
        a, b, c, d, e, f = _matrix(item)
        corners = []
        for part in parts[:3]:
            pdfium.FPDFPathSegment_GetPoint(part, *self.to_point)
            x, y = self.point[0].value, self.point[1].value
            corners.append((a * x + c * y + e, b * x + d * y + f))
        (x0, y0), (x1, y1), (x2, y2) = corners
        if not ((y0 == y1 and x1 == x2) or (x0 == x1 and y1 == y2)) or not pdfium.FPDFPathSegment_GetClose(
            pdfium.FPDFPath_GetPathSegment(item, pdfium.FPDFPath_CountSegments(item) - 1)
        ):
            return False
        left, top, right, bottom = self.turn(min(x0, x2), min(y0, y2), max(x0, x2), max(y0, y2))
        if right - left <= _THIN or bottom - top <= _THIN:
            return False
        self.across += (Rule(top, left, right), Rule(bottom, left, right))
        self.down += (Rule(left, top, bottom), Rule(right, top, bottom))
        return True

    def stroked(self, item: Any) -> None:
        if self.frame(item):
            return
        for points in _subpaths(item):
            for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
                self.box(x0, y0, x1, y1)

    def path(self, item: Any, place: tuple[float, ...] | None) -> None:
        pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(self.fill), ctypes.byref(self.stroke))
        if self.stroke.value and not self.is_white(item, pdfium.FPDFPageObj_GetStrokeColor):
            draw = self.stroked
        elif self.fill.value and not self.is_white(item, pdfium.FPDFPageObj_GetFillColor):
            draw = self.filled
        else:
            return
        self.turn = self.page_turn if place is None else Placed(place, self.page_turn)
        draw(item)


def _times(inner: tuple[float, ...], outer: tuple[float, ...] | None) -> tuple[float, ...]:
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _collect(items: list[Item], found: _Collector, place: tuple[float, ...] | None, depth: int) -> None:
    for address, kind in items:
        if len(found.across) + len(found.down) > _MOST_RULES:
            return
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.path(_thing(address), place)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            item = _thing(address)
            count = min(pdfium.FPDFFormObj_CountObjects(item), _MOST_ITEMS)
            inside = [_get_form_object(address, i) for i in range(count)]
            inner = [(part, _get_type(part)) for part in inside]
            _collect(inner, found, _times(_matrix(item), place), depth + 1)


def rules(items: list[Item], turn: Turn) -> Rules:
    """The ruled lines of a page: stroked lines and edges, thin filled boxes, frames; white ones are none."""
    found = _Collector(turn)
    _collect(items, found, None, 0)
    return Rules(found.across, found.down)


def is_picture(page: Any, items: list[Item], text: str) -> bool:
    """Whether a page shows its words as a picture: no text, or unseen text behind a picture of the whole page.

    Such text comes from somebody's character recognition and is no printed figure.
    """
    if not text.strip():
        kinds = [kind for _, kind in items]
        return any(kind in _SHOWN for kind in kinds) or kinds.count(pdfium.FPDF_PAGEOBJ_PATH) > _OUTLINES
    pictures = [_thing(item) for item, kind in items if kind == pdfium.FPDF_PAGEOBJ_IMAGE]
    if not pictures:
        return False
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    area = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page)
    covered = 0.0
    for item in pictures:
        pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, (left, low, right, high)))
        covered += (right.value - left.value) * (high.value - low.value)
    if covered < 0.7 * area:
        return False
    hidden = [
        pdfium.FPDFTextObj_GetTextRenderMode(_thing(item)) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        for item, kind in items
        if kind == pdfium.FPDF_PAGEOBJ_TEXT
    ]
    return sum(hidden) > len(hidden) / 2


class TextLine(NamedTuple):
    """A line of a page's text with its place; `base` is the baseline of its first character."""

    text: str
    x0: float
    x1: float
    base: float
    size: float


def text_lines(text_page: Any, text: str, turn: Turn) -> list[TextLine]:
    """The lines of a page from the top, by the places of their first and last characters only.

    text: what `printed_text` gave. Nothing where characters are drawn twice, each on its own: then only all their
    places tell.
    """
    raw = text_page.raw
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()

    def place(at: int) -> tuple[float, float, float, float]:
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(raw, at)
        pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(box))
        pdfium.FPDFText_GetCharOrigin(raw, index, ctypes.byref(x), ctypes.byref(y))
        x0, top, x1, bottom = turn(box.left, box.bottom, box.right, box.top)
        return x0, x1, turn(x.value, y.value, x.value, y.value)[1], bottom - top

    found = []
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            first = at + line.index(bare[0])
            x0, _, base, height = place(first)
            if len(bare) > 1 and bare[0] == bare[1] and abs(place(first + 1)[0] - x0) < _TWICE * height:
                return []
            found.append(TextLine(bare, x0,
                                  place(first + len(bare) - 1)[1], base, height))  # fmt: skip
        at += len(line) + 1
    return sorted(found, key=lambda part: (round(part.base), part.x0))
