"""Figures that stand beside the form's own: of another year or level, in a column or in a part of the list.

They are kept as unmapped lines under their heads. Where nothing is left that is the form's, an error says so.
"""

from collections import Counter

from data.forms import FormTable
from extractors.columns import Head, Placed
from extractors.content import Cell
from extractors.head_words import is_level_total
from extractors.readings import LeftOut, LineValues, TableReading, where


def _is_total(scope: str) -> bool:
    return is_level_total(scope.strip("()（）〔〕【】:：").split("、")[-1])


def _is_one_list(lines: list[LineValues]) -> bool:
    """Whether a row of a total's name stands in a list of which no line is printed twice: it parts no levels."""
    keys = [line.entry.key for line in lines]
    return (
        len(set(keys)) == len(keys)
        and any(not line.scope for line in lines)
        and all(not line.scope or _is_total(line.scope) for line in lines)
    )


def of_all_levels(table: FormTable, lines: list[LineValues], reading: TableReading) -> list[LineValues]:
    """The lines that are the form's: of a list in several parts those of all levels together, or of no level.

    The others are kept under the level that their part is of.
    """
    if not any(line.scope for line in lines) or _is_one_list(lines):
        return lines
    scopes = Counter(line.scope for line in lines)
    totals = [scope for scope in scopes if scope and _is_total(scope)]
    own = totals[0] if len(totals) == 1 else ""
    levels = [scope for scope in scopes if scope and scope != own]
    for line in lines:
        if line.scope == own:
            continue
        for cell in line.values:
            if not cell.is_empty:
                text = f"{line.scope} {_head_over(line, cell)}".strip()
                head = Head("beside", "", text, "", cell.start, cell.end)
                reading.left_out.append(LeftOut(line.printed, (head,), cell, line.label_at))
    said = f"the list is printed for each level ({', '.join(levels)}): figures of one level are kept under no key"
    keys = {line.entry.key for line in lines if line.scope == own}
    if all(line.entry.key in keys for line in lines):
        reading.flag("unknown_column", said, severity="info")
    else:
        reading.flag("unknown_column", f"{where(lines[0].printed)}: {said}, and not each is of all together")
    return [line for line in lines if line.scope == own]


def _head_over(line: LineValues, cell: Cell) -> str:
    over = [head for head in line.heads if head.start <= cell.start < head.end]
    return over[0].text if len(over) == 1 else ""


def keep_beside(placed: Placed, line: LineValues, unit: str, reading: TableReading) -> None:
    """Keep a line's figures of other years and levels under their heads."""
    for head, cell in placed:
        if head.role == "beside" and not cell.is_empty:
            reading.left_out.append(LeftOut(line.printed, (head,), cell, line.label_at, unit or head.unit))


def say_beside(table: FormTable, lines: list[LineValues], reading: TableReading) -> None:
    """One issue for all columns beside the form's: an error where none is the form's own."""
    lists = {id(line.heads): line.heads for line in lines}  # lines below the same heads share their list
    heads = list(dict.fromkeys(head for own in lists.values() for head in own if head.role == "beside"))
    if not heads:
        return
    said = ", ".join(repr(head.text) for head in dict.fromkeys(heads))
    if any(head.role == "column" for line in lines for head in line.heads):
        reading.flag(
            "unknown_column", f"figures under {said} are not the form's and kept under no key", severity="info"
        )
    else:
        first = lines[0]
        reading.flag(
            "unknown_column",
            f"{where(first.printed)}: none of the columns {said} is the one of form {table.form}; their figures are "
            "kept under no key",
        )
