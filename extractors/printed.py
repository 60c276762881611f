"""The rows of a printed table, with the cleaned label and unit of each cell."""

import functools
from dataclasses import dataclass, field

from data.forms import FormTable, known_labels
from data.labels import MARK, clean_label, grammar_key, unit_in
from extractors.content import Grid, Row
from extractors.joined_labels import joined_label
from extractors.nearest import nearest_label
from extractors.values import is_value_like


@dataclass(slots=True)
class PrintedRow:
    """A row with its place in the document and the cleaned label and unit of each of its cells.

    approximate: of cells recognised in a picture, those whose label stands for a near one, with that one;
    aligned: cells whose label was inferred from the list they stand in; places: of a row that is printed in another
    arrangement, where its cells are printed; under: of cells that join a group and a name, the group's label.
    """

    grid: Grid
    index: int
    row: Row
    labels: list[str]
    units: list[str]
    approximate: dict[int, str] = field(default_factory=dict)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    aligned: set[int] = field(default_factory=set)
    under: dict[int, str] = field(default_factory=dict)

    def place(self, cell: int) -> tuple[int, int]:
        """The row and cell, from 0, where the cell of that number is printed."""
        return self.places.get(cell, (self.index, cell))

    def match_of(self, cell: int) -> str:
        """How the label of a cell was found: recognised, aligned, grammar or exact."""
        if cell in self.aligned:
            return "aligned"
        if cell in self.approximate:
            return "recognised"
        return "grammar" if self.labels[cell].startswith(MARK) else "exact"

    @property
    def is_blank(self) -> bool:
        return all(cell.is_empty for cell in self.row.cells)


def printed_rows(grid: Grid) -> list[PrintedRow]:
    """The rows of a grid with their cells' labels cleaned."""
    rows = []
    for index, row in enumerate(grid.rows):
        cleaned = [_label(cell.text) for cell in row.cells]
        printed = PrintedRow(grid, index, row, [c[0] for c in cleaned], [c[1] for c in cleaned])
        for i, cell in enumerate(row.cells):
            if cell.confidence is not None and (known := nearest_label(printed.labels[i])) not in (
                None,
                printed.labels[i],
            ):
                printed.approximate[i] = printed.labels[i] = known
            # by the grammar a group's name alone may be left: 法人或其他组织（商业企业）
            is_open = printed.labels[i] not in known_labels() or printed.labels[i].startswith(MARK)
            if is_open and not is_value_like(cell.text) and (joined := joined_label(cell.text)):
                printed.under[i], printed.labels[i] = joined
                printed.units[i] = printed.units[i] or unit_in(cell.text)
        rows.append(printed)
    return rows


def in_own_words(table: FormTable, rows: list[PrintedRow]) -> None:
    """Labels that are another table's wording and by the grammar this one's become this one's."""
    own = table.wordings
    for row in rows:
        for i, (label, after) in enumerate(zip(row.labels, [*row.labels[1:], ""], strict=False)):
            # a label may be cut at a column's edge: 四、行政复议 | 数量
            if label and label not in own and label + after not in own:
                key = grammar_key(row.row.cells[i].text)
                if key in own:
                    row.labels[i], row.units[i] = key, row.units[i] or unit_in(row.row.cells[i].text)


@functools.lru_cache(maxsize=65536)
def _label(text: str) -> tuple[str, str]:
    """The cleaned label and unit of a cell; where its words are no recorded wording, what the grammar makes of them."""
    label, unit = clean_label(text)
    if label and label not in known_labels() and not is_value_like(text) and grammar_key(text) in known_labels():
        return grammar_key(text), unit or unit_in(text)
    return label, unit
