"""The head rows of a table: which rows they are, and which head stands over which values."""

from collections import Counter
from dataclasses import replace

from data.forms import FormTable
from data.labels import clean_label
from data.text import squeeze
from data.words import pattern
from extractors.columns import Head
from extractors.content import Cell, Row
from extractors.head_words import dated_column, is_beside, is_level_total, role_of
from extractors.list_heads import is_qualified, list_heads
from extractors.printed import PrintedRow
from extractors.shown import plain
from extractors.values import is_value_like


def _head(table: FormTable, row: PrintedRow, i: int, year: int | None) -> Head:
    cell, label = row.row.cells[i], row.labels[i]
    role, key = "unknown", ""
    if named := table.column_of(label):
        role, key = "column", named
    elif dated := dated_column(table, label, year):
        role, key = ("column", dated.key) if dated.is_own else ("beside", "")
    elif label in table.unit_heads:
        role, key = "unit", "unit"
    elif label in table.ignored:
        role, key = "ignored", label
    elif not squeeze(cell.text):
        role, key = "phantom", ""
    elif role_of(label) in ("unit", "code"):
        role, key = ("unit", "unit") if role_of(label) == "unit" else ("ignored", label)
    elif is_beside(label) or pattern("subtotal_head").fullmatch(label):
        role, key = "beside", ""
    return Head(role, key, squeeze(cell.text), row.units[i], cell.start, cell.end)


def is_head_row(table: FormTable, row: PrintedRow, is_below_heads: bool = False) -> bool:
    """Whether a row holds heads: it names columns, groups or the corner, and no line with values beside it.

    is_below_heads: it follows a row of heads, so that words for years, levels and changes are enough.
    """
    if table.head_labels.isdisjoint(row.labels) and not (table.year_columns and any("20" in one for one in row.labels)):
        return _is_list_head(table, row, is_below_heads)
    named = [i for i, label in enumerate(row.labels) if table.column_of(label)]
    other = [
        label
        for label in row.labels
        if label in table.by_group or label in table.corners or label in table.unit_heads or label in table.by_block
    ]
    if not named and not other:
        return _is_list_head(table, row, is_below_heads)
    if any(label in table.by_line and not table.column_of(label) for label in row.labels):
        return False
    filled = [cell.text for cell in row.row.cells if squeeze(cell.text)]
    numbers = sum(1 for text in filled if any(map(str.isdigit, text)) and is_value_like(text))
    if numbers:
        return False
    return len(named) >= 2 or bool(other) or not any(label in table.by_line for label in row.labels)


def _single_row_heads(table: FormTable, row: PrintedRow, year: int | None) -> list[Head]:
    corner_at = max((i for i, label in enumerate(row.labels) if label in table.corners), default=-1)
    heads = [_head(table, row, i, year) for i in range(corner_at + 1, len(row.labels))]
    if corner_at < 0:
        # a corner in words of its own, or left empty: the first cell stands over the labels
        heads = heads[1:] if heads and heads[0].role in ("unknown", "phantom", "ignored") else heads
    return heads


def _stacked_heads(table: FormTable, rows: list[PrintedRow], year: int | None) -> list[Head] | None:
    """Heads of several rows (groups above, columns below) in the order in which they stand over the values."""
    named: list[Head] = []
    others: list[Head] = []
    trailing: list[Head] = []
    groups: list[Head] = []
    in_order = True
    for row in rows:
        keys = []
        for i, label in enumerate(row.labels):
            head = _head(table, row, i, year)
            if head.role == "column":
                named.append(head)
                keys.append(table.columns[head.key].order)
            elif label in table.by_group and head.end > head.start:
                groups.append(head)
            elif head.role in ("unknown", "ignored", "unit", "beside") and not (
                label in table.by_group or label in table.corners or label in table.by_block
            ):
                others.append(head)
                if any(left in table.corners or table.column_of(left) for left in row.labels[:i]):
                    trailing.append(head)
        in_order = in_order and keys == sorted(keys)
    if _is_repeated(named):
        # the total of a group (法人或其他组织: 合计) is not that of the line
        under = [head for head in named if head.key == "total" and any(_within(head, group) for group in groups)]
        named = [head for head in named if head not in under]
        others += [replace(head, role="beside", key="") for head in under]
    # a group without columns below it is a column of its own
    others += [replace(g, role="beside") for g in groups if not any(_covers(g, column) for column in named)]
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
    corners = [
        c.end for row in rows for c, label in zip(row.row.cells, row.labels, strict=True) if label in table.corners
    ]
    begin = min(first_column, max(corners, default=first_column))
    return [head for head in heads if head.start >= begin]


def heads_in_order(table: FormTable, naming: list[PrintedRow], year: int | None) -> list[Head] | None:
    """The heads of a text, whose cells have no places: one row of them as printed, or two of which the lower one stands
    under the one group of the upper one. None where that is not so.
    """
    if len(naming) > 2 or any(cell.end > cell.start for row in naming for cell in row.row.cells):
        return None
    upper = [(label, _head(table, naming[0], i, year)) for i, label in enumerate(naming[0].labels)]
    filled = [(label, head) for label, head in upper if head.role != "phantom" and label not in table.corners]
    groups = [i for i, (label, _) in enumerate(filled) if label in table.by_group]
    heads = [head for _, head in filled]
    if len(naming) == 2:
        below = [_head(table, naming[1], i, year) for i in range(len(naming[1].labels))]
        below = [replace(h, role="beside", key="") if h.key == "total" else h for h in below if h.role != "phantom"]
        if len(groups) != 1 or filled[groups[0]][1].role == "column":
            return None
        heads[groups[0] : groups[0] + 1] = below
    elif groups:
        return None
    first = next((i for i, head in enumerate(heads) if head.role == "column"), 0)
    first = first if all(head.role == "ignored" for head in heads[:first]) else 0
    keys = [head.key for head in heads if head.role == "column"]
    is_plain = len(keys) > 2 and len(keys) == len(set(keys)) and {h.role for h in heads[first:]} <= {"column", "beside"}
    return heads[first:] if is_plain else None


def _is_repeated(heads: list[Head]) -> bool:
    return max(Counter(head.key for head in heads).values(), default=0) > 1


def _within(head: Head, group: Head) -> bool:
    return group.start <= head.start and head.end <= group.end and head.end > head.start


def _covers(upper: Head, lower: Head) -> bool:
    return upper.start < lower.end and lower.start < upper.end


def _is_list_head(table: FormTable, row: PrintedRow, is_below_heads: bool) -> bool:
    """Whether a row heads a list in words that the form has not: a head over the labels and others beside it."""
    if not table.by_line.keys().isdisjoint(row.labels):
        return False
    filled = [(label, cell.text) for label, cell in zip(row.labels, row.row.cells, strict=True) if squeeze(cell.text)]
    if not filled or any(is_value_like(text) for _, text in filled):
        return False
    roles = [role_of(label) or ("value" if is_level_total(label) else "") for label, _ in filled]
    if is_below_heads:
        is_cut = len(filled) > 1 and all(len(squeeze(text)) <= _LONGEST_CUT for _, text in filled)
        return all(roles) or (bool(table.by_group) and is_cut)
    if len(filled) == 1:  # nothing is printed over the labels
        return row.row.cells[0].is_empty and roles == ["value"]
    return "label" in roles and all(len(squeeze(text)) <= _LONGEST_HEAD for _, text in filled)


_LONGEST_HEAD = 16
# what is left of a head that goes on in the row below
_LONGEST_CUT = 6


def _joined(table: FormTable, rows: list[PrintedRow]) -> list[PrintedRow]:
    """Head rows in which a head that is cut over two or three rows (商业 / 企业) stands whole in the lowest of them."""
    made = list(rows)
    for at, row in enumerate(rows):
        cells, labels, units = list(row.row.cells), list(row.labels), list(row.units)
        for i, cell in enumerate(cells):
            if not at or table.column_of(labels[i]) or not squeeze(cell.text):
                continue
            above = _above(rows[:at], cell)
            for depth in range(1, min(len(above), 2) + 1):
                whole = "".join(other.text.strip() for other in reversed(above[:depth])) + cell.text.strip()
                label, unit = clean_label(whole)
                if table.column_of(label):
                    cells[i] = Cell(plain(whole), cell.start, cell.end, cell.rowspan, cell.confidence)
                    labels[i], units[i] = label, unit
                    break
        if cells != row.row.cells:
            made[at] = PrintedRow(row.grid, row.index, Row(cells, row.row.carried, row.row.page), labels, units)
    return made


def _above(rows: list[PrintedRow], cell: Cell) -> list[Cell]:
    """The filled cells that stand over a cell and are as wide, nearest first."""
    if cell.end <= cell.start:
        return []
    found = []
    for row in reversed(rows):
        found += [
            c for c in row.row.cells if (c.start, c.end) == (cell.start, cell.end) and c.rowspan == 1 and not c.is_empty
        ]
    return found


def heads_of(table: FormTable, rows: list[PrintedRow], year: int | None = None) -> list[Head] | None:
    """The heads over the values that rows of heads make, or None where they make none.

    year: the report's, which decides between columns of two years.
    """
    rows = [row for i, row in enumerate(rows) if all(row.labels != other.labels for other in rows[:i])]
    rows = _joined(table, rows)
    naming = [row for row in rows if any(table.column_of(label) for label in row.labels)]
    if not naming and any(label in table.heads for row in rows for label in row.labels):
        return None
    if naming and table.heads and len(rows) > 1 and is_qualified(table, rows):
        heads = list_heads(table, rows, year)
        own = [head for head in heads if head.role == "column"]
        if own and not _is_repeated(own):
            return heads
    if naming and table.by_group:
        return _stacked_heads(table, rows, year) or heads_in_order(table, naming, year)
    if naming and (len(table.columns) > 2 or table.by_block):
        return _single_row_heads(table, naming[0], year) if len(naming) == 1 else _stacked_heads(table, rows, year)
    return list_heads(table, rows, year)
