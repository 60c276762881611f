"""A list whose value column has a head that no form knows, or none: taken where there is one column that it can be."""

from dataclasses import replace
from decimal import Decimal

from data.forms import FormTable
from data.labels import clean_label
from data.text import squeeze
from data.words import words
from extractors.columns import Head
from extractors.head_words import is_level, is_level_total, role_of
from extractors.readings import LineValues, TableReading
from extractors.values import is_figure, is_value_like, read_figure

# fewer lines than that show nothing of how a table is built
_LEAST_LINES = 5


def _key(table: FormTable, label: str) -> str:
    """The column that a table's only figures are in: its only one, or where a list is of counts alone the total."""
    if len(table.columns) == 1:
        return next(iter(table.columns))
    is_count = not label or role_of(label) == "value" or is_level_total(label)
    # a list that may print a cumulative column prints the year's where it prints one
    return next((key for key in ("total", "count") if key in table.columns and is_count), "")


def claim_sole(table: FormTable, lines: list[LineValues], reading: TableReading) -> list[LineValues]:
    """The lines with the one unclaimed column of figures as the form's, where no head names a column.

    A warning names the head and what it was taken for.
    """
    made = []
    claimed: dict[tuple[Head, ...], Head | None] = {}
    named: list[Head] = []  # lines below the same heads share their list
    for line in lines:
        if not line.heads or line.heads is named or any(head.role == "column" for head in line.heads):
            named = line.heads
            made.append(line)
            continue
        heads = tuple(line.heads)
        if heads not in claimed:
            claimed[heads] = _sole(table, [other for other in lines if tuple(other.heads) == heads])
            if (head := claimed[heads]) is not None:
                _say(table, head, reading)
        head = claimed[heads]
        made.append(
            replace(line, heads=[head if _is_same(head, other) else other for other in heads]) if head else line
        )
    return made


def _is_same(claimed: Head, head: Head) -> bool:
    return (claimed.text, claimed.start, claimed.end) == (head.text, head.start, head.end)


def _sole(table: FormTable, lines: list[LineValues]) -> Head | None:
    heads = lines[0].heads
    if len(set(heads)) < len(heads):
        return None
    with_figures = set()
    for line in lines:
        if len(line.values) != len(heads):
            continue
        with_figures |= {head for head, cell in zip(heads, line.values, strict=True) if is_figure(cell)}
    open_heads = [head for head in heads if head in with_figures and head.role in ("unknown", "phantom")]
    if len(open_heads) != 1 or any(map(_is_level, heads)):
        return None
    key = _key(table, clean_label(open_heads[0].text)[0])
    return replace(open_heads[0], role="column", key=key) if key else None


def _is_level(head: Head) -> bool:
    return head.role == "beside" and any(is_level(clean_label(text)[0]) for text in head.text.split())


def _say(table: FormTable, head: Head, reading: TableReading) -> None:
    what = repr(head.text) if head.text else "a column without a head"
    label = table.columns[head.key].label
    reading.flag("label_aligned", f"{what} is taken for {label!r}: no other column has figures", severity="warning")


def without_heads(table: FormTable, lines: list[LineValues], reading: TableReading) -> list[LineValues]:
    """The lines of a table without head rows under the form's heads, where their number and sums show these."""
    bare = [line for line in lines if not line.heads]
    if len(bare) < max(_LEAST_LINES, len(lines)):
        return lines
    at = _where_figures_stand(bare)
    made = [_one_figure(table, line, at) for line in bare]
    label = "the one column of figures"
    if not all(made) or (len(table.columns) > 1 and "count" not in table.columns):
        made = [_whole_row(table, line) for line in bare]
        label = f"the {len(table.columns)} columns of figures, whose sums hold"
        if not all(made) or not _sums_hold(table, [line for line in made if line]):
            return lines
    reading.flag("label_aligned", f"no heads are printed: {label} are taken in the form's order", severity="warning")
    return [line for line in made if line]


def _where_figures_stand(lines: list[LineValues]) -> tuple[int, int]:
    """How many cells lines have behind their labels and in which of them figures stand; (0, 0) if in several."""
    found = {
        (len(line.values), at) for line in lines for at, cell in enumerate(line.values) if is_figure(cell)
    }  # fmt: skip
    return found.pop() if len(found) == 1 else (0, 0)


def _one_figure(table: FormTable, line: LineValues, at: tuple[int, int]) -> LineValues | None:
    """A line with its unit and its one figure under heads of their own; `at`: where the figures of all lines stand."""
    units = {*words()["counters"], *words()["money"]}
    heads = []
    for place, cell in enumerate(line.values):
        text = squeeze(cell.text)
        is_blank = not text and (len(line.values), place) != at
        role = "phantom" if is_blank else "unit" if text.strip("()") in units else "column"
        if role == "column" and not is_value_like(text) and (len(line.values), place) != at:
            return None
        key = next(iter(table.columns)) if role == "column" else ""
        heads.append(Head(role, key, "", "", cell.start, cell.end))
    if sum(head.role == "column" for head in heads) != 1:
        return None
    return replace(line, heads=heads)


def _whole_row(table: FormTable, line: LineValues) -> LineValues | None:
    columns = sorted(table.columns.values(), key=lambda entry: entry.order)
    cells = line.values
    if all(cell.is_empty for cell in cells[len(columns) :]):  # a sheet is as wide as its widest table
        cells = cells[: len(columns)]
    if len(cells) != len(columns) or not all(is_value_like(cell.text) for cell in cells):
        return None
    heads = [Head("column", c.key, "", "", cell.start, cell.end) for c, cell in zip(columns, cells, strict=True)]
    beside = [Head("phantom", "", "", "", cell.start, cell.end) for cell in line.values[len(columns) :]]
    return replace(line, heads=[*heads, *beside])


def _sums_hold(table: FormTable, lines: list[LineValues]) -> bool:
    """Whether the form's sums over columns hold in every line, and figures that differ stand in some."""
    rules = [rule for rule in table.sums if rule.axis == "column"]
    shown = 0
    for line in lines:
        numbers = {
            head.key: read_figure(cell, "").value.number or Decimal(0)
            for head, cell in zip(line.heads, line.values, strict=True)
            if head.role == "column"
        }
        for rule in rules:
            if numbers[rule.total] != sum(numbers[part] * sign for part, sign in rule.parts):
                return False
            shown += len(set(numbers.values())) > 2
    return shown > 0
