"""A spreadsheet's cells laid out as lines and a grid, whichever file format they came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.content import Cell, Grid, Line, Row
from extractors.refusal import Refused
from extractors.sections import section_number

# a sheet with more is no report; whole columns that are only coloured do not count
MAX_CELLS = 300_000
_MAX_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area; rows and columns count from 0, ends are exclusive."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One visible sheet: texts by (row, column) as they are shown, without the empty ones."""

    name: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell's text. Raises Refused above MAX_CELLS."""
        if text and column < _MAX_COLUMNS:
            self.texts[row, column] = text
            if len(self.texts) > MAX_CELLS:
                raise Refused("over_limit", f"the sheet {self.name!r} has more than {MAX_CELLS} cells")


def blocks_of(sheets: Iterable[Sheet]) -> list[Line | Grid]:
    """The sheets one after another: rows with one text alone are lines where they stand outside a table."""
    blocks: list[Line | Grid] = []
    count = 0
    for sheet in sheets:
        for block in _blocks(sheet):
            if isinstance(block, Grid):
                block.index = count
                count += 1
            blocks.append(block)
    return blocks


def _blocks(sheet: Sheet) -> list[Line | Grid]:
    hidden_rows, hidden_columns = sheet.hidden_rows, sheet.hidden_columns
    texts = {at: text for at, text in sheet.texts.items() if at[0] not in hidden_rows and at[1] not in hidden_columns}
    if not texts:
        return []
    used = sorted({row for row, _ in texts})
    filled: dict[int, int] = {}
    for row, _ in texts:
        filled[row] = filled.get(row, 0) + 1
    left, right = min(column for _, column in texts), max(column for _, column in texts) + 1
    for merge in sheet.merges:
        if (merge.top, merge.left) in texts and merge.right <= _MAX_COLUMNS and filled[merge.top] > 1:
            right = max(right, merge.right)
    blocks: list[Line | Grid] = []
    rows: list[int] = []

    def end_table() -> None:
        while rows and filled.get(rows[-1], 0) < 2:
            late.append(rows.pop())
        if rows:
            blocks.append(_grid(sheet, texts, rows[0], rows[-1] + 1, left, right))
        for row in reversed(late):
            blocks.extend(_lines(texts, row))
        rows.clear()
        late.clear()

    late: list[int] = []
    for row in used:
        alone = _alone(texts, row) if filled[row] == 1 else ""
        if alone and (not rows or section_number(alone) is not None):
            end_table()
            blocks.extend(_lines(texts, row))
        else:
            rows.append(row)
    end_table()
    return blocks


def _alone(texts: dict[tuple[int, int], str], row: int) -> str:
    return next(text for (at, _), text in texts.items() if at == row)


def _lines(texts: dict[tuple[int, int], str], row: int) -> list[Line]:
    """The row's text; a cell that holds several paragraphs gives a line for each."""
    found = [text for (at, _), text in sorted(texts.items()) if at == row]
    return [Line(part.strip()) for text in found for part in text.splitlines() if part.strip()]


def _grid(sheet: Sheet, texts: dict[tuple[int, int], str], top: int, bottom: int, left: int, right: int) -> Grid:
    """The rows [top, bottom) as a grid of visible columns; its places are those of the sheet."""
    covering: dict[tuple[int, int], Merge] = {}
    for merge in sheet.merges:
        if merge.bottom <= top or merge.top >= bottom:
            continue
        for row in range(max(merge.top, top), min(merge.bottom, bottom)):
            for column in range(merge.left, min(merge.right, right)):
                covering[row, column] = merge
    rows: list[Row] = []
    begun: dict[Merge, Cell] = {}
    for row in range(top, bottom):
        if row in sheet.hidden_rows:
            continue
        made = Row([])
        reaching: set[Merge] = set()
        for column in range(left, right):
            if column in sheet.hidden_columns:
                continue
            found = covering.get((row, column))
            if found is None:
                made.cells.append(Cell(texts.get((row, column), ""), column, column + 1))
            elif found in begun:
                cell = begun[found]
                if column >= cell.end:
                    cell.end = column + 1
                if not any(cell is own for own in made.cells) and found not in reaching:
                    cell.rowspan += 1
                    made.carried.append(cell)
                    reaching.add(found)
            else:
                text = texts.get((found.top, found.left), "")
                begun[found] = cell = Cell(text, column, min(found.right, right))
                made.cells.append(cell)
        rows.append(made)
    return Grid(0, rows, measured=True)
