"""Which line of a form a printed row is, by its labels and what stands above it."""

from data.forms import Entry, FormTable
from extractors.printed import PrintedRow
from extractors.readings import TableReading, where
from extractors.values import is_value_like


def _resolve(table: FormTable, label: str, context: list[str]) -> Entry | None:
    """The line that a label names. A label of several lines, or one that is a column's too, needs its parent above."""
    entries = table.by_line[label]
    if len(entries) == 1 and (not entries[0].parent or not table.column_of(label)):
        return entries[0]
    for parent in context:
        under = [entry for entry in entries if entry.parent == parent]
        if len(under) == 1:
            return under[0]
    if len(entries) == 1 and entries[0].kind == "total":
        return entries[0]
    return None


def _within(table: FormTable, group: str, label: str) -> Entry | None:
    """The line of this label under the group that is printed in the same cell."""
    parents = {entry.key for entry in table.by_line.get(group, ())}
    under = [entry for entry in table.by_line[label] if entry.parent in parents]
    return under[0] if len(under) == 1 else None


def leaf_of(
    table: FormTable, row: PrintedRow, context: list[str], reading: TableReading
) -> tuple[int, Entry, list[str]] | None:
    """The last label of a row that names a line, its entry, and the lines it stands under from now on."""
    found: tuple[int, Entry] | None = None
    by_line = table.by_line
    for i, label in enumerate(row.labels):
        if label not in by_line and found:
            if label and not is_value_like(row.row.cells[i].text):
                break
            continue
        if label not in by_line:
            # a label cut at a column's edge (四、行政复议 | 数量) is the line that both parts name together
            before = next((one for one in reversed(row.labels[:i]) if one), "")
            if not before or before + label not in by_line or is_value_like(row.row.cells[i].text):
                continue
            label = before + label
        if found and table.column_of(label) and found[1].kind != "heading":
            break
        entry = _resolve(table, label, context) if i not in row.under else _within(table, row.under[i], label)
        if entry is None:
            reading.flag(
                "unknown_label",
                f"{where(row)}: {row.row.cells[i].text.strip()!r} is a label of several lines and nothing above it "
                "says which",
            )
            return None
        found = (i, entry)
        above = table.ancestors[entry.key]
        if entry.kind == "heading":
            context = above
        elif above != context[: len(above)]:
            context = list(dict.fromkeys([*above, *context]))
    return (found[0], found[1], context) if found else None
