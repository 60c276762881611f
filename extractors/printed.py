"""The rows of a printed table, with the cleaned label and unit of each cell."""

import functools
from dataclasses import dataclass, field
from typing import NamedTuple

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
        cells = self.row.cells
        if cells and not cells[0].is_empty:  # most rows begin with a word
            return False
        return all(cell.is_empty for cell in cells)


def printed_rows(grid: Grid) -> list[PrintedRow]:
    """The rows of a grid with their cells' labels cleaned."""
    rows = []
    for index, row in enumerate(grid.rows):
        said = [_said(cell.text) for cell in row.cells]
        labels, units = [one[0] for one in said], [one[1] for one in said]
        printed = PrintedRow(grid, index, row, labels, units)
        for i, one in enumerate(said):
            confidence = row.cells[i].confidence
            if confidence is not None and (known := nearest_label(one.label)) not in (None, one.label):
                printed.approximate[i] = printed.labels[i] = known
            if one.joined and _is_open(printed.labels[i]):
                printed.under[i], printed.labels[i] = one.joined
                printed.units[i] = printed.units[i] or unit_in(row.cells[i].text)
        rows.append(printed)
    return rows


def in_own_words(table: FormTable, rows: list[PrintedRow]) -> None:
    """Labels that are another table's wording and by the grammar this one's become this one's."""
    own = table.wordings
    for row in rows:
        for i, label in enumerate(row.labels):
            if not label or label in own or label.isdecimal():
                continue
            # a label may be cut at a column's edge: 四、行政复议 | 数量
            if label + "".join(row.labels[i + 1 : i + 2]) not in own:
                key = grammar_key(row.row.cells[i].text)
                if key in own:
                    row.labels[i], row.units[i] = key, row.units[i] or unit_in(row.row.cells[i].text)


class _Said(NamedTuple):
    """The cleaned label and unit of a cell, and the labels of the group and the name that it joins, if it does."""

    label: str
    unit: str
    joined: tuple[str, str] | None


@functools.lru_cache(maxsize=65536)
def _said(text: str) -> _Said:
    """What a cell says as a label; where its words are no recorded wording, what the grammar makes of them."""
    label, unit = clean_label(text)
    if is_value_like(text):
        return _Said(label, unit, None)
    if label and label not in known_labels() and (key := grammar_key(text)) in known_labels():
        label, unit = key, unit or unit_in(text)
    return _Said(label, unit, joined_label(text) if _is_open(label) else None)


def _is_open(label: str) -> bool:
    """Whether a label may be more than one. The grammar leaves the group's name of 法人或其他组织（商业企业）."""
    return label not in known_labels() or label.startswith(MARK)
