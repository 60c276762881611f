"""The head rows of a table: which rows they are, and which head stands over which values."""

from collections import Counter

from extractors.columns import Head
from extractors.forms import FormTable
from extractors.labels import squeeze
from extractors.segments import PrintedRow
from extractors.values import is_value_like


def _head(table: FormTable, row: PrintedRow, i: int) -> Head:
    cell, label = row.row.cells[i], row.labels[i]
    if key := table.column_of(label):
        role = "column"
    elif label in table.unit_heads:
        role, key = "unit", "unit"
    elif label in table.ignored:
        role, key = "ignored", label
    elif not squeeze(cell.text):
        role, key = "phantom", ""
    else:
        role, key = "unknown", ""
    return Head(role, key, squeeze(cell.text), row.units[i], cell.start, cell.end)


def is_head_row(table: FormTable, row: PrintedRow) -> bool:
    """Whether a row holds heads: it names columns, groups or the corner, and no line with values beside it."""
    named = [i for i, label in enumerate(row.labels) if table.column_of(label)]
    other = [
        label
        for label in row.labels
        if label in table.by_group or label in table.corners or label in table.unit_heads or label in table.by_block
    ]
    if not named and not other:
        return False
    own_lines = [label for label in row.labels if label in table.by_line and not table.column_of(label)]
    if own_lines:
        return False
    filled = [cell.text for cell in row.row.cells if squeeze(cell.text)]
    numbers = sum(1 for text in filled if any(ch.isdigit() for ch in text) and is_value_like(text))
    if numbers:
        return False
    return len(named) >= 2 or bool(other) or not any(label in table.by_line for label in row.labels)


def _single_row_heads(table: FormTable, row: PrintedRow) -> list[Head]:
    corner_at = max((i for i, label in enumerate(row.labels) if label in table.corners), default=-1)
    heads = [_head(table, row, i) for i in range(corner_at + 1, len(row.labels))]
    if corner_at < 0:
        # a corner in words of its own, or left empty: the first cell stands over the labels
        heads = heads[1:] if heads and heads[0].role in ("unknown", "phantom", "ignored") else heads
    return heads


def _stacked_heads(table: FormTable, rows: list[PrintedRow]) -> list[Head] | None:
    """Heads of several rows (groups above, columns below) in the order in which they stand over the values."""
    named: list[Head] = []
    others: list[Head] = []
    trailing: list[Head] = []
    in_order = True
    for row in rows:
        keys = []
        for i, label in enumerate(row.labels):
            head = _head(table, row, i)
            if head.role == "column":
                named.append(head)
                keys.append(table.columns[head.key].order)
            elif head.role in ("unknown", "ignored") and not (
                label in table.by_group or label in table.corners or label in table.by_block
            ):
                others.append(head)
                if any(left in table.corners or table.column_of(left) for left in row.labels[:i]):
                    trailing.append(head)
        in_order = in_order and keys == sorted(keys)
    keys_found = Counter(head.key for head in named)
    complete = set(keys_found) == set(table.columns)
    others = [head for head in others if not any(_covers(head, column) for column in named)]
    if complete and in_order and max(keys_found.values()) == 1:
        heads = sorted(named, key=lambda head: table.columns[head.key].order)
        if not others:
            return heads
        if all(head.end == 0 for head in named) and all(head.role == "ignored" for head in others):
            return heads + trailing  # a text says nothing of how far cells reach
    merged = {(head.start, head.end): head for head in [*others, *named]}
    heads = sorted(merged.values(), key=lambda head: head.start)
    if any(a.end > b.start for a, b in zip(heads, heads[1:], strict=False)) or any(h.end <= h.start for h in heads):
        return None
    if max(Counter(h.key for h in heads if h.role == "column").values(), default=0) > 1:
        return None
    first_column = min(head.start for head in named)
    return [head for head in heads if head.start >= first_column]


def _covers(upper: Head, lower: Head) -> bool:
    return upper.start < lower.end and lower.start < upper.end


def heads_of(table: FormTable, rows: list[PrintedRow]) -> list[Head] | None:
    rows = [row for i, row in enumerate(rows) if all(row.labels != other.labels for other in rows[:i])]
    naming = [row for row in rows if any(table.column_of(label) for label in row.labels)]
    if not naming:
        return None
    if len(naming) == 1 and not table.by_group:
        return _single_row_heads(table, naming[0])
    return _stacked_heads(table, rows)
