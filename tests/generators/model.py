"""What the parts of the generator hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """One printed cell: its text, and what a reader must make of it."""

    text: str
    state: str  # number | nil | blank | unreadable
    value: Decimal | None = None


@dataclass(frozen=True)
class Cell:
    """A cell of a printed grid; `key` (row, column) where it carries a figure of the form."""

    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    role: str = "value"  # title | block | head | label | value | other
    key: tuple[str, str] | None = None


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A printed table: rows of cells as HTML would list them (cells covered by a span are not listed)."""

    name: str
    form: str
    rows: tuple[Row, ...]
    header: int  # how many leading rows are header
    figures: dict[tuple[str, str], Figure] = field(default_factory=dict)
    cut: int = 0  # which part of a cut table this is
    shares: tuple[float, ...] = ()  # how wide its columns are, where that is not by its name
    merged: dict[tuple[str, str], tuple[tuple[str, str], ...]] = field(
        default_factory=dict
    )  # other cells that one cell is

    def with_rows(self, rows: list[Row] | tuple[Row, ...], header: int | None = None) -> Table:
        return replace(self, rows=tuple(rows), header=self.header if header is None else header)


@dataclass(frozen=True)
class Block:
    """A piece of a document in reading order: kind is title | meta | heading | text | table | hidden."""

    kind: str
    text: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class Document:
    """A document and everything that a reader must say of it.

    `truth` holds the contract's tidy rows without `document`; `expected` the issues that must be named
    (code, table, row, column; empty parts match anything); `kind` is `report` or the reason why it is none.
    """

    name: str
    body: bytes
    media_type: str
    truth: list[dict[str, str]]
    kind: str
    form: str
    medium: str
    shapes: tuple[str, ...]
    seed: int = 0
    agency: str = ""
    report_year: int | None = None
    expected: tuple[tuple[str, str, str, str], ...] = ()
    notes: str = ""


def place(rows: tuple[Row, ...] | list[Row]) -> list[list[tuple[int, Cell]]]:
    """Column of each cell as a browser lays the rows out, spans applied."""
    hanging: dict[int, int] = {}  # column -> rows still covered
    placed = []
    for row in rows:
        column, line, begun = 0, [], {}
        for cell in row:
            while hanging.get(column, 0) > 0:
                column += 1
            line.append((column, cell))
            for c in range(column, column + cell.colspan):
                if cell.rowspan > 1:
                    begun[c] = cell.rowspan
            column += cell.colspan
        hanging = {c: n - 1 for c, n in hanging.items() if n > 1}
        hanging.update({c: n - 1 for c, n in begun.items() if n > 1})
        placed.append(line)
    return placed


def width(rows: tuple[Row, ...] | list[Row]) -> int:
    """Columns of the laid-out grid."""
    return max((c + cell.colspan for line in place(rows) for c, cell in line), default=0)


def covering(rows: tuple[Row, ...] | list[Row]) -> list[list[tuple[int, int, Cell]]]:
    """For each row every cell that stands in or reaches into it: (row where it begins, column, cell), by column."""
    lines: list[list[tuple[int, int, Cell]]] = [[] for _ in rows]
    for r, line in enumerate(place(rows)):
        for c, cell in line:
            for below in range(r, min(r + cell.rowspan, len(lines))):
                lines[below].append((r, c, cell))
    return [sorted(line, key=lambda item: item[1]) for line in lines]
