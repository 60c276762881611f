"""Tables of a picture whose cells no rules close: the words alone say what is a head, a label and a figure.

Where a figure stands is then a matter of judgement, so every cell of such a table is doubtful.
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.forms import table_variants
from data.labels import clean_label
from extractors.content import Cell, Grid, Row
from extractors.nearest import nearest_label
from extractors.readers.inked import ink_of
from extractors.readers.ocr import Text
from extractors.readers.paper import QUAD_PER_EM, Page
from extractors.readers.pdf_page import Glyph
from extractors.readers.pdf_unruled import unruled_tables
from extractors.shown import plain
from extractors.values import is_value_like

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


def stray_rows(
    boxes: NDArray[np.float32], texts: list[Text], number: int | None
) -> tuple[list[tuple[float, Grid]], list[int]]:
    """Lines outside any table that are a known label and figures: rows whose rules were not seen.

    Returns a grid of one row for each, with its y, and the indexes of the boxes that are in none.
    """
    grids: list[tuple[float, Grid]] = []
    left: list[int] = []
    for line in printed_lines(boxes):
        said = [i for i in line if texts[i].text.strip()]
        label = clean_label(texts[said[0]].text)[0] if said else ""
        figures = [texts[i].text for i in said[1:]]
        named = len(label) >= 4 and nearest_label(label) in line_labels()
        if not (named and figures and all(map(is_value_like, figures))):
            left += line
            continue
        cells = [
            Cell(plain(texts[i].text.strip()), round(float(boxes[i, 0])), round(float(boxes[i, 2])),
                 confidence=min(PLACED, texts[i].confidence))
            for i in said
        ]  # fmt: skip
        grids.append((float(boxes[said[0], 1]), Grid(0, [Row(cells, [], number)], measured=True)))
    return grids, left


@functools.cache
def line_labels() -> frozenset[str]:
    """The labels of all lines of all forms."""
    return frozenset(label for variants in table_variants().values() for table in variants for label in table.by_line)


def printed_lines(boxes: NDArray[np.float32]) -> list[list[int]]:
    """Boxes side by side are one printed line; indexes left to right, lines top to bottom."""
    rows: list[list[int]] = []
    for i in np.argsort(boxes[:, 1] + boxes[:, 3]):
        middle = (boxes[i, 1] + boxes[i, 3]) / 2
        if rows and boxes[rows[-1][-1], 1] < middle < boxes[rows[-1][-1], 3]:
            rows[-1].append(int(i))
        else:
            rows.append([int(i)])
    return [sorted(row, key=lambda i: float(boxes[i, 0])) for row in rows]


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
