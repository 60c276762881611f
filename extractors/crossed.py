"""Reviews and lawsuits in another arrangement than the form's: each figure by the labels in its own row and column."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from data.forms import FormTable
from extractors.content import Cell
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
        return None
    found = []
    for number, row in enumerate(rows):
        for at, cell in enumerate(row.row.cells):
            if _is_label(table, row, at) or not (cell.doubt or is_value_like(cell.text)):
                continue
            if cell.is_empty and not any(row.labels[:at]) and any(row.labels[at + 1 :]):
                continue  # the empty beginning of a row of heads
            labels = [*_before(rows, number, cell), *_above(table, rows, number, cell)]
            named = {key for label in labels if (key := table.by_group.get(label)) in lines}
            columns = {key for label in labels if (key := table.column_of(label))}
            if len(named) == 1 and len(columns) == 1:
                found.append(Crossed(row, at, named.pop() or "", columns.pop() or ""))
            elif not cell.is_empty and not _is_number_of_row(row, at):
                return None
    counted = Counter((one.line, one.column) for one in found)
    return found if len(found) >= _LEAST and max(counted.values()) == 1 else None


def _is_label(table: FormTable, row: PrintedRow, at: int) -> bool:
    label = row.labels[at]
    return bool(label) and (label in table.by_group or bool(table.column_of(label)))


def _is_number_of_row(row: PrintedRow, at: int) -> bool:
    """Whether a cell at the beginning of a row only numbers it."""
    return at == 0 and row.row.cells[0].text.strip() == str(row.index)


def _before(rows: list[PrintedRow], number: int, cell: Cell) -> Iterator[str]:
    """The labels to the left of a cell in its row, those that reach down into it from above with them."""
    for above in range(number + 1):
        row = rows[above]
        if row.grid is not rows[number].grid:
            continue
        for i, other in enumerate(row.row.cells):
            reaches = rows[number].index < row.index + max(1, other.rowspan)
            if other.end <= cell.start and reaches and row.labels[i]:
                yield row.labels[i]


def _above(table: FormTable, rows: list[PrintedRow], number: int, cell: Cell) -> Iterator[str]:
    """The labels over a cell in the rows of heads nearest above it."""
    at = number - 1
    while at >= 0 and _has_figures(rows[at]):
        at -= 1
    while at >= 0 and not _has_figures(rows[at]):
        row = rows[at]
        for i, other in enumerate(row.row.cells):
            if row.grid is rows[number].grid and other.start <= cell.start < other.end and row.labels[i]:
                yield row.labels[i]
        at -= 1


def _has_figures(row: PrintedRow) -> bool:
    return any(any(map(str.isdecimal, c.text)) and is_value_like(c.text) for c in row.row.cells)
