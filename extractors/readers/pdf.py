"""PDF, first reader: pdfium's own characters and ruled lines; pdfplumber where those do not suffice."""

from collections import Counter
from functools import partial
from typing import NamedTuple

from data.vocabulary import bare, vocabulary
from extractors.content import Box, Content, Grid, Line, Picture
from extractors.readers.pdf_breaks import join_over_break
from extractors.readers.pdf_glyphs import glyphs, text_lines
from extractors.readers.pdf_grid import Ruled, joined, ruled_tables
from extractors.readers.pdf_halves import halves
from extractors.readers.pdf_look import WRONG_CODES, can_look, why_look_again
from extractors.readers.pdf_marks import Seen, seen_glyphs, seen_rules
from extractors.readers.pdf_merged import Column
from extractors.readers.pdf_page import (
    DamagedPdf,
    Glyph,
    NotedPage,
    Rules,
    Sheet,
    TextLine,
    has_own_fonts,
    is_complete,
    is_picture,
    noted_page,
    open_pdf,
    read_sheet,
)
from extractors.readers.pdf_pictures import pictured
from extractors.readers.pdf_pieces import labels, pieces
from extractors.readers.pdf_plumber import read_pdf_again
from extractors.readers.pdf_ruled import blank, cell_runs, grid
from extractors.readers.pdf_rules import rules
from extractors.readers.pdf_unruled import unruled_tables
from extractors.readers.pdf_words import Paragraphs, as_text_lines, is_page_number
from extractors.shown import shown
from extractors.values import is_value_like

__all__ = ["DamagedPdf", "read_pdf"]

# a page has its number above, below or both
_MOST_NUMBERS = 2
# cells with a figure on each of two lines: one or two may be a number that is broken
_STACKED = 3
# heads without rules stand so near (in points) above ruled figures
_CLOSE = 40
# labels that make it worth while to look for a table without rules
_FEW = 2


def _carries_labels(text: str) -> bool:
    """Whether words of a page's text that stand apart from others are labels."""
    known = vocabulary()
    found: set[str] = set()
    for word in text.split():
        if 2 <= len(word) <= 80 and word not in found and known.is_known(bare(word)):
            found.add(word)
            if len(found) == _FEW:
                return True
    return False


def _edges(lines: list[TextLine]) -> tuple[float, float]:
    """Where a page's text begins and ends: the left and right edge that most lines share."""
    if not lines:
        return 0.0, 0.0
    lefts = Counter(round(line.x0 / 4) for line in lines)
    usual = [line.x0 for line in lines if round(line.x0 / 4) == min(lefts, key=lambda k: (-lefts[k], k))]
    return min(usual), max(line.x1 for line in lines)


class _WordsMissing(Exception):
    """pdfium drops words of a page: the second reader has them."""


class _Reading:
    """What has been read of a document so far."""

    def __init__(self) -> None:
        self.content = Content("pdf")
        self.paragraphs = Paragraphs()
        self.table_count = 0
        self.columns: list[Column] = []
        # parts of pages that are pictures beside their text, by the page's number
        self.pictured: dict[int, Box] = {}
        # words laid across pages: no part of any table, and of no line of text
        self.across: list[str] = []

    def lines(self, lines: list[TextLine], left: float, right: float) -> None:
        numbers = [line for line in lines if is_page_number(line.text)]
        # more of them are figures that stand in lines of their own
        of_page = numbers if len(numbers) <= _MOST_NUMBERS else []
        self.paragraphs.add([line for line in lines if line not in of_page], left, right)

    def end_text(self) -> None:
        self.content.blocks.extend(self.paragraphs.take())

    def picture(self, number: int) -> None:
        """A page that is to be read as a picture."""
        self.content.picture_pages.append(number)
        self.end_text()
        self.columns = []
        self.content.blocks.append(Picture(page=number))

    def grid(self, found: Grid) -> None:
        self.end_text()
        before = self.content.grids[-1:]
        if before and before[0].rows and found.rows and before[0].rows[-1].page != found.rows[0].page:
            join_over_break(before[0], found)
        found.index = self.table_count
        self.table_count += 1
        self.content.blocks.append(found)


def _label_count(lines: list[str]) -> int:
    """How many labels stand under each other in the lines of one cell."""
    known = vocabulary()
    count = at = 0
    while at < len(lines):
        last = min(at + 8, len(lines))
        ends = [end for end in range(at + 1, last + 1) if known.is_known(bare("".join(lines[at:end])))]
        count += bool(ends)
        at = ends[-1] if ends else at + 1
    return count


def _is_sound(texts: list[str]) -> bool:
    """Whether the cells of a ruled table are cells: none holds two labels, or a label and its figures, and not three of
    them two figures.

    Where only some lines are ruled, what lies between them is a whole column or row.
    """
    known = vocabulary()
    stacked = 0
    for text in texts:
        if "\n" not in text and " " not in text:
            continue
        if known.is_known(bare(text)) or is_value_like(text):
            continue
        lines = text.split("\n")
        if _label_count(lines) > 1:
            return False
        if all(is_value_like(line) for line in lines):
            stacked += 1 if len(lines) == 2 else _STACKED
        for line in lines:
            words = line.split(" ")
            if len(words) > 1 and known.is_known(bare(words[0])) and all(is_value_like(word) for word in words[1:]):
                return False
    return stacked < _STACKED


def _has_labels(texts: list[str]) -> bool:
    return any(vocabulary().is_known(bare(text)) for text in texts if text)


def _is_of_heads(texts: list[str]) -> bool:
    """Whether the cells of a ruled table are the heads of one, and none holds a figure or a line's label."""
    known = vocabulary()
    heads = 0
    for text in texts:
        key = bare(text) if text else ""
        if text and (is_value_like(text) or (key in known.lines and not known.is_head(key))):
            return False
        heads += known.is_head(key)
    return heads > 0 and sum(map(bool, texts)) > 1


def _figures_below(table: Ruled, outside: list[Glyph], ruled: list[Ruled]) -> bool:
    """Whether figures stand close under a ruled table and in no other: its heads alone are ruled."""
    x0, _, x1, bottom = table.bounds
    return any(
        g.text.isdigit() and x0 <= g.x0 <= x1 and 0 <= g.top - bottom <= _CLOSE
        and not any(
            left <= g.x0 <= right and top <= g.base <= low
            for left, top, right, low in (o.bounds for o in ruled if o is not table)
        )
        for g in outside
    )  # fmt: skip


class _Tables(NamedTuple):
    """The tables of a page, and paragraphs in boxes, with their y; the lines outside; columns that may go on."""

    placed: list[tuple[float, Grid | Line]]
    lines: list[TextLine]
    columns: list[Column]


def _tables(
    seen: Seen, drawn: Rules, ruled: list[Ruled], number: int, with_labels: bool, columns: list[Column]
) -> _Tables:
    """The tables of a page. ruled: by its rules; with_labels: those without rules too; columns: of the page before."""
    placed: list[tuple[float, Grid | Line]] = []
    printed = seen.glyphs
    for table in ruled:
        runs, outside = cell_runs(table, printed)
        texts = [shown(one).text for one in runs]
        if with_labels and not (_is_sound(texts) and (_has_labels(texts) or not _labels_beside(table, outside))):
            continue
        if with_labels and _is_of_heads(texts) and _figures_below(table, outside, ruled):
            continue
        printed = outside
        made, boxed = grid(table, runs, number, seen)
        placed += [*boxed, (table.bounds[1] + 0.1, made)]
    lines = as_text_lines(printed)
    if not columns and not (with_labels and _carries_labels(" ".join(line.text for line in lines))):
        return _Tables(placed, lines, [])
    unruled = unruled_tables(printed, joined(drawn.down), number, columns, partial(blank, seen))
    if unruled is None:
        return _Tables(placed, lines, [])
    return _Tables([*placed, *unruled.grids], unruled.lines, unruled.columns)


def _read_tables(
    reading: _Reading, sheet: Sheet, drawn: Rules, ruled: list[Ruled], number: int, with_labels: bool
) -> None:
    """Add a page's tables and the lines between them in printed order, or its picture where its text is no witness."""
    seen = seen_glyphs(sheet, drawn.across)
    if seen.aside:  # what hides text may hide rules too
        drawn = seen_rules(drawn, seen.drawn)
        ruled = ruled_tables(drawn)
    parts = []
    columns = reading.columns
    for half, rules_of_half, tables in halves(sheet, seen, drawn, ruled):
        parts.append(_tables(half, rules_of_half, tables, number, with_labels, columns))
        columns = parts[-1].columns
    grids = [block for part in parts for _, block in part.placed if isinstance(block, Grid)]
    why = WRONG_CODES if seen.distrusted else why_look_again(grids)
    if why and has_own_fonts(sheet.items) and can_look():
        reading.content.distrusted[number] = why
        reading.picture(number)
        return
    reading.columns = columns
    if seen.across:
        reading.across.append(seen.across)
    for part in parts:
        _in_order(reading, part)


def _in_order(reading: _Reading, found: _Tables) -> None:
    """Add tables and the lines between them from the top to the bottom."""
    lines = found.lines
    left, right = _edges(lines)
    for top, block in sorted(found.placed, key=lambda pair: pair[0]):
        reading.lines([line for line in lines if line.base <= top], left, right)
        lines = [line for line in lines if line.base > top]
        if isinstance(block, Grid):
            reading.grid(block)
        else:
            reading.end_text()
            reading.content.blocks.append(block)
    reading.lines(lines, left, right)


def _labels_beside(table: Ruled, outside: list[Glyph]) -> bool:
    """Whether known labels stand left of a ruled table or close above it: only its figures are ruled then."""
    x0, top, x1, bottom = table.bounds
    beside = [
        g for g in outside
        if (g.x1 <= x0 + 2 and top <= (g.top + g.bottom) / 2 <= bottom)
        or (x0 <= g.x0 <= x1 and 0 <= top - g.bottom <= _CLOSE)
    ]  # fmt: skip
    return bool(beside) and bool(labels(pieces(beside, []))[0])


def _read_page(reading: _Reading, noted: NotedPage, number: int) -> None:
    """Add what a page prints. Raises _WordsMissing where pdfium drops some."""
    sheet = read_sheet(noted.page, noted.notes, number)
    text_page, text, items, turn = sheet.text_page, sheet.text, sheet.items, sheet.turn
    if is_picture(noted.page, items, text):
        reading.picture(number)
        return
    if not is_complete(items, text_page):
        raise _WordsMissing
    if not reading.content.grids and (box := pictured(noted.page, sheet)) is not None:
        reading.pictured[number] = box
    drawn = rules(items, turn)
    with_labels = _carries_labels(text)
    # the row of values of a table cut by a page break may stand alone on the next page
    ruled = ruled_tables(drawn)
    if with_labels or reading.columns or ruled:
        _read_tables(reading, sheet, drawn, ruled, number, with_labels or bool(reading.columns))
    else:
        lines = text_lines(text_page, text, turn) or as_text_lines(glyphs(text_page, turn, text))
        reading.lines(lines, *_edges(lines))


def read_pdf(body: bytes) -> Content:
    """Lines and measured grids of a PDF. Raises DamagedPdf; Refused (over_limit).

    `picture_pages` are the pages that show their words as a picture.
    """
    reading = _Reading()
    document = open_pdf(body)
    try:
        for index in range(len(document)):
            noted = noted_page(document, index)
            _read_page(reading, noted, index + 1)
            noted.page.close()
    except _WordsMissing:
        return read_pdf_again(body)
    finally:
        document.close()
    reading.end_text()
    reading.content.blocks += [Line(text) for text in dict.fromkeys(reading.across)]
    reading.content.picture_count = len(reading.content.picture_pages)
    if not reading.content.grids:
        reading.content.blocks += [Picture(page=number, box=box) for number, box in reading.pictured.items()]
        reading.content.picture_count += len(reading.pictured)
    return reading.content
