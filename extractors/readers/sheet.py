"""A spreadsheet's cells laid out as lines and a grid, whichever file format they came from."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.content import Block, Cell, Grid, Line, Row
from extractors.forms import label_owners
from extractors.labels import clean_label
from extractors.refusal import Refused
from extractors.sections import section_number
from extractors.shown import plain

# a sheet with more is no report; whole columns that are only coloured do not count
MAX_CELLS = 300_000
MAX_MERGES = 20_000
# places of a grid, empty ones too: a text in the last column of every row, or one merge over all, makes many of few
MAX_PLACES = 1_000_000
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

    def merge(self, area: Merge) -> None:
        """Keep a merged area. Raises Refused above MAX_MERGES."""
        self.merges.append(area)
        if len(self.merges) > MAX_MERGES:
            raise Refused("over_limit", f"the sheet {self.name!r} has more than {MAX_MERGES} merged areas")


def blocks_of(sheets: Iterable[Sheet]) -> list[Block]:
    """The sheets one after another: rows with one text alone are lines where they stand outside a table."""
    blocks: list[Block] = []
    count = 0
    for sheet in sheets:
        for block in _blocks(sheet):
            if isinstance(block, Grid):
                block.index = count
                count += 1
            blocks.append(block)
    return blocks


def _blocks(sheet: Sheet) -> list[Block]:
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in sorted(sheet.texts.items()):
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns:
            by_row.setdefault(row, {})[column] = text
    blocks: list[Block] = []
    rows: list[int] = []

    def end_table() -> None:
        last = max((i for i, row in enumerate(rows) if len(by_row[row]) > 1), default=-1)
        # a table's last lines may have a label and an empty value
        while 0 <= last < len(rows) - 1 and _is_label(by_row[rows[last + 1]]):
            last += 1
        if last >= 0:
            blocks.append(_grid(sheet, {row: by_row[row] for row in rows[: last + 1]}))
        for row in rows[last + 1 :]:
            blocks.extend(_lines(by_row[row]))
        rows.clear()

    for row, texts in by_row.items():
        alone = next(iter(texts.values())) if len(texts) == 1 else ""
        if alone and (not rows or section_number(alone) is not None):
            end_table()
            blocks.extend(_lines(texts))
        else:
            rows.append(row)
    end_table()
    return blocks


def _is_label(texts: dict[int, str]) -> bool:
    return len(texts) == 1 and clean_label(next(iter(texts.values())))[0] in label_owners()


def _lines(texts: dict[int, str]) -> list[Line]:
    """A row's text; a cell that holds several paragraphs gives a line for each."""
    return [Line(part.strip()) for text in texts.values() for part in text.splitlines() if part.strip()]


def _covering(merges: list[Merge], used: list[int]) -> dict[tuple[int, int], Merge]:
    """The merged area over each place of the rows in use; of areas that overlap the first counts."""
    covering: dict[tuple[int, int], Merge] = {}
    for merge in merges:
        if len(covering) > MAX_PLACES:
            raise Refused("over_limit", f"merged areas over more than {MAX_PLACES} places")
        for row in used[bisect_left(used, merge.top) : bisect_left(used, merge.bottom)]:
            if (row, merge.left) in covering:
                break
            for column in range(merge.left, merge.right):
                covering.setdefault((row, column), merge)
    return covering


def _grid(sheet: Sheet, texts: dict[int, dict[int, str]]) -> Grid:
    """Rows with their texts by column as a grid of the visible columns; its places are those of the sheet.

    Raises Refused above MAX_PLACES.
    """
    used = list(texts)
    merges = [m for m in sheet.merges if m.top <= used[-1] and m.bottom > used[0] and m.right <= _MAX_COLUMNS]
    columns = {column for row in texts.values() for column in row}
    right = max([*columns, *(m.right - 1 for m in merges if m.left in texts.get(m.top, ()))]) + 1
    if (right - min(columns)) * len(used) > MAX_PLACES:
        raise Refused("over_limit", f"a table of the sheet {sheet.name!r} has more than {MAX_PLACES} places")
    covering = _covering(merges, used)
    rows: list[Row] = []
    begun: dict[Merge, Cell] = {}
    for row in used:
        made = Row([])
        for column in range(min(columns), right):
            if column in sheet.hidden_columns:
                continue
            merge = covering.get((row, column))
            if merge is None:
                made.cells.append(Cell(plain(texts[row].get(column, "")), column, column + 1))
            elif merge not in begun:
                text = sheet.texts.get((merge.top, merge.left), "")
                begun[merge] = Cell(plain(text), column, min(merge.right, right))
                made.cells.append(begun[merge])
            elif not any(begun[merge] is own for own in (*made.cells, *made.carried)):
                begun[merge].rowspan += 1
                made.carried.append(begun[merge])
        rows.append(made)
    return Grid(0, rows, measured=True)
