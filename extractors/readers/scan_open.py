"""Tables of a picture whose cells no rules close: the words alone say what is a head, a label and a figure.

Where a figure stands is then a matter of judgement, so every cell of such a table is doubtful.
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.forms import table_variants
from data.labels import clean_label
from data.vocabulary import bare, vocabulary
from extractors.content import Cell, Grid, Row
from extractors.nearest import nearest_label
from extractors.readers.inked import UNREAD, ink_of
from extractors.readers.ocr import Text
from extractors.readers.paper import QUAD_PER_EM, Page
from extractors.readers.pdf_page import Glyph, Rule, TextLine
from extractors.readers.pdf_unruled import unruled_tables
from extractors.readers.scan_ink import around, ink_box, inked, whole
from extractors.shown import Run, plain
from extractors.values import is_value_like

# the confidence of what is recognised well and placed by judgement
PLACED = 0.4
# white space in one line, in character heights, that parts two cells
_APART = 1.0
# a box higher than so many characters, and no broader, is of a column of figures
_TWO_LINES = 2.2
# the size, in points, in which the words of a page are handed to the reader of PDF words
_POINTS = 10.0
# half the height of such a character's box, and how far its baseline lies below the middle
_HALF, _BASE = 0.6, 0.42
# a page of text may have one line that is a label's words
_LABELS = 2


@dataclass(slots=True)
class OpenPage:
    """grids with the y at which they stand; boxes and texts of the lines that are in none."""

    grids: list[tuple[float, Grid]]
    boxes: NDArray[np.float32]
    texts: list[Text]


def parted(page: Page, boxes: NDArray[np.float32], dark: int) -> NDArray[np.float32]:
    """Boxes of lines cut where white space is as wide as between two cells, and those of a column's cells by line."""
    found: list[tuple[float, float, float, float]] = []
    for box in boxes:
        x0, y0, x1, y1 = whole(box)
        if y1 - y0 > _TWO_LINES * page.em and x1 - x0 < y1 - y0:
            lines = ink_of(page.grey, (x0, y0, x1, y1), dark, page.em).lines
            if len(lines) > 1:
                found += [around(line.box, page.em) for line in lines]
                continue
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


def is_label(text: Text) -> bool:
    """Whether a recognised line is a label of a form."""
    return vocabulary().is_known(bare(text.text))


def is_tabular(texts: list[Text]) -> bool:
    """Whether several of the lines outside rules are labels of a form."""
    return sum(map(is_label, texts)) >= _LABELS


def _glyphs(box: tuple[int, int, int, int], text: str, share: float) -> list[Glyph]:
    """The characters of a recognised line along its box, all of one height: how high each is is not measured."""
    x0, y0, x1, y1 = (v * share for v in box)
    middle, half = (y0 + y1) / 2, _HALF * _POINTS
    wide = np.array([0.55 if "!" <= c <= "~" or c == " " else 1.0 for c in text])
    edges = x0 + np.concatenate([[0.0], np.cumsum(wide)]) * ((x1 - x0) / max(1e-6, float(wide.sum())))
    return [
        Glyph(c, float(a), float(b), middle + _BASE * _POINTS, middle - half, middle + half)
        for c, a, b in zip(text, edges, edges[1:], strict=False)
        if not c.isspace()
    ]


def _printed(line: TextLine, boxes: NDArray[np.float32], share: float) -> tuple[float, float, float, float]:
    """The box of a line of text, as high as it is printed: titles are told by that."""
    x0, x1, middle = line.x0 / share, line.x1 / share, (line.base - _BASE * _POINTS) / share
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    own = boxes[(across >= x0) & (across <= x1) & (np.abs(down - middle) < 0.4 * _POINTS / share)]
    half = _HALF * _POINTS / share
    top, bottom = (own[:, 1].min(), own[:, 3].max()) if len(own) else (middle - half, middle + half)
    return x0, float(top), x1, float(bottom)


def open_tables(
    page: Page,
    boxes: NDArray[np.float32],
    texts: list[Text],
    number: int | None,
    dark: int,
    seams: list[tuple[float, float, float]],
) -> OpenPage | None:
    """What recognised lines outside rules make of tables, or None where there is no table among them.

    dark: the grey below which a pixel is print; seams: x, top and bottom of where lines were cut between columns.
    """
    share = _POINTS / page.em

    def blank(box: tuple[float, float, float, float]) -> tuple[tuple[Run, ...], tuple[str, ...], str]:
        x0, top, x1, bottom = (round(v / share) for v in box)
        across, over = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        # what was read there and stands in another row says that it is not empty
        is_inked = bool(np.any((across > x0) & (across < x1) & (over > top) & (over < bottom)))
        is_inked = is_inked or inked(page.grey, (x0, top, x1, bottom), boxes, dark, page.em)
        return plain(UNREAD) if is_inked else (), (), "drawn"

    glyphs = [
        glyph
        for box, text in zip(boxes, texts, strict=True)
        for glyph in _glyphs(ink_box(page.grey, box, dark), text.text.strip(), share)
    ]
    down = [Rule(at * share, top * share, bottom * share) for at, top, bottom in seams]
    found = unruled_tables(glyphs, down, number or 0, [], blank)
    if found is None or not found.grids:
        return None
    sure = {text.text.strip(): text.confidence for text in texts}
    for _, grid in found.grids:
        for row in grid.rows:
            row.page = number
            for cell in (*row.cells, *row.carried):
                cell.confidence = min(PLACED, sure.get(cell.text, PLACED))
    left = [_printed(line, boxes, share) for line in found.lines]
    return OpenPage(
        [(top / share, grid) for top, grid in found.grids],
        np.array(left, np.float32).reshape(-1, 4),
        [Text(line.text, sure.get(line.text, PLACED)) for line in found.lines],
    )
