"""Whether a font draws the digits that its codes say: a font whose table of characters is wrong is no witness.

Each digit of a font is drawn in few pixels and compared with the same ten digits of well-known typefaces. Only a shape
that is clearly another digit is held against the codes: what is like none (boxes, ornaments) says nothing.
"""

import ctypes
import functools
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.readers import pdf_calls

DIGITS = "0123456789"
_FACES = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Courier")
_HIGH, _WIDE = 20, 16
# a shape that is narrower (as a share of its height) is a stroke, and not made as wide as others
_NARROW = 0.4
# no digit is lower (in heights of its font)
_LEAST = 0.1
# points of a rectangle: a font for finding text draws one for each character
_BOX = 5
# a shape is clearly another digit where its distance from that is this share of its distance from the digit that is
# said; two of a font that are likely to be others are enough. What is farther from every digit than this is none.
_CLEARLY, _LIKELY, _ALIKE = 0.5, 0.85, 0.3

# points of each digit by which a font is known again, and how many fonts are
_BEGIN, _MOST_KNOWN = 6, 2000
_known: dict[object, bool] = {}

Point = tuple[float, float]
Outline = tuple[tuple[Point, int], ...]


def _outlines(font: int, letters: Sequence[str]) -> list[Outline]:
    return [tuple(found) for found in pdf_calls.glyph_outlines(font, letters)[0]]


def _contours(outline: Outline) -> list[list[Point]]:
    """Closed lines of points; a curve is four straight pieces."""
    contours: list[list[Point]] = []
    waiting: list[Point] = []
    for point, kind in outline:
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not contours:
            contours.append([point])
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            waiting.append(point)
            if len(waiting) == 3:
                (ax, ay), ((bx, by), (cx, cy), (dx, dy)) = contours[-1][-1], waiting
                for t in (0.25, 0.5, 0.75, 1.0):
                    s = 1 - t
                    p, q, r, u = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
                    contours[-1].append((p * ax + q * bx + r * cx + u * dx, p * ay + q * by + r * cy + u * dy))
                waiting = []
        else:
            contours[-1].append(point)
    return contours


@functools.lru_cache(maxsize=4096)
def _pixels(outline: Outline) -> int:
    """A shape as bits of a small picture, upright and as high and wide as others; 0 where there is none."""
    contours = _contours(outline)
    ys = [y for contour in contours for _, y in contour]
    if len(outline) <= _BOX or max(ys) - min(ys) < _LEAST:
        return 0
    return _raster(_upright(contours, _raster(contours, min(ys), max(ys))), min(ys), max(ys))


def _upright(contours: list[list[Point]], bits: int) -> list[list[Point]]:
    """The contours moved so that the shape leans neither way, as slanted typefaces do."""
    ink = [(at % _WIDE, at // _WIDE) for at in range(_WIDE * _HIGH) if bits >> at & 1]
    if not ink:
        return contours
    middle_x, middle_y = sum(x for x, _ in ink) / len(ink), sum(y for _, y in ink) / len(ink)
    spread = sum((y - middle_y) ** 2 for _, y in ink)
    lean = sum((x - middle_x) * (y - middle_y) for x, y in ink) / spread if spread else 0.0
    return [[(x + lean * y * _stretch(contours), y) for x, y in contour] for contour in contours]


def _stretch(contours: list[list[Point]]) -> float:
    """The width of a pixel of a shape's picture as a share of its height."""
    xs, ys = ([point[axis] for contour in contours for point in contour] for axis in (0, 1))
    high = (max(ys) - min(ys)) / _HIGH
    return max(max(xs) - min(xs), _NARROW * (max(ys) - min(ys))) / _WIDE / high


def _raster(contours: list[list[Point]], y0: float, y1: float) -> int:
    xs = [x for contour in contours for x, _ in contour]
    high = (y1 - y0) / _HIGH
    wide = high * _stretch(contours)
    left = (min(xs) + max(xs)) / 2 - wide * _WIDE / 2
    edges = [edge for contour in contours for edge in pairwise([*contour, contour[0]]) if edge[0][1] != edge[1][1]]
    bits = 0
    for row in range(_HIGH):
        y = y1 - (row + 0.5) * high
        crossings = sorted(
            (ax + (y - ay) * (bx - ax) / (by - ay), 1 if by > ay else -1)
            for (ax, ay), (bx, by) in edges
            if (ay <= y) != (by <= y)
        )
        winding = 0
        for (x, turn), (following, _) in pairwise(crossings):
            winding += turn
            if winding:
                first, last = round((x - left) / wide), round((following - left) / wide)
                first, last = max(0, first), min(_WIDE, max(last, first + 1))
                if last > first:
                    bits |= ((1 << (last - first)) - 1) << (row * _WIDE + first)
    return bits


def _distance(one: int, other: int) -> float:
    """The share of the ink of two pictures that is not in both."""
    return (one ^ other).bit_count() / max(1, one.bit_count() + other.bit_count())


@functools.cache
def _references() -> dict[str, list[int]]:
    document = pypdfium2.PdfDocument.new()
    found: dict[str, list[int]] = {digit: [] for digit in DIGITS}
    try:
        for face in _FACES:
            font = pdfium.FPDFText_LoadStandardFont(document.raw, face.encode())
            for digit, outline in zip(DIGITS, _outlines(pdf_calls.address(font), DIGITS), strict=True):
                found[digit].append(_pixels(outline))
            pdfium.FPDFFont_Close(font)
    finally:
        document.close()
    return found


@functools.lru_cache(maxsize=4096)
def _doubt(outline: Outline, said: str) -> float:
    """How much nearer a shape is to another digit than to the one that is said: 1 is as near, 0 is that other digit.

    1 also where it is like no digit at all.
    """
    bits = _pixels(outline)
    if not bits:
        return 1.0
    off = {digit: min(_distance(bits, other) for other in others) for digit, others in _references().items()}
    nearest = min(off, key=lambda digit: off[digit])
    return off[nearest] / off[said] if nearest != said and off[nearest] < _ALIKE else 1.0


def _is_digit(outline: Outline) -> bool:
    bits = _pixels(outline)
    return bool(bits) and any(_distance(bits, other) < _ALIKE for others in _references().values() for other in others)


def contradicts(font: int, letters: Iterable[str]) -> bool:
    """Whether a font (pdfium's) draws other digits than those that its codes say, as far as these letters show.

    The shapes of a font that the file only names are the machine's, and say nothing.
    """
    if not pdfium.FPDFFont_GetIsEmbedded(ctypes.cast(font, pdfium.FPDF_FONT)):
        return False
    digits = "".join(letter for letter in letters if letter in DIGITS)
    # many pages of many files are set in the same fonts: they are known again by how their digits begin
    begins, counts = pdf_calls.glyph_outlines(font, digits, _BEGIN)
    key = digits, tuple(counts), tuple(map(tuple, begins))
    if key not in _known:
        if len(_known) > _MOST_KNOWN:
            _known.clear()
        _known[key] = _is_contradiction(digits, _outlines(font, digits))
    return _known[key]


def _is_contradiction(digits: str, drawn: list[Outline]) -> bool:
    doubts = [_doubt(outline, digit) for outline, digit in zip(drawn, digits, strict=True)]
    if any(doubt < _CLEARLY for doubt in doubts) or sum(doubt < _LIKELY for doubt in doubts) > 1:
        return True
    # two digits of one shape: one of them is not what its code says
    return any(_is_digit(outline) for outline in set(drawn) if drawn.count(outline) > 1)
