"""Reviews and lawsuits in another arrangement than the form's: each figure by the labels in its own row and column."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from data.forms import FormTable
from extractors.content import Cell, Row
from extractors.printed import PrintedRow
from extractors.values import is_value_like

# fewer figures may stand under these words in any table
_LEAST = 5


class Crossed(NamedTuple):
    """A value cell with the line and column that its labels name."""

    row: PrintedRow
    at: int
    line: str
    column: str

    @property
    def cell(self) -> Cell:
        return self.row.row.cells[self.at]


def crossed(table: FormTable, rows: list[PrintedRow], lines: tuple[str, ...]) -> list[Crossed] | None:
    """The value cells, each under one of `lines` and one column; None where a figure has not one of each, or two
    figures have the same.
    """
    if any(cell.end <= cell.start for row in rows for cell in row.row.cells):
        if (placed := _by_figures(table, rows)) is None:
            return None
        rows = placed
    found = []
    label_columns = {
        cell.start
        for row in rows
        if _has_figures(row)
        for i, cell in enumerate(row.row.cells)
        if _is_label(table, row, i)
    }
    # a sheet is as wide as its widest table: columns in which these rows print nothing are not this one's
    printed = {cell.start for row in rows for cell in row.row.cells if not cell.is_empty}
    for number, row in enumerate(rows):
        for at, cell in enumerate(row.row.cells):
            if cell.is_empty and (cell.start in label_columns or cell.start not in printed):
                continue
            if _is_label(table, row, at):
                continue
            if cell.is_empty and not any(row.labels[:at]) and any(row.labels[at + 1 :]):
                continue  # the empty beginning of a row of heads
            labels = [*_before(rows, number, cell, label_columns), *_above(table, rows, number, cell)]
            named = {key for label in labels if (key := table.by_group.get(label)) in lines}
            columns = {key for label in labels if (key := table.column_of(label))}
            if len(named) == 1 and len(columns) == 1:
                found.append(Crossed(row, at, named.pop() or "", columns.pop() or ""))
            elif (cell.doubt or (not cell.is_empty and is_value_like(cell.text))) and not _is_number_of_row(row, at):
                return None
    counted = Counter((one.line, one.column) for one in found)
    return found if len(found) >= _LEAST and max(counted.values()) == 1 else None


def _by_figures(table: FormTable, rows: list[PrintedRow]) -> list[PrintedRow] | None:
    """Rows of a text, which prints a cell merged to the right once, with the places that their figures show: each row
    ends with as many figures as there are heads of columns, and begins with labels. None where that is not so.
    """
    filled = [row for row in rows if not row.is_blank]
    first = next((n for n, row in enumerate(filled) if _has_figures(row)), 0)
    counts = {len(row.row.cells) - _labels_of(table, row) for row in filled[first:]}
    if not first or len(counts) != 1 or 0 in counts:
        return None
    count = counts.pop()
    width = max(len(row.row.cells) for row in filled)
    made = []
    for row in filled[:first]:
        if sum(map(bool, row.labels[-count:])) != count or len(row.row.cells) < count:
            return None
    for row in filled:
        own = len(row.row.cells)
        starts = [i if i < own - count else width - own + i for i in range(own)]
        ends = [*starts[1:], width]
        cells = [
            Cell(c.runs, a, b, 1, c.confidence, c.ink, c.evidence)
            for c, a, b in zip(row.row.cells, starts, ends, strict=True)
        ]
        made.append(replace(row, row=Row(cells, row.row.carried, row.row.page)))
    return made


def _labels_of(table: FormTable, row: PrintedRow) -> int:
    """How many cells at the beginning of a row are labels, or empty before one."""
    last = max((i for i in range(len(row.labels)) if _is_label(table, row, i)), default=-1)
    return last + 1


def _is_label(table: FormTable, row: PrintedRow, at: int) -> bool:
    label = row.labels[at]
    return bool(label) and (label in table.by_group or bool(table.column_of(label)))


def _is_number_of_row(row: PrintedRow, at: int) -> bool:
    """Whether a cell at the beginning of a row only numbers it."""
    return at == 0 and row.row.cells[0].text.strip() == str(row.index)


def _before(rows: list[PrintedRow], number: int, cell: Cell, label_columns: set[int]) -> Iterator[str]:
    """The labels to the left of a cell in its row, those that reach down into it from above with them: also over
    cells of columns of labels that are left empty below them.
    """
    for other in rows[number].row.cells:
        is_label = other.is_empty and other.start in label_columns
        if other.end <= cell.start and is_label and (label := _label_above(rows, number, other)):
            yield label
    for above in range(number + 1):
        row = rows[above]
        if row.grid is not rows[number].grid:
            continue
        for i, other in enumerate(row.row.cells):
            reaches = rows[number].index < row.index + max(1, other.rowspan)
            if other.end <= cell.start and reaches and row.labels[i]:
                yield row.labels[i]


def _label_above(rows: list[PrintedRow], number: int, cell: Cell) -> str:
    """The label of the nearest filled cell above an empty one in its column."""
    for row in reversed(rows[:number]):
        if not _is_same(row, rows[number]):
            break
        for i, other in enumerate(row.row.cells):
            if other.start == cell.start and not other.is_empty:
                return row.labels[i]
    return ""


def _above(table: FormTable, rows: list[PrintedRow], number: int, cell: Cell) -> Iterator[str]:
    """The labels over a cell in the rows of heads nearest above it."""
    at, found = number - 1, False
    while at >= 0 and not found:
        while at >= 0 and _has_figures(rows[at]):
            at -= 1
        # a row of labels alone, as of a group that stands between its lines, has nothing over the cell
        while at >= 0 and not _has_figures(rows[at]):
            row = rows[at]
            for i, other in enumerate(row.row.cells):
                if _is_same(row, rows[number]) and other.start <= cell.start < other.end and row.labels[i]:
                    found = True
                    yield row.labels[i]
            at -= 1


def _is_same(row: PrintedRow, other: PrintedRow) -> bool:
    """Whether two rows are of one table, or of pages on which cells have their measured places."""
    return row.grid is other.grid or (row.grid.measured and other.grid.measured)


def _has_figures(row: PrintedRow) -> bool:
    return any(not c.is_empty and is_value_like(c.text) for c in row.row.cells)
