"""Places of a printed table where a number can stand: figures, labels, heads, notes, new rows, new columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.generators.model import Block, Cell, Table, place, width

NUMBER = "31816"

# the places where nothing is printed but the number: no figure of the form's own is touched
ADDED = ("new row", "new column", "note")


@dataclass
class Placed:
    """Where the number was put: the kind of place, and the keys of the figures whose cells it stands in."""

    place: str = ""
    table: str = ""
    keys: frozenset[tuple[str, str]] = frozenset()


Change = Callable[[Random, Table], tuple[Table, list[Cell]] | None]


def _written(roles: tuple[str, ...], write: Callable[[str], str], is_printed: bool | None = None) -> Change:
    def change(rng: Random, table: Table) -> tuple[Table, list[Cell]] | None:
        able = [
            (r, i)
            for r, row in enumerate(table.rows)
            for i, cell in enumerate(row)
            if cell.role in roles and (is_printed is None or bool(cell.text.strip()) == is_printed)
        ]
        if not able:
            return None
        r, i = rng.choice(able)
        cell = table.rows[r][i]
        row = (*table.rows[r][:i], replace(cell, text=write(cell.text)), *table.rows[r][i + 1 :])
        return table.with_rows([*table.rows[:r], row, *table.rows[r + 1 :]]), [cell]

    return change


def _merged(rng: Random, table: Table) -> tuple[Table, list[Cell]] | None:
    """Two figures side by side become one cell with the number."""
    able = [
        (r, i)
        for r, row in enumerate(table.rows)
        for i, (a, b) in enumerate(zip(row, row[1:], strict=False))
        if a.role == b.role == "value" and a.rowspan == b.rowspan
    ]
    if not able:
        return None
    r, i = rng.choice(able)
    row = table.rows[r]
    one = replace(row[i], text=NUMBER, colspan=row[i].colspan + row[i + 1].colspan)
    return table.with_rows([*table.rows[:r], (*row[:i], one, *row[i + 2 :]), *table.rows[r + 1 :]]), [
        row[i],
        row[i + 1],
    ]


def _boundaries(table: Table) -> list[int]:
    """Where a row can be put in: no cell reaches over these places."""
    free = set(range(1, len(table.rows) + 1))
    for r, line in enumerate(place(table.rows)):
        for _, cell in line:
            free -= set(range(r + 1, min(r + cell.rowspan, len(table.rows))))
    return sorted(free)


def _row(make: Callable[[int, list[Cell]], list[Cell]]) -> Change:
    def change(rng: Random, table: Table) -> tuple[Table, list[Cell]] | None:
        at = rng.choice(_boundaries(table))
        whole = all(cell.rowspan == 1 for cell in table.rows[at - 1]) and width(table.rows[at - 1 : at]) == width(
            table.rows
        )
        above = list(table.rows[at - 1]) if whole else [Cell("", role="label")] * width(table.rows)
        row = tuple(make(width(table.rows), above))
        return table.with_rows([*table.rows[:at], row, *table.rows[at:]]), []

    return change


def _plain_row(label: str, text: str, role: str = "value") -> Callable[[int, list[Cell]], list[Cell]]:
    def make(_: int, above: list[Cell]) -> list[Cell]:
        first, *others = above
        if not others:
            return [Cell(f"{label}{text}", 1, first.colspan, "label")]
        filled = [Cell(text if i == 0 else "", 1, cell.colspan, role) for i, cell in enumerate(others)]
        return [Cell(label, 1, first.colspan, "label"), *filled]

    return make


def _across(text: str) -> Callable[[int, list[Cell]], list[Cell]]:
    return lambda wide, _: [Cell(text, 1, wide, "other")]


def _column(at_end: bool, head: str, everywhere: bool) -> Change:
    def change(rng: Random, table: Table) -> tuple[Table, list[Cell]] | None:
        first = min(table.header, len(table.rows) - 1)
        chosen = rng.randrange(first, len(table.rows))
        rows = []
        for r, row in enumerate(table.rows):
            text = NUMBER if (everywhere and r >= first) or r == chosen else head if r == 0 else ""
            one = Cell(text, role="other")
            rows.append((*row, one) if at_end else (one, *row))
        return table.with_rows(rows), []

    return change


def _swapped_total(text: str) -> str:
    return f"{text}({NUMBER})"


PLACES: dict[str, Change] = {
    "figure": _written(("value",), lambda _: NUMBER),
    "figure, printed": _written(("value",), lambda _: NUMBER, True),
    "figure, blank": _written(("value",), lambda _: NUMBER, False),
    "before a figure": _written(("value",), lambda text: NUMBER + text.strip(), True),
    "behind a figure": _written(("value",), lambda text: text.strip() + NUMBER, True),
    "behind a figure, in brackets": _written(("value",), _swapped_total, True),
    "on a line under a figure": _written(("value",), lambda text: f"{text} {NUMBER}", True),
    "behind a label": _written(("label",), lambda text: text + NUMBER),
    "before a label": _written(("label",), lambda text: NUMBER + text),
    "in brackets on a label": _written(("label",), lambda text: f"{text}（{NUMBER}）"),
    "instead of a label": _written(("label",), lambda _: NUMBER),
    "behind a head": _written(("head",), lambda text: text + NUMBER),
    "before a head": _written(("head",), lambda text: NUMBER + text),
    "in brackets on a head": _written(("head",), lambda text: f"{text}（{NUMBER}）"),
    "instead of a head": _written(("head",), lambda _: NUMBER),
    "on an article": _written(("block",), lambda text: text + NUMBER),
    "instead of an article": _written(("block",), lambda _: NUMBER),
    "in a cell of units": _written(("other",), lambda _: NUMBER),
    "behind a unit": _written(("other",), lambda text: text + NUMBER),
    "merged": _merged,
    "new row": _row(_plain_row("涉密地图审查", NUMBER)),
    "new row without a label": _row(_plain_row("", NUMBER)),
    "new row of the number alone": _row(_across(NUMBER)),
    "new row, known label": _row(_plain_row("行政许可", NUMBER)),
    "new row, total": _row(_plain_row("合计", NUMBER)),
    "new row, label of it": _row(_plain_row(NUMBER, "")),
    "new row, words and number": _row(_plain_row("涉密地图审查", f"其中{NUMBER}件", "other")),
    "note": _row(_across(f"注：其中{NUMBER}件为上年结转后办理")),
    "note, short": _row(_across(f"共{NUMBER}")),
    "note, its number first": _row(_across(f"{NUMBER}件未计入")),
    "new column": _column(True, "", False),
    "new column with a head": _column(True, "备注", False),
    "new column, unknown head": _column(True, "去年数", False),
    "new column of numbers": _column(True, "去年数", True),
    "new column of numbers without a head": _column(True, "", True),
    "new first column": _column(False, "", False),
    "new first column of numbers": _column(False, "去年数", True),
}  # fmt: skip


def put(rng: Random, blocks: list[Block], where: str, placed: Placed) -> list[Block]:
    """The blocks with the number at a place of this kind in one of the tables; `placed` is filled in.

    placed.place stays "" where no table has such a place.
    """
    tables = [i for i, block in enumerate(blocks) if block.kind == "table" and block.table is not None]
    rng.shuffle(tables)
    for i in tables:
        table = blocks[i].table
        assert table is not None
        if (made := PLACES[where](rng, table)) is not None:
            placed.place, placed.table = where, table.name
            placed.keys = frozenset(cell.key for cell in made[1] if cell.key)
            return [*blocks[:i], replace(blocks[i], table=made[0]), *blocks[i + 1 :]]
    return blocks
