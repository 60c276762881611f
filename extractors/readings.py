"""What reading a standard table gives: its cells under keys, what is doubtful of them, and what could not be taken."""

from dataclasses import dataclass, field

from data.forms import Entry
from data.rows import CellReading, Issue
from data.text import squeeze
from extractors.columns import Head
from extractors.content import Cell
from extractors.printed import PrintedRow
from extractors.values import is_value_like


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A printed row that a reading could not take, with the heads it stands under; or of a row that it took, one cell
    (then `heads` has that cell's head, `label_at` is the place of the row's label and `unit` what the row prints).
    """

    row: PrintedRow
    heads: tuple[Head, ...] = ()
    cell: Cell | None = None
    label_at: int = 0
    unit: str = ""

    @property
    def has_figures(self) -> bool:
        cells = self.row.row.cells if self.cell is None else [self.cell]
        return any(any(map(str.isdigit, cell.text)) and is_value_like(cell.text) for cell in cells)


@dataclass(slots=True)
class TableReading:
    """All cells of one standard table of a document, and what could not be taken of it.

    repeated: the places (table, row, cell from 0) of cells that are printed twice and given once, or not at all.
    """

    table: str
    form: str
    cells: list[CellReading] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    repeated: list[tuple[int, int, int]] = field(default_factory=list)

    def flag(self, code: str, message: str, row: str = "", column: str = "", severity: str = "error") -> None:
        self.issues.append(Issue(code, severity, message, self.table, row, column))


@dataclass(slots=True)
class LineValues:
    """A row that names a line of the form, with the heads it stands under; `scope`: the level it is said to be of."""

    printed: PrintedRow
    entry: Entry
    label_at: int
    heads: list[Head]
    scope: str = ""
    values: list[Cell] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        self.values = self.printed.row.cells[self.label_at + 1 :]


def row_text(row: PrintedRow, limit: int = 40) -> str:
    """What a row prints, with its doubts, cut to what a message can hold."""
    parts = [
        squeeze(cell.text)[:limit] + (f" [{cell.doubt[: 2 * limit]}]" if cell.doubt else "") for cell in row.row.cells
    ]
    return " | ".join(parts)[: 4 * limit]


def is_ink(cell: Cell) -> bool:
    """Whether something is printed in a cell and none of it is text."""
    return bool(cell.doubt) and not squeeze(cell.text)


def where(row: PrintedRow) -> str:
    page = f", page {row.row.page}" if row.row.page else ""
    return f"table {row.grid.index + 1}, row {row.index + 1}{page}"
