"""Tables printed in another arrangement than the form's, laid out as the form has them: turned, or side by side.

Only the arrangement changes: each cell keeps its text and the place where it is printed.
"""

import functools

from data.forms import FormTable, label_owners, table_variants
from extractors.content import Cell, Row
from extractors.head_words import role_of
from extractors.printed import PrintedRow
from extractors.values import is_figure, is_value_like

# so many known labels in a row or column show what it is
_LEAST_LINES = 4
_LEAST_COLUMNS = 2
# and so many where one row of figures has no head at all
_LEAST_ALONE = 8
# the lines of a form stand in one of the first rows, its columns in one of the first columns
_FIRST = 4


def arranged(rows: list[PrintedRow]) -> list[PrintedRow]:
    """The rows of a table in the form's arrangement; as they are where they have it or no other is made out."""
    if not rows:
        return rows
    for row in rows:
        for cell in row.row.cells:
            if cell.end <= cell.start:
                return rows
    if (parts := _side_by_side(rows)) is not None:
        return parts
    has_figures = [any(map(is_figure, row.row.cells)) or _is_left_empty(row) for row in rows]
    if (span := _turned_within(rows, has_figures)) is not None:
        return [*rows[: span[0]], *_turned(rows[span[0] : span[1]]), *rows[span[1] :]]
    return _turned(rows) if _is_turned(rows, has_figures) else rows


@functools.cache
def _tables() -> list[FormTable]:
    return [table for name, tables in table_variants().items() if name != "disputes" for table in tables]


# --- turned -------------------------------------------------------------------------------------------------------


def _is_turned(rows: list[PrintedRow], has_figures: list[bool]) -> bool:
    """Whether lines of a form stand over the figures, and its columns, or nothing known, before them."""
    heads = [row for row, has in zip(rows[:_FIRST], has_figures, strict=False) if not has]
    above = [label for row in heads for label in row.labels if label in label_owners()]
    if len(above) < _LEAST_COLUMNS:
        return False
    body: list[PrintedRow] | None = None
    for table in _tables():
        lines = {label for label in above if label in table.by_line}
        if len(lines) < (_LEAST_LINES if len(table.columns) == 1 else _LEAST_COLUMNS):
            continue
        if body is None:
            body = [row for row, has in zip(rows, has_figures, strict=True) if has]
        if not body:
            return False
        if any(table.column_of(label) and label not in lines for label in above):
            continue
        before = {label for row in body for label in row.labels[:_FIRST]}
        named = {key for label in before - table.by_line.keys() if (key := table.column_of(label))}
        # beside other columns 其他 and 总计 are columns too, else lines
        either = {label for label in before if table.column_of(label)} if len(named) >= _LEAST_COLUMNS else set()
        if any(label in table.by_line for label in before - lines - either):
            continue
        columns = {table.column_of(label) for row in body for label in row.labels[:_FIRST]} - {None}
        is_bare = len(body) == 1 and len(lines) >= _LEAST_ALONE and all(map(_is_value, body[0].row.cells))
        if len(columns) >= min(_LEAST_COLUMNS, len(table.columns)) or is_bare:
            return True
    return False


def _is_left_empty(row: PrintedRow) -> bool:
    """Whether a row is a column of a form with nothing filled in: its name, and empty cells beside it."""
    named = [label for label in row.labels if label]
    return len(named) == 1 < len(row.labels) and any(
        len(table.columns) > 1 and table.column_of(named[0]) for table in _tables()
    )


def _turned_within(rows: list[PrintedRow], has_figures: list[bool]) -> tuple[int, int] | None:
    """Where a turned table begins and ends below another of the same sheet; None where none does."""
    for first in range(1, len(rows)):
        if has_figures[first - 1] or not has_figures[first]:
            continue
        begin = next((i + 1 for i in range(first - 1, -1, -1) if has_figures[i]), 0)
        end = next((i for i in range(first, len(rows)) if not has_figures[i]), len(rows))
        above = range(begin, first)
        # heads right above the figures
        begin = max(begin, first - _FIRST)
        is_part = begin or end < len(rows)
        if is_part and _named(rows, above) > _LEAST_COLUMNS and _is_turned(rows[begin:end], has_figures[begin:end]):
            return begin, end
    return None


def _named(rows: list[PrintedRow], numbers: range) -> int:
    owners = label_owners()
    return sum(label in owners for number in numbers for label in rows[number].labels)


def _is_value(cell: Cell) -> bool:
    return is_value_like(cell.text)


def _turned(rows: list[PrintedRow]) -> list[PrintedRow]:
    """Columns as rows: each cell of the new rows knows the place where it is printed."""
    cells = [
        (at, i, cell, row.labels[i], row.units[i])
        for at, row in enumerate(rows)
        for i, cell in enumerate(row.row.cells)
    ]
    found = []
    for column in sorted({cell.start for _, _, cell, _, _ in cells}):
        begun = [one for one in cells if one[2].start == column]
        made = [_laid(cell, at, at + max(1, cell.rowspan), cell.end - cell.start) for at, _, cell, _, _ in begun]
        carried = [
            _laid(cell, at, at + max(1, cell.rowspan), cell.end - cell.start)
            for at, _, cell, _, _ in cells
            if cell.start < column < cell.end
        ]
        places = {n: (rows[at].index, i) for n, (at, i, _, _, _) in enumerate(begun)}
        labels, units = [one[3] for one in begun], [one[4] for one in begun]
        grid = rows[0].grid
        under = {n: rows[at].under[i] for n, (at, i, _, _, _) in enumerate(begun) if i in rows[at].under}
        laid = Row(made, carried, rows[0].row.page)
        found.append(PrintedRow(grid, places[0][0], laid, labels, units, places=places, under=under))
    return found


def _laid(cell: Cell, start: int, end: int, rowspan: int) -> Cell:
    return Cell(cell.runs, start, end, rowspan, cell.confidence, cell.ink, cell.evidence)


# --- side by side -------------------------------------------------------------------------------------------------


def _side_by_side(rows: list[PrintedRow]) -> list[PrintedRow] | None:
    """The rows of lists that stand beside each other, one list after the other; None where there is one list."""
    bounds = _bounds(rows)
    if len(bounds) < 2:
        return None
    width = max(cell.end for row in rows for cell in row.row.cells)
    found = []
    for start, end in zip(bounds, [*bounds[1:], width], strict=True):
        first = 0 if start == bounds[0] else start
        found += [part for row in rows if (part := _between(row, first, end)) is not None]
    return found


def _bounds(rows: list[PrintedRow]) -> list[int]:
    """Where the lists begin: the columns in which lines of one form stand, figures between them."""
    if sum(map(_has_figure_between, rows)) < _LEAST_LINES:
        return []
    for table in _tables():
        begins: dict[int, int] = {}
        pairs = 0
        for row in rows:
            at = [i for i, label in enumerate(row.labels) if label in table.by_line]
            for i in at:
                begins[row.row.cells[i].start] = begins.get(row.row.cells[i].start, 0) + 1
            pairs += any(
                any(is_figure(cell) for cell in row.row.cells[a + 1 : b]) for a, b in zip(at, at[1:], strict=False)
            )
        if pairs >= _LEAST_LINES:
            return _parted(rows, [start for start, count in sorted(begins.items()) if count >= _LEAST_LINES])
    return []


def _has_figure_between(row: PrintedRow) -> bool:
    """Whether a figure stands between known labels."""
    owners = label_owners()
    is_behind = has_figure = False
    for cell, label in zip(row.row.cells, row.labels, strict=True):
        is_known = label in owners
        if is_known and has_figure:
            return True
        has_figure = has_figure or (is_behind and is_figure(cell))
        is_behind = is_behind or is_known
    return False


def _parted(rows: list[PrintedRow], begins: list[int]) -> list[int]:
    """Of the columns of labels those that have figures before them: the others are deeper labels of the same list."""
    bounds = begins[:1]
    for start in begins[1:]:
        between = sum(
            any(bounds[-1] < cell.start < start and is_figure(cell) for cell in row.row.cells) for row in rows
        )
        if between >= _LEAST_LINES:
            bounds.append(start)
    return [start - _numbered(rows, start) for start in bounds] if len(bounds) > 1 else bounds


def _numbered(rows: list[PrintedRow], start: int) -> int:
    """How many columns before the labels only number them (序号)."""
    heads = [
        label
        for row in rows[:_FIRST]
        for cell, label in zip(row.row.cells, row.labels, strict=True)
        if cell.end == start and label
    ]
    return 1 if any(role_of(label) == "code" for label in heads) else 0


def _between(row: PrintedRow, start: int, end: int) -> PrintedRow | None:
    inside = [i for i, cell in enumerate(row.row.cells) if start <= cell.start < end]
    if not inside:
        return None
    carried = [cell for cell in row.row.carried if start <= cell.start < end]
    cells = [row.row.cells[i] for i in inside]
    places = {n: row.place(i) for n, i in enumerate(inside)}
    labels, units = [row.labels[i] for i in inside], [row.units[i] for i in inside]
    approximate = {n: row.approximate[i] for n, i in enumerate(inside) if i in row.approximate}
    under = {n: row.under[i] for n, i in enumerate(inside) if i in row.under}
    laid = Row(cells, carried, row.row.page)
    return PrintedRow(row.grid, row.index, laid, labels, units, approximate, places, under=under)
