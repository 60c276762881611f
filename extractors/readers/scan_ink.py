"""Print that the search for lines of text overlooked: it finds words, and passes by a figure that stands alone."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.ocr import Picture
from extractors.readers.paper import QUAD_PER_EM, Page

Mask = NDArray[np.uint8]

# in character heights: what is smaller is dust, what is larger no character; a mark (-) is as wide as the second
_DUST, _MARK, _HIGH, _WIDE, _THIN = 0.3, 0.2, 1.5, 3.0, 0.13
# strokes so near each other are of one figure
_NEAR = 0.55
# more pieces are the grain of the paper
_MOST = 600


def _loose(page: Page, boxes: NDArray[np.float32], tables: list[tuple[int, int, int, int]], dark: int) -> Mask:
    """The ink of a page that is in no box, in no table and no part of a rule or drawing."""
    em = page.em
    mask = (page.grey < dark).astype(np.uint8)
    for x0, y0, x1, y1 in [*tables, *page.holes.round().astype(int).tolist()]:
        mask[max(0, y0 - 4) : y1 + 5, max(0, x0 - 4) : x1 + 5] = 0
    pad = round(0.12 * em)
    covered = np.zeros_like(mask)
    for x0, y0, x1, y1 in boxes.round().astype(int).tolist():
        covered[max(0, y0) : y1, max(0, x0 - pad) : x1 + pad] = 1
    count, labels, stats, centres = cv2.connectedComponentsWithStats(mask)
    kept = np.zeros(count, bool)
    for i in range(1, count):
        wide, high = int(stats[i, 2]), int(stats[i, 3])
        column, row = centres[i].round().astype(int)
        is_mark = _MARK * em <= wide <= 1.3 * em and 1.5 * high <= wide
        is_print = high >= _DUST * em or is_mark
        kept[i] = is_print and high <= _HIGH * em and wide <= _WIDE * em and not covered[row, column]
    return kept[labels].astype(np.uint8)


def overlooked(
    page: Page, boxes: NDArray[np.float32], tables: list[tuple[int, int, int, int]], dark: int
) -> NDArray[np.float32]:
    """Boxes around print in none of the boxes given, as high as those of a line; none where the paper is grainy.

    tables: boxes of what is read cell by cell.
    """
    em = page.em
    near = max(3, round(_NEAR * em))
    mask = _loose(page, boxes, tables, dark)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, near), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    if count > _MOST:
        return np.zeros((0, 4), np.float32)
    found = [around((x, y, x + wide, y + high), em) for x, y, wide, high, _ in stats[1:].tolist()]
    return np.array(found, np.float32).reshape(-1, 4)


def around(ink: tuple[int, int, int, int], em: float) -> tuple[float, float, float, float]:
    """The box of a line that consists of such ink, as the search for lines would give it."""
    x0, y0, x1, y1 = ink
    middle, half, pad = (y0 + y1) / 2, QUAD_PER_EM * em / 2, 0.15 * em
    return x0 - pad, min(y0, middle - half), x1 + pad, max(y1, middle + half)


def whole(box: NDArray[np.float32]) -> tuple[int, int, int, int]:
    """A box in whole pixels, inside the page on its upper and left side."""
    x0, y0, x1, y1 = (max(0, round(float(v))) for v in box)
    return x0, y0, x1, y1


def inked(grey: Picture, box: tuple[int, int, int, int], boxes: NDArray[np.float32], dark: int, em: float) -> bool:
    """Whether there is print inside a box of the page that is in none of the boxes given."""
    x0, y0, x1, y1 = (max(0, v) for v in box)
    mask = (grey[y0:y1, x0:x1] < dark).astype(np.uint8)
    for a, b, c, d in boxes.round().astype(int).tolist():
        if a < x1 and x0 < c and b < y1 and y0 < d:
            mask[max(0, b - y0) : max(0, d - y0), max(0, a - x0) : max(0, c - x0)] = 0
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    return any(max(stats[i, 2], stats[i, 3]) >= 0.25 * em for i in range(1, count))


def ink_box(grey: Picture, box: NDArray[np.float32], dark: int) -> tuple[int, int, int, int]:
    """A line's box without the white at its left and right."""
    x0, y0, x1, y1 = whole(box)
    at = np.flatnonzero((grey[y0:y1, x0:x1] < dark).sum(axis=0) > 1)
    return (x0 + int(at[0]), y0, x0 + int(at[-1]) + 1, y1) if len(at) else (x0, y0, x1, y1)
