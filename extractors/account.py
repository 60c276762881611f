"""Where each printed figure of a document's tables went: a cell, a label, an unmapped line or an issue.

It is computed from what was printed and from what was given, not from what the steps between remember, so that none of
them can lose a figure without a word. What is left is kept as an unmapped line and said by an error, `unaccounted`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.captions import Caption
from extractors.content import Cell, Grid, Row
from extractors.issues import Issue
from extractors.labels import clean_label, squeeze
from extractors.readers.vocabulary import bare, vocabulary
from extractors.recognise import TableReading
from extractors.shown import HIDDEN
from extractors.unmapped import UnmappedCell
from extractors.values import read_figure
from extractors.words import pattern, words

Place = tuple[int, int, int]


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
    taken: set[Place] = {(c.table_index, c.row_index, c.column_index) for c in cells}
    taken |= {(c.table_index, c.row_index, c.column_index) for c in unmapped}
    taken |= {place for table in tables for place in table.repeated}
    read_rows = {(c.table_index, c.row_index): c.table for c in cells}
    of_grid = {c.table_index: c.table for c in cells}
    printed: set[Place] = set()
    left: list[tuple[Grid, int, Row, int, Cell]] = []
    for grid, index, row, at, cell in _figures(grids):
        printed.add((grid.index, index, at))
        if (grid.index, index, at) not in taken and not _is_label(cell, at, row, (grid.index, index) in read_rows):
            left.append((grid, index, row, at, cell))
    # a second reader counts tables and cells in its own way: its figures are told by their text
    elsewhere = Counter(squeeze(c.raw) for c in cells if (c.table_index, c.row_index, c.column_index) not in printed)
    said = " ".join(issue.message for issue in issues) if left else ""
    found = Account([], [])
    for grid, index, row, at, cell in left:
        text = squeeze(_text(cell))
        if elsewhere[text] > 0:
            elsewhere[text] -= 1
            continue
        found.lines.append(_line(grid, index, row, at, cell, named.get(grid.index)))
        table = read_rows.get((grid.index, index)) or of_grid.get(grid.index, "")
        if text not in said and not _is_note(row, cell) and table:
            where = f"table {grid.index + 1}, row {index + 1}" + (f", page {row.page}" if row.page else "")
            found.issues.append(Issue("unaccounted", "error", f"{where}: {text[:60]!r} was not taken", table))
    return found


def _text(cell: Cell) -> str:
    return "".join(run.text for run in cell.runs if HIDDEN not in run.marks)


def _figures(grids: Iterable[Grid]) -> Iterator[tuple[Grid, int, Row, int, Cell]]:
    """Cells in which a figure is printed, with their places; years, dates and numbers of articles are no figures."""
    for grid in grids:
        for index, row in enumerate(grid.rows):
            for at, cell in enumerate(row.cells):
                if cell.doubt or any(map(str.isdecimal, cell.text)):
                    text = squeeze(_text(cell))
                    if any(map(str.isdecimal, pattern("no_figures").sub("", text))):
                        yield grid, index, row, at, cell


def _is_label(cell: Cell, at: int, row: Row, is_read: bool) -> bool:
    """Whether the digits of a cell are part of a known label, or count the lines of a table."""
    if cell.doubt:
        return False
    text = squeeze(cell.text)
    if not text.isdecimal():
        known = vocabulary()
        key = bare(text)
        return bool(key) and (known.is_known(key) or known.begins(key) or key in _notes())
    return is_read and at == 0 and len(text) <= 2 and len(row.cells) > 2


def _notes() -> frozenset[str]:
    return frozenset(bare(str(note)) for note in words()["total_row_notes"])


def _is_note(row: Row, cell: Cell) -> bool:
    """Whether a cell is a note to the table: a sentence, or all that its row prints."""
    filled = [other for other in row.cells if not other.is_empty]
    text = squeeze(cell.text)
    is_words = sum("\u3400" <= char <= "\u9fff" for char in text) >= 4
    return is_words and (len(filled) == 1 or text.startswith(tuple(words()["total_row_notes"])))


def _line(grid: Grid, index: int, row: Row, at: int, cell: Cell, caption: Caption | None) -> UnmappedCell:
    value, raw, _ = read_figure(cell, "", signed=True)
    label = next((squeeze(c.text) for c in row.cells[:at] if squeeze(c.text) and clean_label(c.text)[0]), "")
    return UnmappedCell(
        "", grid.index, index, label, "", "", "", at, raw, value.number, row.page, cell.confidence, value.state,
        caption.text if caption else "",
    )  # fmt: skip
