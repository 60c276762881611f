"""A page's characters with their places, in one pass over pdfium's list of them."""

import ctypes
import re
from bisect import bisect_left
from itertools import compress, repeat
from typing import Any

import pypdfium2.raw as pdfium

from extractors.readers import pdf_calls
from extractors.readers.pdf_page import MOST_CHARACTERS, NO_MARKS, Glyph, TextLine, Turn

# the same character again within this share of its height is bold by drawing twice
_TWICE = 0.15
# a font's space can be narrower than the boxes of its digits show
_PARTED_DIGITS = re.compile(r"(?<=\d)[^\S\r\n]+(?=\d)")


def glyphs(text_page: Any, turn: Turn, text: str = "") -> list[Glyph]:
    """The characters of a page in the order in which they were written, white space left out.

    text: what `printed_text` gave, where it is at hand already.
    """
    return once(placed(text_page, turn, text)[0])


def placed(text_page: Any, turn: Turn, text: str = "", with_items: bool = False) -> tuple[list[Glyph], list[int]]:
    """What `glyphs` gives, before what is drawn twice is taken out, and the number of each in pdfium's list.

    with_items: each with the text object that it stands in.
    """
    raw = text_page.raw
    count = min(pdfium.FPDFText_CountChars(raw), MOST_CHARACTERS)
    # characters beyond U+FFFF take two places in pdfium's text and one in its list
    letters = text if len(text) == count else "".join(map(_letter, (raw,) * count, range(count)))
    shown = [letter > " " and not letter.isspace() for letter in letters]
    # a code without a character comes as itself, which may be that of white space
    empty = [at for at, is_shown in enumerate(shown) if not is_shown]
    for at, is_unknown in zip(empty, pdf_calls.are_unmapped(raw, empty), strict=True):
        shown[at] = is_unknown
    indices = list(compress(range(count), shown))
    boxes = pdf_calls.char_boxes(raw, indices)
    items = pdf_calls.objects_of_chars(raw, indices) if with_items else [0] * len(indices)
    if turn.quarters:
        origins = pdf_calls.char_origins(raw, indices)
        found = list(map(_turned, repeat(turn), compress(letters, shown), boxes, origins, items))
    else:
        found = _upright(raw, turn, list(compress(letters, shown)), indices, boxes, items)
    for at in _parted_digits(raw, letters, indices):
        found[at] = found[at]._replace(is_apart=True)
    return _with_true_sizes(raw, turn, found, indices), indices


def _parted_digits(raw: Any, letters: str, indices: list[int]) -> list[int]:
    """Which characters of `indices` are digits before which the file has a space behind another digit."""
    found = list(_PARTED_DIGITS.finditer(letters))
    made = pdf_calls.are_generated(raw, [space.start() for space in found])
    return [bisect_left(indices, one.end()) for one, is_made in zip(found, made, strict=True) if not is_made]


def _turned(turn: Turn, letter: str, box: tuple[float, ...], origin: tuple[float, ...], item: int) -> Glyph:
    left, high, right, low = box
    x0, top, x1, bottom = turn(left, low, right, high)
    x, y = origin
    return Glyph(letter, x0, x1, turn(x, y, x, y)[1], top, bottom, NO_MARKS, item)


def _upright(
    raw: Any, turn: Turn, letters: list[str], indices: list[int], boxes: list[tuple[float, ...]], items: list[int]
) -> list[Glyph]:
    left, high = turn.left, turn.high
    # the same font on the same line has the same baseline: pdfium is asked for it where the height changes
    begins = [n == 0 or box[1::2] != boxes[n - 1][1::2] for n, box in enumerate(boxes)]
    bases = iter(pdf_calls.char_origins(raw, list(compress(indices, begins))))
    base = 0.0
    found = []
    for letter, (x0, up, x1, low), begun, item in zip(letters, boxes, begins, items, strict=True):
        if begun:
            base = high - next(bases)[1]
        found.append(Glyph(letter, x0 - left, x1 - left, base, high - up, high - low, NO_MARKS, item))
    return found


def _letter(raw: Any, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(raw, index)
    if code in (0x02, 0xFFFE):
        return "-"
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def once(found: list[Glyph]) -> list[Glyph]:
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
            found[at] = glyph._replace(x0=x0, x1=x1, top=middle - usual / 2, bottom=middle + usual / 2)
    return found


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
