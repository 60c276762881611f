"""Lines of a table that a reader of pages left outside it: their figures are in no cell, and that must be said."""

from collections.abc import Iterable

from data.forms import label_owners
from data.labels import clean_label
from extractors.content import Line
from extractors.readings import TableReading
from extractors.values import is_value_like

# a sentence can end in a label and a figure; a line of a table has more of them
_FIGURES = 3


def flag_strays(lines: Iterable[Line], tables: list[TableReading]) -> None:
    """An issue `ragged_grid` for every line of text that is a known label and figures of a table that was read."""
    by_name = {table.table: table for table in tables}
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
