"""What pdfium knows of one page: its characters with their boxes, its ruled lines, its pictures.

All measures are points from the top left corner of the page as it is read: where most characters are turned (landscape
pages stored upright, tables printed sideways), the page is turned until they stand. pdfium may be used by one thread of
a process only: two threads crash it.
"""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.readers import pdf_calls
from extractors.readers.pdf_fonts import use_stand_in_font
from extractors.readers.pdf_notes import Note, make_part
from extractors.refusal import Refused

# a sheet printed as small as can be read holds 20,000 characters; a map as background has some 10,000 paths
MOST_CHARACTERS = 60_000
MOST_ITEMS = 80_000
_MOST_PAGES = 1_000
# things that can show words without text; so many paths are letters drawn as outlines, fewer an empty form's rules
_SHOWN = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING)
_OUTLINES = 1000


class DamagedPdf(Exception):
    """pdfium cannot open the file; the message is pdfium's own."""


NO_MARKS: frozenset[str] = frozenset()


class Glyph(NamedTuple):
    """One printed character: its box, its baseline, what is particular about it (members of shown.MARKS), the text
    object that it stands in (0 where that is not known), and whether it is a digit that the file parts by a space from
    the one before it."""

    text: str
    x0: float
    x1: float
    base: float
    top: float
    bottom: float
    marks: frozenset[str] = NO_MARKS
    item: int = 0
    is_apart: bool = False


class TextLine(NamedTuple):
    """A line of a page's text with its place; `base` is the baseline of its first character."""

    text: str
    x0: float
    x1: float
    base: float
    size: float


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


def open_pdf(body: bytes) -> Any:
    """The document. Raises DamagedPdf, also for a file that asks for a password; Refused for too many pages."""
    use_stand_in_font()
    try:
        document = pypdfium2.PdfDocument(body)
        if not len(document):
            raise DamagedPdf("no pages")
        if len(document) > _MOST_PAGES:
            raise Refused("over_limit", f"{len(document)} pages, more than {_MOST_PAGES}")
        document.init_forms()  # so that fields are drawn that say what stands in them and not how
        return document
    except pypdfium2.PdfiumError as error:
        raise DamagedPdf(str(error)) from error


def load_page(document: Any, index: int) -> Any:
    """One page, counted from 0. Raises DamagedPdf: a report that lacks a page is not read without it."""
    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        raise DamagedPdf(f"page {index + 1} of {len(document)}: {error}") from error


class NotedPage(NamedTuple):
    """A page with what lies on it drawn on to it (then it is changed), and what does not say how it is drawn."""

    page: Any
    notes: list[Note]
    is_changed: bool


def noted_page(document: Any, index: int) -> NotedPage:
    """One page, counted from 0. Raises DamagedPdf."""
    page = load_page(document, index)
    if not pdfium.FPDFPage_GetAnnotCount(page):
        return NotedPage(page, [], False)
    is_changed, notes = make_part(page)
    if is_changed:
        page.close()
        page = load_page(document, index)
    return NotedPage(page, notes, is_changed)


def refuse_crowd(page: Any, text_page: Any, number: int) -> None:
    """Raise Refused for a page of more objects or characters than any has: what stands behind them would be lost."""
    for count, most, what in (
        (pdfium.FPDFPage_CountObjects(page.raw), MOST_ITEMS, "objects"),
        (pdfium.FPDFText_CountChars(text_page), MOST_CHARACTERS, "characters"),
    ):
        if count > most:
            raise Refused("over_limit", f"page {number} has {count} {what}, more than {most}")


def printed_text(text_page: Any) -> str:
    """All text of a page as it was written. What pdfium takes for a hyphen at a line's end is one."""
    text: str = text_page.get_text_range(0, min(pdfium.FPDFText_CountChars(text_page), MOST_CHARACTERS))
    return text.replace("\ufffe", "-").replace("\x02", "-")


# one object of a page, by its address, and its kind (pdfium's FPDF_PAGEOBJ_ numbers)
Item = tuple[int, int]


class Sheet(NamedTuple):
    """One page as pdfium gives it: its characters, their text, what is drawn, how it is turned, what lies on it."""

    page: Any
    text_page: Any
    text: str
    items: list[Item]
    turn: Turn
    notes: list[Note]


def read_sheet(page: Any, notes: list[Note], number: int) -> Sheet:
    """What pdfium gives of a page. notes: what lies on it and does not say how it is drawn. Raises Refused."""
    text_page = page.get_textpage()
    refuse_crowd(page, text_page, number)
    text = printed_text(text_page)
    return Sheet(page, text_page, text, page_items(page), page_turn(page, text_page), notes)


def page_items(page: Any) -> list[Item]:
    """The objects of a page in the order in which they are drawn."""
    found = pdf_calls.page_objects(page.raw, min(pdfium.FPDFPage_CountObjects(page.raw), MOST_ITEMS))
    return list(zip(found, pdf_calls.types(found), strict=True))


def is_complete(items: list[Item], text_page: Any) -> bool:
    """Whether the page's text has all that is written on it: pdfium drops text in a font without a face.

    What has a size and is missing was drawn twice (bold by two strokes) and is there once; what has none and is set in
    a font of the file's own is white space. Fonts are looked at by sample: few files carry some and name others.
    """
    texts = [item for item, kind in items if kind == pdfium.FPDF_PAGEOBJ_TEXT]
    if all(_is_embedded(item) for item in pdf_calls.of_each_font(texts[:: max(1, len(texts) // 60)])):
        return True
    count = min(pdfium.FPDFText_CountChars(text_page), MOST_CHARACTERS)
    found = pdf_calls.text_objects(text_page.raw, count)
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    for item in texts:
        if item not in found:
            pdfium.FPDFPageObj_GetBounds(pdf_calls.thing(item), *map(ctypes.byref, (left, low, right, high)))
            if right.value - left.value < 0.02 and not _is_embedded(item):
                return False
    return True


def has_own_fonts(items: list[Item]) -> bool:
    """Whether the file carries all fonts that a page is set in: then it can be drawn as it is meant."""
    texts = [item for item, kind in items if kind == pdfium.FPDF_PAGEOBJ_TEXT]
    return all(_is_embedded(item) for item in pdf_calls.of_each_font(texts))


def _is_embedded(text: int) -> bool:
    return bool(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(pdf_calls.thing(text))))


def _turn(page: Any, quarters: int) -> Turn:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    return Turn(quarters % 4, box.left, box.bottom, box.right, box.top)


def page_turn(page: Any, text_page: Any) -> Turn:
    """The function from pdfium's boxes (x0, y0, x1, y1) of a page to boxes as read (x0, top, x1, bottom)."""
    count = pdfium.FPDFText_CountChars(text_page)
    angles: Counter[int] = Counter()
    sample = range(0, min(count, MOST_CHARACTERS), max(1, count // 60))
    for angle in pdf_calls.char_angles(text_page.raw, sample):
        angles[-round(angle * 2 / math.pi) % 4] += 1  # pdfium measures clockwise
    return _turn(page, angles.most_common(1)[0][0] if angles else pdfium.FPDFPage_GetRotation(page))


def is_picture(page: Any, items: list[Item], text: str) -> bool:
    """Whether a page shows its words as a picture: no text, or unseen text behind a picture of the whole page.

    Such text comes from somebody's character recognition and is no printed figure.
    """
    if not text.strip():
        kinds = [kind for _, kind in items]
        return any(kind in _SHOWN for kind in kinds) or kinds.count(pdfium.FPDF_PAGEOBJ_PATH) > _OUTLINES
    pictures = [pdf_calls.thing(item) for item, kind in items if kind == pdfium.FPDF_PAGEOBJ_IMAGE]
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
        pdfium.FPDFTextObj_GetTextRenderMode(pdf_calls.thing(item)) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        for item, kind in items
        if kind == pdfium.FPDF_PAGEOBJ_TEXT
    ]
    return sum(hidden) > len(hidden) / 2
