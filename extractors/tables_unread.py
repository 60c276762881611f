"""What a report's tables lack: a table of its form; and which are of no form, of another report, or the rest of one.

Each is said by name, so that no figure of them is missing without a word.
"""

from collections.abc import Iterable

from data.forms import forms, label_owners
from data.labels import clean_label
from data.rows import Issue
from data.text import squeeze
from extractors.choose import fits_several, form_named
from extractors.content import Content, Grid, Row
from extractors.disputes import unread_disputes
from extractors.loose_labels import LEAST_LABELS, printed_labels
from extractors.readings import TableReading
from extractors.segments import Segment, cut_into_tables
from extractors.values import is_figure, is_value_like

# so many rows show how a table is built at its end
_LAST = 3


def missing_tables(tables: list[TableReading], content: Content) -> list[Issue]:
    """The tables that a report's form has and the document does not print, or whose head alone it prints: an error
    where lines of one stand in the text.
    """
    found = {table.table for table in tables if table.cells or table.issues}
    forms_seen = {table.form for table in tables}
    expected = {name for form in forms_seen for name in forms()[form].tables}
    labels = printed_labels(content) if expected - found else {}
    issues = []
    for name in sorted(expected - found):
        said = f"form {'/'.join(sorted(forms_seen))} has a table {name} and none was found"
        if in_text := len(labels.get(name, ())) >= LEAST_LABELS:
            said += f"; {len(labels[name])} of its labels stand in the text with figures"
        issues.append(Issue("missing_table", "error" if in_text else "warning", said, name))
    return issues


def without_form(
    tables: list[TableReading], segments: dict[str, list[Segment]], content: Content
) -> list[TableReading]:
    """The tables, reviews and lawsuits under no form where these are alike in several, and the applications, which tell
    the form, stand in the text and were not made out."""
    names = {table.table for table in tables if table.cells}
    if "disputes" not in names or "applications" in names or not fits_several("disputes", segments["disputes"]):
        return tables
    if not any(one.table == "applications" and one.severity == "error" for one in missing_tables(tables, content)):
        return tables
    made = [unread_disputes(form_named(t.form, t.table), segments[t.table]) for t in tables if t.table == "disputes"]
    return [*(table for table in tables if table.table != "disputes"), *made]


def unknown_tables(grids: list[Grid]) -> list[Issue]:
    found = []
    for grid in grids:
        numbers = sum(
            1
            for row in grid.rows
            for cell in row.cells
            if (text := squeeze(cell.text)) and text.isascii() and text.isdigit()
        )
        if numbers >= 4:
            first = " | ".join(squeeze(cell.text)[:20] for cell in grid.rows[0].cells[:6])
            said = f"table {grid.index + 1} is of no known form; first row: {first}"
            tables = _tables_named(grid)
            if len(tables) == 1:
                said += f"; it names lines of {tables[0]}, which are not read from it"
            found.append(Issue("unknown_table", "error" if tables else "info", said, *tables[:1]))
    return found


def _tables_named(grid: Grid) -> list[str]:
    """Standard tables, of one line of a cell of several: rows that ran into each other are not read from there."""
    owners = label_owners()
    cells = (cell.text.split("\n") for row in grid.rows for cell in row.cells)
    labels = {clean_label(line)[0] for lines in cells if len(lines) > 1 for line in lines}
    return sorted({table for label in labels if len(names := owners.get(label, ())) == 1 for table in names})


def rests_of_tables(grids: list[Grid], unknown: Iterable[Grid], tables: list[TableReading]) -> list[Issue]:
    """An error for each table of no form that goes on right under one that was read: rows with figures and no heads,
    as many cells in each. A page cuts tables so, and other words for a label leave the rest of one without any known.
    """
    read = {cell.table_index: table.table for table in tables for cell in table.cells}
    above = {below.index: grid for grid, below in zip(grids, grids[1:], strict=False)}
    found = []
    for grid in unknown:
        before = above.get(grid.index)
        if before is None or before.index not in read or not _goes_on(before, grid):
            continue
        read[grid.index] = read[before.index]
        said = " | ".join(squeeze(cell.text)[:20] for cell in grid.rows[0].cells[:6])
        message = f"table {grid.index + 1} goes on table {before.index + 1} and none of its lines is known: {said}"
        found.append(Issue("unknown_label", "error", message, read[grid.index]))
    return found


def _goes_on(before: Grid, grid: Grid) -> bool:
    """Whether a table's rows of figures are built as the last ones of the table before it: a text has no merged cells,
    and a cell that reaches down is an empty one in some rows of it. Who signs may stand below them.
    """
    if not grid.rows or not any(map(is_figure, grid.rows[0].cells)):
        return False
    if all(is_value_like(cell.text) for row in grid.rows for cell in row.cells):
        return True  # figures alone: their labels are not ruled, or are on another page
    last = before.rows[-_LAST:]
    widths = {len(row.cells) for row in last}
    filled = {_filled(row) for row in last}
    rows = [row for row in grid.rows if any(map(is_figure, row.cells))]
    return all(len(row.cells) in widths or _filled(row) in filled for row in rows)


def _filled(row: Row) -> int:
    return sum(not cell.is_empty for cell in row.cells)


def foreign_table(grid: Grid, why: str, caption: str) -> Issue:
    tables = sorted({name for name in cut_into_tables([grid])[0]})
    said = f"table {grid.index + 1} is {why} by its caption {caption!r}: its figures are kept under no key"
    return Issue("unknown_table", "warning" if tables else "info", said, *tables[:1])
