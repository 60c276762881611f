"""A table as two axes of labels and the cells between them; how it is laid out is drawn apart from what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..model import Cell, Row, Table


class Item(NamedTuple):
    """One line or column: its label under the labels of its groups; without cells where it is a heading."""

    path: tuple[str, ...]
    is_heading: bool = False


@dataclass
class Matrix:
    """`cells` by place on the two axes; `beside` are columns (head, text of each line) between labels and figures."""

    name: str
    form: str
    lines: list[Item]
    columns: list[Item]
    cells: dict[tuple[int, int], Cell]
    corner: str = ""
    beside: list[tuple[str, list[str]]] = field(default_factory=list)

    def turned(self) -> Matrix:
        """Lines as columns and columns as lines."""
        cells = {(c, r): cell for (r, c), cell in self.cells.items()}
        return replace(self, lines=self.columns, columns=self.lines, cells=cells, beside=[])


MERGED, UNMERGED, REPEATED, SINGLE, JOINED = "merged", "unmerged", "repeated", "single", "joined"


def _heads(columns: list[Item], style: str, joint: str) -> list[list[Cell]]:
    """The rows of heads over the figures."""
    paths = [item.path for item in columns]
    if style == JOINED:
        return [[Cell(joint.join(path[-2:]), 1, 1, "head") for path in paths]]
    depth = max(len(path) for path in paths)
    if style == SINGLE:
        return [[Cell(path[-1] if path else "", 1, 1, "head") for path in paths]]
    rows: list[list[Cell]] = []
    for level in range(depth):
        row: list[Cell] = []
        at = 0
        while at < len(paths):
            path, end = paths[at], at + 1
            if level >= len(path):  # covered from above
                if style != MERGED:
                    row.append(Cell("" if style == UNMERGED else path[-1], 1, 1, "head"))
                at += 1
                continue
            is_leaf = level == len(path) - 1
            while not is_leaf and end < len(paths) and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            down = depth - level if is_leaf and style == MERGED else 1
            row.append(Cell(path[level], down, end - at, "head"))
            at = end
        rows.append(row)
    return rows


def _labels(lines: list[Item], style: str, joint: str) -> tuple[list[list[Cell]], int]:
    """The label cells of each line, and over how many columns they go."""
    if style == JOINED:
        return [
            [Cell(joint.join(item.path[-2:] if len(item.path) > 2 else item.path[-1:]), 1, 1, "label")]
            for item in lines
        ], 1
    if style == SINGLE:
        return [[Cell(item.path[-1] if item.path else "", 1, 1, "label")] for item in lines], 1
    depth = max(len(item.path) for item in lines)
    made: list[list[Cell]] = []
    for at, item in enumerate(lines):
        cells = []
        for level, text in enumerate(item.path):
            is_leaf = level == len(item.path) - 1
            across = depth - level if is_leaf else 1
            begins = at == 0 or lines[at - 1].path[: level + 1] != item.path[: level + 1] or is_leaf
            if begins:
                down = 1
                while (
                    not is_leaf
                    and at + down < len(lines)
                    and lines[at + down].path[: level + 1] == item.path[: level + 1]
                ):
                    down += 1
                cells.append(Cell(text, down if style == MERGED else 1, across, "label"))
            elif style != MERGED:
                cells.append(Cell(text if style == REPEATED else "", 1, across, "label"))
        made.append(cells)
    return made, depth


def with_groups(lines: list[Item]) -> tuple[list[Item], list[int | None]]:
    """Groups as lines of their own above their first line; of each the number of the line, None for groups."""
    made: list[Item] = []
    numbers: list[int | None] = []
    before: tuple[str, ...] = ()
    for n, item in enumerate(lines):
        for level in range(len(item.path) - 1):
            if before[: level + 1] != item.path[: level + 1]:
                made.append(Item((item.path[level],), True))
                numbers.append(None)
        made.append(item)
        numbers.append(n)
        before = item.path
    return made, numbers


def lay(of: Matrix, labels: str = MERGED, heads: str = MERGED, joint: str = "", no_heads: bool = False) -> Table:
    """The table as printed: `labels` and `heads` are how groups are shown on each axis."""
    lines, numbers = of.lines, list[int | None](range(len(of.lines)))
    if labels == SINGLE:
        lines, numbers = with_groups(of.lines)
    has_labels = any(item.path for item in lines)
    left, wide = _labels(lines, labels, joint) if has_labels else ([[] for _ in lines], 0)
    top = [] if no_heads else _heads(of.columns, heads, joint)
    rows: list[Row] = []
    for n, head in enumerate(top):
        corner: list[Cell] = []
        if n == 0 or heads != MERGED:
            down = len(top) if heads == MERGED else 1
            corner = [Cell(of.corner if n == 0 else "", down, wide, "head")] if has_labels else []
            corner += [Cell(text if n == 0 else "", down, 1, "head") for text, _ in of.beside]
        rows.append((*corner, *head))
    for cells, number, item in zip(left, numbers, lines, strict=True):
        if number is None or item.is_heading:
            blanks = len(of.columns) + len(of.beside)
            rows.append((*cells, *(Cell("", 1, 1, "other") for _ in range(blanks))))
            continue
        extra = [Cell(texts[number], 1, 1, "other") for _, texts in of.beside]
        rows.append((*cells, *extra, *(of.cells[number, c] for c in range(len(of.columns)))))
    shares = [*([3.2] if wide == 1 else [0.9, 1.4, 3.0][-wide:] if wide else []), *(0.9 for _ in of.beside)]
    return Table(of.name, of.form, tuple(rows), len(top), shares=(*shares, *(1.0 for _ in of.columns)))


def counting_row(table: Table, labels: int) -> Table:
    """甲 乙 1 2 3 under the heads."""
    across = sum(cell.colspan for cell in table.rows[-1])
    texts = ["甲", "乙", "丙", "丁"][:labels] + [str(n + 1) for n in range(across - labels)]
    row = tuple(Cell(text, 1, 1, "head") for text in texts)
    at = table.header
    return table.with_rows([*table.rows[:at], row, *table.rows[at:]], at + 1)


def side_by_side(table: Table) -> Table:
    """The second half of a list beside the first, under the same heads once more."""
    body = list(table.rows[table.header :])
    half = (len(body) + 1) // 2
    blank = tuple(Cell("", 1, 1, "other") for _ in body[0])
    right = [*body[half:], *([blank] if len(body) % 2 else [])]
    rows = [row + row for row in table.rows[: table.header]]
    rows += [a + b for a, b in zip(body[:half], right, strict=True)]
    return replace(table.with_rows(rows), shares=table.shares * 2)


def printed_keys(tables: Iterable[Table]) -> set[tuple[str, str]]:
    """The cells of the form that stand in tables; those of a cell merged over a row are in `merged`."""
    return {
        key
        for t in tables
        for row in t.rows
        for cell in row
        if cell.key
        for key in (cell.key, *t.merged.get(cell.key, ()))
    }
