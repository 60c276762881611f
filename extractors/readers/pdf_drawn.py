"""A page as drawn: once whole, and once without the text that is read from it.

What differs between the two is what a reader of the page sees of its text: text in no ink, in the colour of its ground,
under something drawn later, on a layer that is off or outside the page makes no difference. What is left without the
text is rules, grounds and whatever else is drawn: in an empty cell it is ink.
"""

import ctypes
import functools
import operator
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from extractors.readers import pdf_calls
from extractors.readers.pdf_page import Glyph, Turn

_DPI = 108
_MOST_PIXELS = 6_000_000
# what is said of a cell in which something stands that is no text
INK = ("something drawn",)
# of 255: less no eye sees, and less is not certainly seen
_UNSEEN, _FAINT = 6, 48
# of a cell's sides this much is its rules and what they look like when drawn (points)
_EDGE = 2.4
# ink beside text is a figure's where it is so dark and higher (in pixels) than a line
_DARK, _LINE = 90, 3
# what is dark over so much of a cell's height is a wall in it
_WALL = 0.9
# of a character's box: where it is looked at first, and what its neighbours may reach into
_HALF, _BESIDE = 0.3, 0.12
_BLACK = 128
# a cell with so few dark pixels holds dust or the end of a rule
_SPECK = 3


class Drawn:
    """Both pictures of one page, grey, lying as the page is read. Boxes are x0, top, x1, bottom in its points."""

    def __init__(
        self, page: Any, turn: Turn, texts: Sequence[int], left_out: Iterable[int] = (), is_plain: bool = False
    ) -> None:
        """texts: the text objects that are read; left_out: objects that are to be in neither picture; is_plain: nothing
        but text and rules is drawn, so that what is seen at the place of a text is the text.

        The page must be open as long as it is looked at.
        """
        self.texts, self.left_out, self.is_plain = texts, tuple(left_out), is_plain
        self.page = page
        self.turned = (turn.quarters - pdfium.FPDFPage_GetRotation(page)) % 4
        wide, high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        if self.turned % 2:
            wide, high = high, wide
        self.scale = min(_DPI / 72, (_MOST_PIXELS / max(1.0, wide * high)) ** 0.5)
        self.size = max(1, round(wide * self.scale)), max(1, round(high * self.scale))
        pdf_calls.set_active(self.left_out, False)
        self.whole = self._picture()
        pdf_calls.set_active(self.left_out, True)

    @functools.cached_property
    def bare(self) -> bytes:
        """The page without its text: of most pages nobody needs to see it."""
        without = (*self.left_out, *self.texts)
        pdf_calls.set_active(without, False)
        found = self._picture()
        pdf_calls.set_active(without, True)
        return found

    def _picture(self, part: tuple[int, int, int, int] | None = None) -> bytes:
        """The page, or a part (x0, top, x1, bottom in pixels) of it."""
        x0, top, x1, bottom = part or (0, 0, *self.size)
        wide, high = x1 - x0, bottom - top
        pixels = (ctypes.c_uint8 * (wide * high))()
        bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, pixels, wide)
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, self.page, -x0, -top, *self.size, self.turned, pdfium.FPDF_GRAYSCALE)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
        return bytes(pixels)

    def is_drawn(self, item: int, x0: float, top: float, x1: float, bottom: float) -> bool:
        """Whether one text object makes a difference in a box; the page must still be open."""
        wide, high = self.size
        left, upper = max(0, int(x0 * self.scale)), max(0, int(top * self.scale))
        part = left, upper, min(wide, int(x1 * self.scale) + 1), min(high, int(bottom * self.scale) + 1)
        if part[2] <= left or part[3] <= upper:
            return False
        with_it = self._picture(part)
        pdf_calls.set_active((item,), False)
        without = self._picture(part)
        pdf_calls.set_active((item,), True)
        return with_it != without

    def _rows(self, picture: bytes, x0: float, top: float, x1: float, bottom: float) -> list[bytes]:
        """A box of a picture, row by row; no row where it lies outside the page."""
        wide, high = self.size
        scale = self.scale
        left, right = max(0, int(x0 * scale)), min(wide, max(int(x0 * scale), int(x1 * scale)) + 1)
        if left >= right:
            return []
        first, last = max(0, int(top * scale)), min(high, max(int(top * scale), int(bottom * scale)) + 1)
        return [picture[y * wide + left : y * wide + right] for y in range(first, last)]

    def seen_at_a_glance(self, glyphs: Iterable[Glyph]) -> list[bool]:
        """Of which characters something is drawn at half their height: most of what is seen."""
        wide, high = self.size
        scale, whole = self.scale, self.whole
        bare = None if self.is_plain else self.bare
        found = []
        for _, x0, x1, base, top, bottom, *_ in glyphs:
            y = int((base - _HALF * (bottom - top)) * scale)
            room = _BESIDE * (x1 - x0)
            left, right = int((x0 + room) * scale), int((x1 - room) * scale) + 1
            if not (0 <= left < right <= wide and 0 <= y < high):
                found.append(False)
                continue
            begin = y * wide
            row = whole[begin + left : begin + right]
            if bare is not None:
                found.append(row != bare[begin + left : begin + right])
            elif row.count(row[:1]) < len(row):
                found.append(True)
            else:  # a stroke that fills the letter (一), on lighter ground: a box goes on beside it
                above = whole[max(0, int(top * scale) - 1) * wide + (left + right) // 2]
                before = whole[begin + max(0, int(x0 * scale) - 1)]
                behind = whole[begin + min(wide - 1, int(x1 * scale) + 1)]
                found.append(row[0] < _BLACK < min(above, before, behind))
        return found

    def contrast(self, x0: float, top: float, x1: float, bottom: float) -> int:
        """How much of a difference text makes in a box, 0 to 255."""
        whole = b"".join(self._rows(self.whole, x0, top, x1, bottom))
        bare = b"".join(self._rows(self.bare, x0, top, x1, bottom))
        return max(map(abs, map(operator.sub, whole, bare)), default=0)

    def is_unseen(self, x0: float, top: float, x1: float, bottom: float) -> bool:
        """Whether no eye sees the text in a box."""
        wide, high = self.size
        scale, whole, bare = self.scale, self.whole, self.bare
        left, right = max(0, int(x0 * scale)), min(wide, max(int(x0 * scale), int(x1 * scale)) + 1)
        first, last = max(0, int(top * scale)), min(high, max(int(top * scale), int(bottom * scale)) + 1)
        if left >= right or first >= last:
            return True
        middle = (first + last) // 2  # most letters are seen there
        for y in (*range(middle, last), *range(first, middle)):
            one, other = whole[y * wide + left : y * wide + right], bare[y * wide + left : y * wide + right]
            if one != other and max(map(abs, map(operator.sub, one, other))) >= _UNSEEN:
                return False
        return True

    def is_faint(self, x0: float, top: float, x1: float, bottom: float) -> bool:
        """Whether the text in a box hardly differs from its ground."""
        return self.contrast(x0, top, x1, bottom) < _FAINT

    def has_line(self, x0: float, top: float, x1: float, bottom: float) -> bool:
        """Whether a rule that the file has is drawn: its middle parts something from its sides, or two grounds."""
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        if x1 - x0 >= bottom - top:
            pixels = [row[0] for row in self._rows(self.bare, x, y - _EDGE, x, y + _EDGE)]
        else:
            pixels = [pixel for row in self._rows(self.bare, x - _EDGE, y, x + _EDGE, y) for pixel in row]
        return bool(pixels) and max(pixels) - min(pixels) >= _UNSEEN

    def has_print(self, x0: float, top: float, x1: float, bottom: float) -> bool:
        """Whether beside the text of a cell something is drawn that may be a figure: dark, and no line under it."""
        rows = [] if self.is_plain else self._uneven(self.bare, x0, top, x1, bottom)
        if not rows:
            return False
        ground = Counter(b"".join(rows)).most_common(1)[0][0]
        dark = [[abs(pixel - ground) >= _DARK for pixel in row] for row in rows]
        walls = [sum(column) > _WALL * len(rows) for column in zip(*dark, strict=True)]
        high = 0
        for row in [*dark, []]:
            if any(is_dark and not is_wall for is_dark, is_wall in zip(row, walls, strict=False)):
                high += 1
            elif high > _LINE:
                return True
            else:
                high = 0
        return False

    def has_stroke(
        self, box: tuple[float, float, float, float], parts: Iterable[tuple[float, float, float, float]]
    ) -> bool:
        """Whether in one of the parts of a cell something dark is drawn beside its text, however low."""
        rows = [] if self.is_plain else self._uneven(self.bare, *box)
        if not rows:
            return False
        ground = Counter(b"".join(rows)).most_common(1)[0][0]
        return any(
            abs(pixel - ground) >= _DARK for part in parts for row in self._rows(self.bare, *part) for pixel in row
        )

    def has_ink(self, x0: float, top: float, x1: float, bottom: float) -> bool:
        """Whether something that is no text is drawn inside a cell, its rules and an even ground left out."""
        box = x0, top, x1, bottom
        # what the text beside it reaches in with is none of it
        return _is_print(self._uneven(self.whole, *box)) and _is_print(self._uneven(self.bare, *box))

    def _uneven(self, picture: bytes, x0: float, top: float, x1: float, bottom: float) -> list[bytes]:
        """The inside of a cell in one of the pictures, row by row; nothing where it is even."""
        high, wide = min(_EDGE, 0.25 * (bottom - top)), min(_EDGE, 0.25 * (x1 - x0))
        rows = self._rows(picture, x0 + wide, top + high, x1 - wide, bottom - high)
        if not rows or not rows[0]:
            return []
        ground = rows[len(rows) // 2][:1]
        length = len(rows[0])
        return [] if all(row.count(ground) == length for row in rows) else rows


def _is_print(rows: list[bytes]) -> bool:
    """Whether uneven pixels are more than dust and ends of rules along the sides."""
    if not rows:
        return False
    ground = Counter(b"".join(rows)).most_common(1)[0][0]
    dark = [[x for x, pixel in enumerate(row) if abs(pixel - ground) >= _FAINT] for row in rows]
    high, wide = len(rows), len(rows[0])
    if sum(map(len, dark)) < _SPECK:
        return False
    ys = [y for y, row in enumerate(dark) if row]
    xs = [x for row in dark for x in row]
    left, right, top, bottom = min(xs), max(xs), ys[0], ys[-1]
    along_side = right - left <= 1 and (left == 0 or right == wide - 1)
    along_edge = bottom - top <= 1 and (top == 0 or bottom == high - 1)
    return not along_side and not along_edge
