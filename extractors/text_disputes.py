"""Reviews and lawsuits printed as text: the heads in the form's order, then fifteen figures whose sums hold."""

import functools
import re
from typing import NamedTuple

from data.forms import FormTable, forms
from data.labels import MARK
from data.text import HAN, alternatives
from data.words import words
from extractors.content import Cell, Row
from extractors.shown import plain
from extractors.values import read_value

_GAP = r"[\s|:,;、]*"


class _Wordings(NamedTuple):
    """A head over columns or groups, and all heads with the figures that follow them."""

    head: re.Pattern[str]
    whole: re.Pattern[str]


@functools.cache
def _wordings(form: str, line_count: int) -> _Wordings:
    table = forms()[form].tables["disputes"]
    labels = alternatives(label for label in (*table.by_column, *table.by_group) if not label.startswith(MARK))
    count = len(table.columns) * line_count
    figure = words()["dispute_figure"]
    figures = rf"((?:(?:{figure})(?![\d{HAN}]){_GAP}){{{count}}})(?!\d)"
    return _Wordings(re.compile(labels), re.compile(rf"((?:(?:{labels}){_GAP}){{{count},{count + 6}}}){figures}"))


def rows_in_text(table: FormTable, text: str, lines: tuple[str, ...]) -> tuple[list[Row], int, int] | None:
    """The rows of a grid that the heads and figures make, and where in the text they begin and end.

    None where the heads are not those of the form in its order, the figures not as many, or their sums do not hold.
    """
    columns = sorted(table.columns.values(), key=lambda entry: entry.order)
    wordings = _wordings(table.form, len(lines))
    if len(wordings.head.findall(text)) < len(columns) * len(lines):
        return None
    found = list(wordings.whole.finditer(text))
    if len(found) != 1:
        return None
    heads = wordings.head.findall(found[0][1])
    printed = [table.by_column[label] for label in heads if label in table.by_column]
    order = [key for label in heads if (key := table.by_group.get(label)) in lines]
    if printed != [column.key for column in columns] * len(lines) or order != list(lines)[: len(order)]:
        return None
    values = re.findall(words()["dispute_figure"], found[0][2])
    numbers = [read_value(value, "").number or 0 for value in values]
    width = len(columns)
    for begin in range(0, width * len(lines), width):
        one = dict(zip((column.key for column in columns), numbers[begin : begin + width], strict=True))
        rules = [rule for rule in table.sums if rule.axis == "column"]
        if not rules or any(one[r.total] != sum(one[part] * sign for part, sign in r.parts) for r in rules):
            return None
    over = [Cell(plain(table.lines[line].label), i * width, (i + 1) * width) for i, line in enumerate(lines)]
    below = [Cell(plain(column.label), i, i + 1) for i, column in enumerate(columns * len(lines))]
    row = [Cell(plain(value), i, i + 1) for i, value in enumerate(values)]
    return [Row(over), Row(below), Row(row)], found[0].start(), found[0].end()
