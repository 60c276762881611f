"""Where each printed figure of a document's tables went: a cell, a label, an unmapped line or an issue.

It is computed from what was printed and from what was given, not from what the steps between remember, so that none of
them can lose a figure without a word. What is left is kept as an unmapped line and said by an error, `unaccounted`.
"""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.labels import clean_label
from data.rows import CellReading, Issue, UnmappedCell
from data.text import count_han, squeeze
from data.vocabulary import as_recorded, vocabulary
from data.words import pattern, words
from extractors.captions import Caption
from extractors.content import Cell, Grid, Row
from extractors.head_words import is_counting_row
from extractors.readings import TableReading
from extractors.shown import HIDDEN
from extractors.values import is_value_like, read_figure

Place = tuple[int, int, int]
_Left = tuple[Grid, int, Row, int, Cell]
_LEAST_COUNTED = 3
_DIGIT = re.compile(r"\d")
_YEAR = 4  # characters: shorter numbers are no year


@dataclass(frozen=True, slots=True)
class Account:
    """What no step took: lines to keep, and the issues that say so."""

    lines: list[UnmappedCell]
    issues: list[Issue]


def account(
    grids: Iterable[Grid],
    tables: list[TableReading],
    unmapped: list[UnmappedCell],
    issues: list[Issue],
    named: dict[int, Caption],
) -> Account:
    """Find the figures of the tables that are in no cell, label, unmapped line or issue.

    Args:
        grids: all tables of the report as printed.
        tables: the standard tables read from them.
        unmapped: the lines kept under no key.
        issues: all that is said of the report so far.
        named: the captions, by the table's index.

    Returns:
        The lines and issues to add. Notes under a table are kept as lines and are no issue.
    """
    cells = [cell for table in tables for cell in table.cells]
    taken = {(c.table_index, c.row_index, c.column_index) for c in cells}
    taken.update((c.table_index, c.row_index, c.column_index) for c in unmapped)
    taken.update(place for table in tables for place in table.repeated)
    left = [one for one in _figures(grids, taken) if not _is_label(one[4])]
    if not left:
        return Account([], [])
    words_of = _words_of(cells, unmapped)
    read_rows = {(c.table_index, c.row_index): c.table for c in cells}
    of_grid = {c.table_index: c.table for c in cells}
    left = [one for one in left if one[4].doubt or not _is_taken_as_word(one, words_of)]
    left = _without_counting(left, of_grid)
    # a second reader counts tables and cells in its own way: its figures are told by their text
    elsewhere = _elsewhere(cells, grids) if left else Counter[str]()
    said = " ".join(issue.message for issue in issues) if left else ""
    found = Account([], [])
    for grid, index, row, at, cell in left:
        text = squeeze(_text(cell))
        if elsewhere[text] > 0:
            elsewhere[text] -= 1
            continue
        found.lines.append(_line(grid, index, row, at, cell, named.get(grid.index)))
        is_read = (grid.index, index) in read_rows
        table = read_rows.get((grid.index, index)) or of_grid.get(grid.index, "")
        if text not in said and table and not _is_note(row, cell, is_read):
            where = f"table {grid.index + 1}, row {index + 1}" + (f", page {row.page}" if row.page else "")
            found.issues.append(Issue("unaccounted", "error", f"{where}: {text[:60]!r} was not taken", table))
    return found


def figures_left(grids: Iterable[Grid], unmapped: list[UnmappedCell], named: dict[int, Caption]) -> list[UnmappedCell]:
    """Every figure of tables that could not be read and is in no unmapped line: nothing is known to be a head there."""
    taken = {(c.table_index, c.row_index, c.column_index) for c in unmapped}
    words_of = _words_of([], unmapped)
    return [
        _line(grid, index, row, at, cell, named.get(grid.index))
        for grid, index, row, at, cell in _figures(grids, taken)
        if not _is_label(cell) and (cell.doubt or squeeze(cell.text) not in words_of[grid.index, index])
    ]


_HEADS = (-1, -1)


def _words_of(cells: list[CellReading], unmapped: list[UnmappedCell]) -> dict[tuple[int, int], set[str]]:
    """The labels, codes and units that were taken of each row, and under _HEADS the heads over the figures."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for cell in cells:
        found[cell.table_index, cell.row_index].add(squeeze(cell.row_label))
        found[_HEADS].add(squeeze(cell.column_label))
    for line in unmapped:
        found[line.table_index, line.row_index] |= {squeeze(t) for t in (line.label, *line.label.split(), line.code)}
        found[_HEADS].add(squeeze(line.column_label))
    return found


def _text(cell: Cell) -> str:
    if not cell.ink and len(cell.runs) == 1 and not cell.runs[0].marks:
        return cell.text
    return "".join(run.text for run in cell.runs if HIDDEN not in run.marks)


def _elsewhere(cells: list[CellReading], grids: Iterable[Grid]) -> Counter[str]:
    """How often each figure was read that is printed in no such place."""
    printed = {(grid.index, index, at) for grid, index, _, at, _ in _figures(grids, set())}
    return Counter(squeeze(c.raw) for c in cells if (c.table_index, c.row_index, c.column_index) not in printed)


def _is_taken_as_word(one: _Left, words_of: dict[tuple[int, int], set[str]]) -> bool:
    """Whether a figure is a label, code or unit that was taken of its row, or a head."""
    grid, index, _, _, cell = one
    text = squeeze(cell.text)
    return text in words_of[grid.index, index] or text in words_of[_HEADS]


def _figures(grids: Iterable[Grid], taken: set[Place]) -> Iterator[_Left]:
    """Cells in which a figure is printed and was not taken, with their places; years, dates and numbers of articles are
    no figures."""
    for grid in grids:
        for index, row in enumerate(grid.rows):
            left = [
                (at, cell)
                for at, cell in enumerate(row.cells)
                if (cell.doubt or _DIGIT.search(cell.text)) and (grid.index, index, at) not in taken
            ]
            if not left or is_counting_row(row.cells):
                continue
            for at, cell in left:
                if _is_figure(_text(cell)):
                    yield grid, index, row, at, cell


@functools.lru_cache(maxsize=16384)
def _is_figure(text: str) -> bool:
    text = squeeze(text)
    return (text.isdecimal() and len(text) < _YEAR) or bool(_DIGIT.search(pattern("no_figures").sub("", text)))


def _is_label(cell: Cell) -> bool:
    """Whether the digits of a cell are part of a known label."""
    return not cell.doubt and _is_label_text(squeeze(cell.text))


@functools.lru_cache(maxsize=16384)
def _is_label_text(text: str) -> bool:
    if text.isdecimal():
        return False
    known = vocabulary()
    key = as_recorded(text)
    return bool(key) and (known.is_known(key) or known.begins(key) or key in _notes())


def _without_counting(left: list[_Left], of_grid: dict[int, str]) -> list[_Left]:
    """Those that do not merely count the lines of their table: 1, 2, 3 … or 01, 02, 03 … as lines or rows go on."""
    columns: dict[tuple[int | str, str, int], list[_Left]] = defaultdict(list)
    for one in left:
        text = squeeze(one[4].text)
        if text.isdecimal() and len(text) <= 3 and not one[4].doubt:
            # a table that a page cuts goes on counting
            table = of_grid.get(one[0].index, one[0].index)
            columns[table, "cell", one[3]].append(one)
            columns[table, "place", one[4].start].append(one)
    counting: set[int] = set()
    for column in columns.values():
        numbers = [int(squeeze(one[4].text)) for one in column]
        steps = [b - a for a, b in zip(numbers, numbers[1:], strict=False)]
        rows = [b[1] - a[1] for a, b in zip(column, column[1:], strict=False)]
        counted = sum(step in (1, row) for step, row in zip(steps, rows, strict=True))
        if all(step > 0 for step in steps) and counted + 1 >= max(_LEAST_COUNTED, len(column) / 2):
            counting.update(map(id, column))
    return [one for one in left if id(one) not in counting]


@functools.cache
def _notes() -> frozenset[str]:
    return frozenset(as_recorded(str(note)) for note in words()["total_row_notes"])


def _is_note(row: Row, cell: Cell, is_read: bool) -> bool:
    """Whether a cell is a note to the table: words that are all its row prints, or that stand beside a line read."""
    filled = [other for other in row.cells if not other.is_empty]
    text = squeeze(cell.text)
    words_count = count_han(text)
    if cell.doubt or is_value_like(text):
        return False
    without = as_recorded("".join(char for char in text if not char.isdecimal()))
    if vocabulary().is_known(without) or vocabulary().begins(without):
        return False  # a label and a figure that ran together
    return words_count >= 4 or (words_count >= 2 and (is_read or len(filled) == 1))


def _line(grid: Grid, index: int, row: Row, at: int, cell: Cell, caption: Caption | None) -> UnmappedCell:
    value, raw, _ = read_figure(cell, "", signed=True)
    label = next((squeeze(c.text) for c in row.cells[:at] if squeeze(c.text) and clean_label(c.text)[0]), "")
    return UnmappedCell(
        "", grid.index, index, label, "", "", "", at, raw, value.number, row.page, cell.confidence, value.state,
        caption.text if caption else "",
    )  # fmt: skip
