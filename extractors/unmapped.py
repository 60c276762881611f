"""Printed lines that no form knows: kept with their words, units and figures as printed, until a form exists.

Two sources: lists of figures of no known form, told by the words of their head row (words.yml, list_*), and the lines
and columns of a known form's table that this form does not have.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from data.rows import Issue, UnmappedCell
from data.text import squeeze
from data.words import words
from extractors.columns import Head, place
from extractors.content import Cell, Grid
from extractors.head_words import is_counting_row, is_level, level_of, role_of
from extractors.printed import PrintedRow, printed_rows
from extractors.readings import LeftOut, TableReading
from extractors.segments import Segment
from extractors.values import is_value_like, read_figure


@dataclass(frozen=True, slots=True)
class UnknownList:
    """A list of figures of no known form: its table's number from 0, its heads, and its cells in printed order.

    A list that a page cut is one, with the number of its first table.
    """

    table_index: int
    heads: tuple[Head, ...]
    cells: tuple[UnmappedCell, ...]

    @property
    def line_count(self) -> int:
        return len({(cell.table_index, cell.row_index) for cell in self.cells})

    @property
    def has_numbers(self) -> bool:
        return any(cell.value is not None for cell in self.cells)

    def issue(self, is_alone: bool) -> Issue:
        """`unknown_table`: an error where the document has no other table, so that all its figures are missing."""
        heads = " | ".join(head.text for head in self.heads)
        return Issue(
            "unknown_table",
            "error" if is_alone else "warning",
            f"table {self.table_index + 1} is a list of no known form ({heads}): its {self.line_count} lines are kept "
            "as printed and under no key",
        )


# --- lists of no known form ---------------------------------------------------------------------------------------


def _head_row(row: PrintedRow) -> list[Head] | None:
    """The heads of a list in printed order, if this row heads one; what is headed in other words is a value too."""
    roles = [role_of(label) for label in row.labels]
    if roles.count("label") != 1 or "value" not in roles:
        return None
    if not {"unit", "code"} & set(roles) and not any(map(is_level, row.labels)):
        return None
    label_at = roles.index("label")
    if "value" in roles[:label_at] or roles.count("unit") > 1:
        return None
    heads = []
    for i, (cell, role) in enumerate(zip(row.row.cells, roles, strict=True)):
        if role == "":
            role = "group" if i < label_at else "value"
        heads.append(Head(role, role, squeeze(cell.text), row.units[i], cell.start, cell.end))
    return heads


def read_list(grid: Grid, before: UnknownList | None = None) -> UnknownList | None:
    """The list that a table prints, or None. before: the list that ended just above it, which a page may have cut."""
    rows = printed_rows(grid)
    head_at, heads = next(((i, found) for i, row in enumerate(rows) if (found := _head_row(row))), (-1, None))
    if heads is None:
        if before is None or not _continues(rows, before.heads):
            return None
        heads = list(before.heads)
    cells: list[UnmappedCell] = []
    scope = ""
    for row in rows[head_at + 1 :]:
        if row.is_blank or _is_note(row) or is_counting_row(row.row.cells):
            continue
        if (level := level_of(row)) and not any(map(_has_figure, row.row.cells)):
            scope = level
        elif _head_row(row) is None:
            said = _cells_of(row, heads)
            cells += [replace(c, column_label=f"{scope} {c.column_label}".strip()) for c in said] if scope else said
    return UnknownList(grid.index, tuple(heads), tuple(cells)) if cells else None


def _continues(rows: list[PrintedRow], heads: tuple[Head, ...]) -> bool:
    """Whether rows without a head are the rest of a list: as many cells in each, and figures where figures stood."""
    filled = [row for row in rows if not row.is_blank]
    return bool(filled) and all(
        len(row.row.cells) == len(heads)
        and all(
            is_value_like(cell.text) if head.role == "value" else head.role != "label" or not is_value_like(cell.text)
            for head, cell in zip(heads, row.row.cells, strict=True)
        )
        for row in filled
    )


def _is_note(row: PrintedRow) -> bool:
    first = next((squeeze(cell.text) for cell in row.row.cells if squeeze(cell.text)), "")
    return first.startswith(tuple(words()["total_row_notes"]))


def is_other_list(reading: TableReading, segments: list[Segment]) -> bool:
    """Whether a table taken for a form's is another list: headed as one, and less than half of its lines the form's."""
    taken = {(cell.table_index, cell.row_index) for cell in reading.cells}
    own = [left for left in reading.left_out if left.cell is None or left.heads[0].role != "beside"]
    lost = {(left.row.grid.index, left.row.index) for left in own if left.has_figures} - taken
    if len(lost) <= len(taken) and (taken or not reading.left_out):
        return False
    return any(_head_row(row) for segment in segments for row in segment.rows)


def lists_of(grids: Iterable[Grid]) -> tuple[list[UnknownList], list[Grid]]:
    """The lists among tables of no known form that print any number, and the tables that are none."""
    found: list[UnknownList] = []
    others: list[Grid] = []
    for grid in grids:
        before = found[-1] if found and found[-1].cells[-1].table_index == grid.index - 1 else None
        read = read_list(grid, before)
        if read is None or not read.has_numbers:
            others.append(grid)
        elif before is not None and _is_rest(before, read):
            found[-1] = UnknownList(before.table_index, before.heads, (*before.cells, *read.cells))
        else:
            found.append(read)
    return found, others


def _is_rest(before: UnknownList, read: UnknownList) -> bool:
    """Whether a list goes on with another: the same heads, and no line again (two bodies may print one each)."""
    same = [head.text for head in before.heads] == [head.text for head in read.heads]
    return same and not {cell.label for cell in before.cells} & {cell.label for cell in read.cells}


# --- lines -------------------------------------------------------------------------------------------------------


def _cell(row: PrintedRow, form: str, label: str, code: str, unit: str, head: Head | None, cell: Cell) -> UnmappedCell:
    own = (head.unit if head else "") or unit
    value, raw, _ = read_figure(cell, own, signed=True)
    at = next((i for i, other in enumerate(row.row.cells) if other is cell), -1)
    row_index, index = row.place(at) if at >= 0 else (row.index, -1)
    return UnmappedCell(
        form, row.grid.index, row_index, label, code, own, head.text if head else "", index, raw,
        value.number, row.row.page, cell.confidence, value.state,
    )  # fmt: skip


def _cells_of(row: PrintedRow, heads: list[Head], form: str = "") -> list[UnmappedCell]:
    """The cells of a line of a list under its heads, or without them where the row does not fit under them."""
    placed, _ = place(heads, row.row.cells, row.row.carried, row.grid.measured)
    if placed is None:
        return _loose_cells(row, row.row.cells, None, form)
    said = {role: " ".join(t for h, c in placed if h.role == role and (t := squeeze(c.text))) for role in _SAID}
    at = next((i for h, c in placed if h.role == "label" for i, o in enumerate(row.row.cells) if o is c), None)
    unit = said["unit"].strip("()") or (row.units[at] if at is not None else "")
    label = " ".join(filter(None, (said["group"], said["label"])))
    return [_cell(row, form, label, said["code"], unit, h, c) for h, c in placed if h.role == "value"]


_SAID = ("group", "label", "code", "unit")


def _loose_cells(row: PrintedRow, cells: list[Cell], heads: list[Head] | None, form: str) -> list[UnmappedCell]:
    """A line in which only words and figures are told apart.

    Its label are the words before the first figure, its code is what stands before them.
    """
    texts = [squeeze(cell.text) for cell in cells]
    units = {*words()["counters"], *words()["money"]}
    worded = [bool(text) and not is_value_like(text) for text in texts]
    begin = worded.index(True) if any(worded) else 0
    first = next((i for i in range(begin, len(texts)) if texts[i] and not worded[i]), len(texts))
    named = range(begin, first)
    unit = next((texts[i].strip("()") for i in named if texts[i].strip("()") in units), "")
    unit = unit or next((row.units[i] for i in named if row.units[i]), "")
    label = " ".join(texts[i] for i in named if texts[i] and texts[i].strip("()") not in units)
    code = " ".join(text for text in texts[:begin] if text)
    values = cells[first:]
    placed = place(heads, values, row.row.carried, row.grid.measured)[0] if heads and values else None
    pairs: list[tuple[Head | None, Cell]] = list(placed) if placed else [(None, cell) for cell in values]
    return [_cell(row, form, label, code, unit, head, cell) for head, cell in pairs if head or squeeze(cell.text)]


def _left_out(left: LeftOut, form: str) -> Iterator[UnmappedCell]:
    if left.cell is None:
        heads = [head for head in left.heads if head.role != "unit"]
        yield from _loose_cells(left.row, left.row.row.cells, heads, form)
        return
    label = squeeze(left.row.row.cells[left.label_at].text)
    yield _cell(left.row, form, label, "", left.unit, left.heads[0] if left.heads else None, left.cell)


def loose_lines(grid: Grid) -> list[UnmappedCell]:
    """The lines of a table that is of no known form and no list, or not this report's: words and figures apart.

    Each figure stands under the words that are printed over it, where one cell of the last row of words covers its
    column.
    """
    found: list[UnmappedCell] = []
    heads: list[Cell] = []
    for row in printed_rows(grid):
        filled = [cell for cell in row.row.cells if not cell.is_empty]
        if not any(_has_figure(cell) for cell in filled):
            heads = [*row.row.cells, *row.row.carried] if len(filled) > 1 else heads
            continue
        for line in _loose_cells(row, row.row.cells, None, ""):
            cell = row.row.cells[line.column_index]
            over = [h for h in heads if h.start <= cell.start < h.end and cell.end <= max(h.end, h.start + 1)]
            found.append(replace(line, column_label=squeeze(over[0].text)) if len(over) == 1 else line)
    return found


def _has_figure(cell: Cell) -> bool:
    return bool(cell.doubt) or (any(map(str.isdecimal, cell.text)) and is_value_like(cell.text))


def unmapped_cells(tables: Iterable[TableReading], lists: Iterable[UnknownList]) -> list[UnmappedCell]:
    """All of them: of the lines that known tables left out, then of the lists."""
    found = [cell for table in tables for left in table.left_out for cell in _left_out(left, table.form)]
    return [*found, *(cell for one in lists for cell in one.cells)]


def without_other_lists(
    tables: list[TableReading], segments: dict[str, list[Segment]]
) -> tuple[list[TableReading], list[Grid]]:
    """The tables that are of their form, and the grids of those that only share some labels with it.

    A table whose grids make no list is none: what its form knows of it is given, and issues name the rest.
    """
    others: dict[str, list[Grid]] = {}
    for table in tables:
        if is_other_list(table, segments[table.table]):
            grids = {row.grid.index: row.grid for segment in segments[table.table] for row in segment.rows}
            if not any(map(loose_lines, lists_of(grids.values())[1])):
                others[table.table] = list(grids.values())
    kept = [table for table in tables if table.table not in others]
    return kept, list({grid.index: grid for own in others.values() for grid in own}.values())
