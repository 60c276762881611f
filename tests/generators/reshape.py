"""What hands and converters do to a table: every change here leaves it readable for a person."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from .model import Cell, Row, Table, covering, place, width


def _rows(table: Table) -> list[list[Cell]]:
    return [list(row) for row in table.rows]


def _done(table: Table, rows: list[list[Cell]], header: int | None = None) -> Table:
    return table.with_rows([tuple(row) for row in rows], header)


def _groups(table: Table) -> list[tuple[int, int]]:
    """(row, index) of the label cells that reach over several rows."""
    return [
        (r, i) for r, row in enumerate(table.rows) for i, c in enumerate(row) if c.role == "label" and c.rowspan > 1
    ]


def rowspan_wrong(rng: Random, table: Table) -> Table:
    """A group's rowspan one or two off, as when a form of another year was filled in."""
    rows = _rows(table)
    groups = _groups(table)
    for r, i in rng.sample(groups, min(len(groups), rng.randint(1, 3))):
        rows[r][i] = replace(rows[r][i], rowspan=max(1, rows[r][i].rowspan + rng.choice([-2, -1, 1, 2])))
    return _done(table, rows)


def rowspan_missing(table: Table) -> Table:
    """Groups without rowspan; the lines below begin at once with their own label."""
    rows = _rows(table)
    for r, i in _groups(table):
        rows[r][i] = replace(rows[r][i], rowspan=1)
    return _done(table, rows)


def unmerged(table: Table, repeat: bool, header: bool = False) -> Table:
    """Groups without rowspan, an empty cell (or the group's label again) in each place that it covered."""
    rows = []
    for r, line in enumerate(covering(table.rows)):
        row = []
        for begun, _, cell in line:
            below = cell.role == "label" or (header and cell.role == "head")
            if begun == r:
                row.append(replace(cell, rowspan=1) if below else cell)
            elif below:
                row.append(replace(cell, rowspan=1, text=cell.text if repeat else ""))
        rows.append(row)
    return _done(table, rows)


def title_row(table: Table, text: str) -> Table:
    """The table's title as its first row."""
    rows = _rows(table)
    return _done(table, [[Cell(text, 1, width(table.rows), "title")], *rows], table.header + 1)


def phantom_rows(rng: Random, table: Table) -> Table:
    """Empty rows: at the end, after the header, or a first row that only sets widths."""
    columns = width(table.rows)
    rows = _rows(table)
    empty = [Cell("", 1, 1, "other") for _ in range(columns)]
    where = rng.choice(["end", "first", "both"])
    if where != "end":
        rows, header = [list(empty), *rows], table.header + 1 if table.header else 0
    else:
        header = table.header
    if where != "first":
        rows.append(empty)
    return _done(table, rows, header)


def phantom_column(rng: Random, table: Table) -> Table:
    """An empty column at the right side, on all rows or only on the lines below the header."""
    rows = _rows(table)
    every = rng.random() < 0.5
    for r, row in enumerate(rows):
        if every or r >= table.header:
            row.append(Cell("", 1, 1, "other"))
    return _done(table, rows)


def serial_column(table: Table) -> Table:
    """A first column 序号 that counts the lines."""
    rows, n = _rows(table), 0
    for r, row in enumerate(rows):
        if r == 0 and table.header:
            row.insert(0, Cell("序号", table.header, 1, "head"))
        elif any(c.role == "head" for c in row) and not table.header:
            row.insert(0, Cell("序号", 1, 1, "head"))
        elif any(c.role == "block" for c in row):
            row[0] = replace(row[0], colspan=row[0].colspan + 1)
        elif r >= table.header:
            numbered = any(c.key for c in row)
            n += numbered
            row.insert(0, Cell(str(n) if numbered else "", 1, 1, "other"))
    return _done(table, rows)


def note_column(rng: Random, table: Table) -> Table:
    """A last column 备注, mostly empty, sometimes with words and figures of its own."""
    rows = _rows(table)
    for r, row in enumerate(rows):
        if r == 0 and table.header:
            row.append(Cell("备注", table.header, 1, "head"))
        elif any(c.role == "head" for c in row) and not table.header:
            row.append(Cell("备注", 1, 1, "head"))
        elif any(c.role == "block" for c in row):
            row[0] = replace(row[0], colspan=row[0].colspan + 1)
        elif r >= table.header:
            if len(row) == 1 and row[0].role == "label":
                row[0] = replace(row[0], colspan=row[0].colspan + 1)
                continue
            text = rng.choice(["", "", "", "", "", "含下属单位", "其中3件为联合制发", "详见附件2", "无"])
            row.append(Cell(text, 1, 1, "other"))
    return _done(table, rows)


def header_repeated(rng: Random, table: Table) -> Table:
    """The header rows once more before some line, as after a page break in a word processor."""
    if not table.header:
        return table
    rows = _rows(table)
    body = [r for r in range(table.header + 1, len(rows)) if _is_clear(table, r)]
    if not body:
        return table
    at = rng.choice(body)
    return _done(table, rows[:at] + [list(row) for row in rows[: table.header]] + rows[at:])


def _is_clear(table: Table, at: int) -> bool:
    """Whether no span crosses into row `at`."""
    return all(begun == at for begun, _, _ in covering(table.rows)[at])


def cut(table: Table, at: int, repeat_header: bool, repeat_group: bool) -> tuple[Table, Table]:
    """Two tables from one; a group cut through goes on in an empty cell, or with its label again."""
    first = [
        [replace(c, rowspan=min(c.rowspan, at - r)) for _, c in line] for r, line in enumerate(place(table.rows[:at]))
    ]
    lines = covering(table.rows)
    second: list[list[Cell]] = [[c for begun, _, c in line if begun == at + k] for k, line in enumerate(lines[at:])]
    second[0] = [
        c if begun == at else replace(c, text=c.text if repeat_group else "", rowspan=begun + c.rowspan - at)
        for begun, _, c in lines[at]
    ]
    head = _rows(table)[: table.header] if repeat_header else []
    return (
        _done(table, first),
        replace(_done(table, head + second, table.header if repeat_header else 0), cut=1),
    )


def cut_places(table: Table) -> list[int]:
    """Rows before which a table can be cut: after the header, and not between a block's header and its lines."""
    places = []
    for r in range(table.header + 1, len(table.rows)):
        before = table.rows[r - 1]
        if any(c.role in ("head", "block") for c in before):
            continue
        places.append(r)
    return places


def extra_rows(rng: Random, table: Table, lines: list[str], unit: str) -> tuple[Table, list[str]]:
    """Local lines that the form does not have, with figures; their labels are returned."""
    rows = _rows(table)
    at = next((r for r, row in enumerate(rows) if any(c.key and c.key[0] == "disclosed" for c in row)), None)
    if at is None:
        return table, []
    added: list[list[Cell]] = []
    for text in lines:
        cells = [Cell(text, 1, 1, "label"), Cell(unit, 1, 1, "other")]
        cells += [Cell(str(rng.randint(0, 99)), 1, 1, "other") for _ in range(len(rows[at]) - 2)]
        added.append(cells)
    return _done(table, rows[: at + 1] + added + rows[at + 1 :]), lines


def as_rows(rows: list[list[Cell]]) -> tuple[Row, ...]:
    return tuple(tuple(row) for row in rows)
