"""One picture of a page becomes lines and measured grids; every cell says how sure its reading is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.content import Block, Cell, Grid, Line, Row
from extractors.readers import ocr
from extractors.readers.inked import UNREAD, Ink, InkedLine, closer, ink_of, threshold
from extractors.readers.ocr import Picture, Text
from extractors.readers.paper import QUAD_PER_EM, Page, level, sheet_of
from extractors.readers.rings import zeros
from extractors.readers.ruling import RuledCell, RuledTable, find_tables
from extractors.readers.scan_columns import cut_at_columns
from extractors.readers.scan_ink import overlooked, whole
from extractors.readers.scan_open import is_label, is_tabular, open_tables, parted, printed_lines, stray_rows
from extractors.readers.struck import is_struck
from extractors.readers.upright import Sheet, apart, quarter_turns
from extractors.refusal import Refused
from extractors.shown import plain
from extractors.values import is_value_like

_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")
_FIGURES = re.compile(r"[\d.,，．]+")
_TWO_FIGURES = re.compile(r"0\d")
# digits that come apart; those of full width stand as far from each other as Chinese characters
_SPREAD = re.compile(r"\d(?: ?\d)+")
_FULL_WIDTH = 1.15, 1.65
_LETTERS = re.compile(r"[A-Za-z0-9 .,]{1,8}")
# confidences given where it is not the characters that are in doubt but what they belong to
_CUT, _FAINT, _OPEN = 0.3, 0.3, 0.4
_SHAPE_SAYS = 0.9
# a figure that only a second look gave, whatever its own confidence
_SECOND_LOOK = 0.75
# white space in a cell over several columns, in character heights, that is none of a label's: 总　计 has one and a half
_APART = 2.0
# the densest report page met has 400; recognising takes about 20 ms a piece
_MOST_LINES = 3000
# mean confidence: of a page that lies right it is above the first, and below the second nothing is print; a photograph
# may have a few pieces that look like print
_SURE, _UNSURE, _ENOUGH = 0.8, 0.5, 5
# a line is of words where it is so much longer than high
_WORDS = 1.8
# a figure is no longer than so many character heights
_SHORT = 7.0
# ink so much lighter than the page's print shines through, or is a seal's
_PALER = 70


_Placed = list[tuple[float, Block]]


class Illegible(Exception):
    """What a page shows looks like print and is none that could be recognised."""


@dataclass(slots=True)
class _Inked:
    """A cell to be read and where its lines stand among all pictures sent to the recogniser."""

    cell: RuledCell
    ink: Ink
    first: int


def _inside(table: RuledTable, cell: RuledCell, em: float) -> tuple[int, int, int, int]:
    inset = table.rule // 2 + max(2, round(0.06 * em))
    return (
        table.xs[cell.left] + inset,
        table.ys[cell.top] + inset,
        table.xs[cell.right] - inset + 1,
        table.ys[cell.bottom] - inset + 1,
    )


def _tone(inked: Iterable[Ink]) -> float:
    """How dark the print of a page's tables is."""
    tones = [line.tone for ink in inked for line in ink.lines]
    return float(np.median(tones)) if tones else 0.0


def _unless_struck(picture: Picture, text: Text, dark: int) -> Text:
    """A text that was read; figures with a stroke through them, and two that ran together, are no number."""
    read = text.text.strip()
    # a zero before other digits is a figure of its own
    if not _FIGURES.fullmatch(read) or not (_TWO_FIGURES.match(read) or is_struck(picture, read, dark)):
        return text
    return Text(f"{text.text.strip()}{UNREAD}", min(text.confidence, _OPEN))


def _cell_text(ink: Ink, texts: list[Text], usual_tone: float) -> Text:
    """The text of a cell's lines as one; a label broken over lines is one label, figures below each other are not."""
    said, sure = [], 1.0
    for line, text in zip(ink.lines, texts, strict=True):
        read, confidence = text.text.strip(), text.confidence
        if line.mark:
            read, confidence = line.mark, max(_SHAPE_SAYS, confidence)
        elif not read:
            read, confidence = UNREAD, 0.0
        elif _SPREAD.fullmatch(read) and _FULL_WIDTH[0] < line.pitch < _FULL_WIDTH[1]:
            read, confidence = "".join(read.split()), min(confidence, _OPEN)
        elif _FIGURES.fullmatch(read) and line.gap > max(0.5, 2.2 * line.usual_gap):
            # white space that the recogniser swallowed: 12 and 34 are not 1234
            confidence = min(confidence, _OPEN)
            read = read if line.gap < 0.9 else f"{read}{UNREAD}"
        said.append(read)
        sure = min(sure, confidence)
    joined = ("\n" if all(_FIGURES.fullmatch(read) for read in said) else "").join(said)
    if ink.cut:
        sure = min(sure, _CUT)
    if ink.faint or any(line.tone > usual_tone + _PALER for line in ink.lines):
        sure = min(sure, _FAINT)
    return Text(joined, sure)


def _cells(table: RuledTable, one: _Inked, texts: list[Text], usual_tone: float) -> list[Cell]:
    """A ruled cell, or, where a rule between columns may have been overlooked, what stands apart in it."""
    ruled, ink = one.cell, one.ink
    down = ruled.bottom - ruled.top
    if ink.apart:
        found = []
        for line, text in zip(ink.lines, texts, strict=True):
            part = _cell_text(Ink([line], ink.faint, ink.cut), [text], usual_tone)
            confidence = min(part.confidence, _OPEN)
            found.append(Cell(plain(part.text), line.box[0], line.box[2], down, confidence=round(confidence, 4)))
        return found
    text = _cell_text(ink, texts, usual_tone)
    confidence = text.confidence if ruled.sure else min(text.confidence, _OPEN)
    place = table.xs[ruled.left], table.xs[ruled.right]
    return [Cell(plain(text.text), *place, down, confidence=round(confidence, 4), evidence="drawn")]


def _grid(table: RuledTable, read: list[tuple[RuledCell, list[Cell]]], page: int | None) -> Grid:
    rows = [Row([], [], page) for _ in range(len(table.ys) - 1)]
    for ruled, cells in read:
        rows[ruled.top].cells += cells
        for below in range(ruled.top + 1, ruled.bottom):
            rows[below].carried += cells
    return Grid(0, [row for row in rows if row.cells], measured=True)


def _em(page: Page, table: RuledTable) -> float:
    """The height of a character of one table: two tables of a page may be set in different sizes."""
    x0, y0, x1, y1 = table.box
    lines = page.lines
    inside = (lines[:, 0] >= x0 - 5) & (lines[:, 2] <= x1 + 5) & (lines[:, 1] >= y0 - 5) & (lines[:, 3] <= y1 + 5)
    wide, heights = lines[inside, 2] - lines[inside, 0], lines[inside, 3] - lines[inside, 1]
    # figures alone are lower than words, and most of what stands in a table
    words = heights[wide > _WORDS * heights]
    heights = words if len(words) >= _ENOUGH else heights
    return float(np.percentile(heights, 35)) / QUAD_PER_EM if len(heights) >= _ENOUGH else page.em


def _outside(page: Page, tables: list[RuledTable]) -> NDArray[np.float32]:
    """Boxes of lines that lie in no table, in reading order."""
    x = (page.lines[:, 0] + page.lines[:, 2]) / 2
    y = (page.lines[:, 1] + page.lines[:, 3]) / 2
    free = np.ones(len(page.lines), bool)
    for table in tables:
        x0, y0, x1, y1 = table.box
        free &= ~((x > x0) & (x < x1) & (y > y0) & (y < y1))
    return page.lines[free]


def _paragraphs(page: Page, boxes: NDArray[np.float32], texts: list[Text]) -> list[tuple[float, Line]]:
    """Printed lines joined to paragraphs, each with the y of its first line; large centred ones are titles."""
    if not len(boxes):
        return []
    heights = boxes[:, 3] - boxes[:, 1]
    # few lines around tables may all be headings; those in the tables say how large print is
    usual = float(np.median(heights if len(boxes) >= 8 else page.lines[:, 3] - page.lines[:, 1]))
    left, right = float(page.lines[:, 0].min()), float(page.lines[:, 2].max())
    placed: list[tuple[float, Line]] = []
    open_line = False
    for row in printed_lines(boxes):
        text = " ".join(texts[i].text.strip() for i in row if texts[i].text.strip())
        if not text or _PAGE_NUMBER.fullmatch(text):
            continue
        begin, end = float(boxes[row[0], 0]), float(boxes[row[-1], 2])
        is_title = float(heights[row].max()) > 1.25 * usual and abs((begin - left) - (right - end)) < 6 * usual
        goes_on = open_line and begin < left + 1.2 * usual and not is_title
        sure = round(min(texts[i].confidence for i in row), 4)
        before = placed[-1][1] if placed else None
        if before and (goes_on or (is_title and before.is_title)):
            joined = Line(before.text + text, before.is_title, min(sure, before.confidence or 0.0))
            placed[-1] = (placed[-1][0], joined)
        else:
            placed.append((float(boxes[row[0], 1]), Line(text, is_title, sure)))
        open_line = end > right - 2 * usual and not is_title
    return placed


def _cropped(page: Page, box: NDArray[np.float32]) -> Picture:
    x0, y0 = np.maximum(box[:2].astype(int), 0)
    x1, y1 = np.maximum(box[2:].astype(int) + 1, (x0 + 2, y0 + 2))
    return page.grey[y0:y1, x0:x1]


def _read_twice(lines: list[InkedLine], texts: list[Text], dark: int) -> list[Text]:
    """Short readings that are no figure, read again from closer; a figure found so stays doubtful."""
    again = [
        i
        for i, (line, text) in enumerate(zip(lines, texts, strict=True))
        if not line.mark and _LETTERS.fullmatch(text.text.strip()) and not is_value_like(text.text)
    ]
    found = list(texts)
    for i, text in zip(again, ocr.read_lines([closer(lines[i].picture, dark) for i in again]), strict=True):
        if _FIGURES.fullmatch(text.text.strip()) and text.confidence >= _SECOND_LOOK:
            found[i] = Text(text.text, _SECOND_LOOK)
    return found


def _read_short(page: Page, boxes: NDArray[np.float32], texts: list[Text], dark: int) -> list[Text]:
    """Short texts of little confidence read again by their ink, as of a cell; the surer reading of each."""
    again = [
        i
        for i, (box, text) in enumerate(zip(boxes, texts, strict=True))
        if text.confidence < _SURE and box[2] - box[0] < _SHORT * page.em
    ]
    found = list(texts)
    for i, text in zip(again, _read_alone(page, boxes[again], dark), strict=True):
        if text.confidence > texts[i].confidence or not texts[i].text.strip():
            found[i] = text
    return found


def _read_alone(page: Page, boxes: NDArray[np.float32], dark: int) -> list[Text]:
    """The text of each box as of a cell of its own."""
    inks = [ink_of(page.grey, whole(box), dark, page.em) for box in boxes]
    lines = [line for ink in inks for line in ink.lines]
    read = _read_twice(lines, ocr.read_lines([line.picture for line in lines]), dark)
    found = zeros(lines, read, _SURE, _SECOND_LOOK)
    texts = iter([_unless_struck(line.picture, text, dark) for line, text in zip(lines, found, strict=True)])
    return [_cell_text(ink, [next(texts) for _ in ink.lines], 255.0) for ink in inks]


def _in_cells(
    page: Page, boxes: NDArray[np.float32], texts: list[Text], tables: list[tuple[int, int, int, int]], dark: int
) -> tuple[NDArray[np.float32], list[Text], list[tuple[float, float, float]]]:
    """Lines outside rules as those of a table: cut between columns, short ones read by their ink, with lone figures.

    tables: boxes of what is read cell by cell. Returns boxes, texts and the cuts.
    """
    cut = cut_at_columns(page, boxes, ["" if is_label(text) else text.text for text in texts], dark)
    pictures = [_cropped(page, box) for box, i in zip(cut.boxes, cut.before, strict=True) if i < 0]
    found = zip(pictures, ocr.read_lines(pictures), strict=True)
    parts = iter([_unless_struck(picture, text, dark) for picture, text in found])
    read = _read_short(page, cut.boxes, [texts[i] if i >= 0 else next(parts) for i in cut.before], dark)
    more = overlooked(page, cut.boxes, tables, dark)
    return np.concatenate([cut.boxes, more]), [*read, *_read_alone(page, more, dark)], cut.cuts


def read_page(colour: Picture, number: int | None = None) -> list[Block]:
    """Read a picture (BGR or grey). number: the page's, kept with its rows. Grids are numbered by the caller.

    Raises Illegible; Refused (over_limit).
    """
    sheet = sheet_of(colour)
    if sheet is None:
        return []
    around, lying = apart(sheet)
    page, placed = _read_sheet(around, number)
    for table, hole in zip(lying, page.holes, strict=True):
        _, blocks = _read_sheet(table, number)
        placed += [(float(hole[1]), block) for _, block in blocks]
    return [block for _, block in sorted(placed, key=lambda pair: pair[0])]


def _read_sheet(sheet: Sheet, number: int | None) -> tuple[Page, _Placed]:
    """The way up in which a sheet is read surest, and its blocks with their y in it. Raises Illegible."""
    best: tuple[Page, _Placed] | None = None
    surest = 0.0
    for turn in quarter_turns(sheet):
        page = level(sheet, turn)
        placed, sure = _read_level(page, number)
        if best is None or sure > surest:
            best, surest = (page, placed), sure
        if sure >= _SURE:
            break
    if best is None or surest < _UNSURE:
        raise Illegible(f"the characters could not be recognised (mean confidence {surest:.2f})")
    return best


def _read_level(page: Page, number: int | None) -> tuple[_Placed, float]:
    """The blocks of a level page, and the mean confidence of its pieces of print."""
    dark = threshold(page.grey)
    tables = find_tables(page.grey, page.em)
    boxes = parted(page, _outside(page, tables), dark)
    pictures = [_cropped(page, box) for box in boxes]
    inked: list[list[_Inked]] = []
    for table in tables:
        own = []
        em = _em(page, table)
        for cell in table.cells:
            ink = ink_of(page.grey, _inside(table, cell, em), dark, em, _APART * (cell.right - cell.left > 1))
            own.append(_Inked(cell, ink, len(pictures)))
            pictures += [line.picture for line in ink.lines]
        inked.append(own)
    if len(pictures) > _MOST_LINES:
        raise Refused("over_limit", f"{len(pictures)} pieces of print on one page, more than {_MOST_LINES}")
    texts = ocr.read_lines(pictures)
    sure = sum(text.confidence for text in texts) / len(texts) if len(texts) >= _ENOUGH else 1.0
    lines = [line for own in inked for one in own for line in one.ink.lines]
    texts[len(boxes) :] = zeros(lines, _read_twice(lines, texts[len(boxes) :], dark), _SURE, _SECOND_LOOK)
    texts = [_unless_struck(picture, text, dark) for picture, text in zip(pictures, texts, strict=True)]
    free = texts[: len(boxes)]
    placed: _Placed = []
    seams: list[tuple[float, float, float]] = []
    if is_tabular(free):
        boxes, free, seams = _in_cells(page, boxes, free, [table.box for table in tables], dark)
    if found := open_tables(page, boxes, free, number, dark, seams):
        placed += found.grids
        boxes, free = found.boxes, found.texts
    else:
        strays, left = stray_rows(boxes, free, number)
        placed += strays
        boxes, free = boxes[left], [free[i] for i in left]
    placed += _paragraphs(page, boxes, free)
    tone = _tone(one.ink for own in inked for one in own)
    for table, own in zip(tables, inked, strict=True):
        read = [(one.cell, _cells(table, one, texts[one.first : one.first + len(one.ink.lines)], tone)) for one in own]
        placed.append((float(table.box[1]), _grid(table, read, number)))
    return placed, sure
