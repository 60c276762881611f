"""Lines of a table that a reader of pages left outside it: their figures are in no cell, and that must be said."""

from collections.abc import Iterable

from data.forms import label_owners
from data.labels import clean_label, grammar_key
from extractors.choose import form_named
from extractors.content import Line
from extractors.readings import TableReading
from extractors.values import is_value_like

# a sentence can end in a label and a figure; a line of a table has more of them
_FIGURES = 3
# so many characters begin a label and no other text
_BEGINNING = 8
_LONGEST = 120
# the table whose lines have one figure each
_OF_ONE = "statistics"


def flag_strays(lines: Iterable[Line], tables: list[TableReading]) -> None:
    """An issue `ragged_grid` for every line of text that is a known label and figures of a table that was read.

    A list's line has one figure: there, a line of text that is but a label not read, its unit and a figure.
    """
    by_name = {table.table: table for table in tables}
    lines = list(lines)
    if _OF_ONE in by_name:
        _flag_of_list(lines, by_name[_OF_ONE])
    for table in tables:
        _flag_begun(lines, table)
    for line in lines:
        words = line.text.split()
        figures = 0
        while figures < len(words) and is_value_like(words[-1 - figures]):
            figures += 1
        if figures < _FIGURES or not any(any(map(str.isdigit, word)) for word in words[-figures:]):
            continue
        for word in words[:-figures]:
            owners = label_owners().get(clean_label(word)[0], frozenset()) & by_name.keys()
            if len(owners) == 1:
                message = f"a line of the table stands outside its rules: {line.text[:80]!r}"
                by_name[next(iter(owners))].flag("ragged_grid", message)
                break


def _flag_of_list(lines: list[Line], table: TableReading) -> None:
    read = {cell.row for cell in table.cells}
    by_line = form_named(table.form, _OF_ONE).by_line
    for line in lines:
        words = line.text.split()
        if not 1 < len(words) <= _FIGURES or not is_value_like(words[-1]) or not any(map(str.isdigit, words[-1])):
            continue
        label = clean_label(words[0])[0]
        found = by_line.get(label) or by_line.get(grammar_key(words[0])) or []
        if found and all(entry.key not in read for entry in found):
            said = f"a line of the table stands outside its rules: {line.text[:80]!r}"
            table.flag("ragged_grid", said, found[0].key)


def _flag_begun(lines: list[Line], table: TableReading) -> None:
    """An error for a line of the form that was not read, and whose label a line of the text begins with: a page parts
    a label from its figures where it is not made out as one."""
    if not table.cells:
        return
    named = {cell.row for cell in table.cells} | {issue.row for issue in table.issues}
    own = form_named(table.form, table.table)
    absent = {
        label[:_BEGINNING]: entry
        for label, entries in own.by_line.items()
        for entry in entries
        if len(label) >= _BEGINNING and entry.kind != "heading" and entry.key not in named
    }
    for line in lines if absent else ():
        if len(line.text) > _LONGEST or line.text.rstrip().endswith("。"):
            continue
        entry = absent.get(clean_label(line.text)[0][:_BEGINNING]) or absent.get(grammar_key(line.text)[:_BEGINNING])
        if entry is not None and entry.key not in named:
            named.add(entry.key)
            said = f"a line of the table stands outside it: {line.text[:80]!r}"
            table.flag("unknown_label", said, entry.key)
