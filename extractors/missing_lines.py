"""Lines of a form that were not read beside printed rows that were not taken: each is named, so that none is lost."""

from data.forms import FormTable
from data.rows import Issue
from extractors.readings import TableReading

# of a table of which more is missing, the rows are named by their own issues
_MOST = 40


def missing_lines(table: FormTable, reading: TableReading) -> list[Issue]:
    """An error for each line of the form that lacks cells, where a printed row of its table could not be taken.

    Args:
        table: the form's table by which it was read.
        reading: what was read of it.

    Returns:
        The issues, each with the line's key. Nothing where every printed row was taken: a line that is not printed is
        no fault.
    """
    loose = [issue for issue in reading.issues if issue.severity == "error" and not issue.row]
    if not loose or not reading.cells:
        return []
    read = {(cell.row, cell.column) for cell in reading.cells}
    wanted: dict[str, set[str]] = {}
    for line, column in table.units:
        wanted.setdefault(line, set()).add(column)
    whole = {line for line, own in wanted.items() if all((line, column) in read for column in own)}
    named = whole | {issue.row for issue in reading.issues}
    absent = [entry for entry in table.lines.values() if entry.kind != "heading" and entry.key not in named]
    said = f"it may be in what was not taken: {loose[0].message[:120]}"
    return [
        Issue("unknown_label", "error", f"not all of {entry.label!r} was read; {said}", reading.table, entry.key)
        for entry in absent[:_MOST]
    ]
