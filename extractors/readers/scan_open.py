"""Tables of a picture whose cells no rules close: the words alone say what is a head, a label and a figure.

Where a figure stands is then a matter of judgement, so every cell of such a table is doubtful.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.content import Grid
from extractors.readers.inked import ink_of
from extractors.readers.ocr import Text
from extractors.readers.paper import QUAD_PER_EM, Page
from extractors.readers.pdf_page import Glyph
from extractors.readers.pdf_unruled import unruled_tables

# the confidence of what is recognised well and placed by judgement
PLACED = 0.4
# white space in one line, in character heights, that parts two cells
_APART = 1.0
# the size, in points, in which the words of a page are handed to the reader of PDF words
_POINTS = 10.0


@dataclass(slots=True)
class OpenPage:
    """grids with the y at which they stand; boxes and texts of the lines that are in none."""

    grids: list[tuple[float, Grid]]
    boxes: NDArray[np.float32]
    texts: list[Text]


def parted(page: Page, boxes: NDArray[np.float32], dark: int) -> NDArray[np.float32]:
    """Boxes of lines cut where white space is as wide as between two cells."""
    found: list[tuple[float, float, float, float]] = []
    for box in boxes:
        x0, y0, x1, y1 = (max(0, round(float(v))) for v in box)
        em = (y1 - y0) / QUAD_PER_EM
        ink = ink_of(page.grey, (x0, y0, x1, y1), dark, em, _APART)
        if not ink.apart:
            found.append((x0, y0, x1, y1))
            continue
        pad = 0.15 * em
        found += [(line.box[0] - pad, y0, line.box[2] + pad, y1) for line in ink.lines]
    return np.array(found, np.float32).reshape(-1, 4)


def open_tables(page: Page, boxes: NDArray[np.float32], texts: list[Text], number: int | None) -> OpenPage | None:
    """What recognised lines outside rules make of tables, or None where there is no table among them."""
    share = _POINTS / page.em
    glyphs = [
        Glyph(text.text.strip(), x0, x1, y1, y0, y1)
        for (x0, y0, x1, y1), text in zip((boxes * share).tolist(), texts, strict=True)
        if text.text.strip()
    ]
    found = unruled_tables(glyphs, [], number or 0, [])
    if found is None or not found.grids:
        return None
    sure = {text.text.strip(): text.confidence for text in texts}
    for _, grid in found.grids:
        for row in grid.rows:
            row.page = number
            for cell in (*row.cells, *row.carried):
                cell.confidence = min(PLACED, sure.get(cell.text, PLACED))
    left = [(line.x0, line.base - line.size, line.x1, line.base) for line in found.lines]
    return OpenPage(
        [(top / share, grid) for top, grid in found.grids],
        np.array(left, np.float32).reshape(-1, 4) / share,
        [Text(line.text, sure.get(line.text, PLACED)) for line in found.lines],
    )
