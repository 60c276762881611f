"""Reviews and lawsuits printed as text: the heads in the form's order, then fifteen figures whose sums hold."""

import re

from data.forms import FormTable
from data.labels import MARK
from data.text import HAN, alternatives
from data.words import words
from extractors.content import Cell, Row
from extractors.shown import plain
from extractors.values import read_value

_GAP = r"[\s|:,;、]*"


def rows_in_text(table: FormTable, text: str, lines: tuple[str, ...]) -> tuple[list[Row], int, int] | None:
    """The rows of a grid that the heads and figures make, and where in the text they begin and end.

    None where the heads are not those of the form in its order, the figures not as many, or their sums do not hold.
    """
    columns = sorted(table.columns.values(), key=lambda entry: entry.order)
    named = {label: key for label, key in table.by_column.items() if not label.startswith(MARK)}
    groups = {label: key for label, key in table.by_group.items() if not label.startswith(MARK)}
    head = rf"(?:(?:{alternatives([*named, *groups])}){_GAP})"
    count = len(columns) * len(lines)
    figure = words()["dispute_figure"]
    figures = rf"((?:(?:{figure})(?![\d{HAN}]){_GAP}){{{count}}})(?!\d)"
    found = list(re.finditer(rf"({head}{{{count},{count + 6}}}){figures}", text))
    if len(found) != 1:
        return None
    heads = re.findall(alternatives([*named, *groups]), found[0][1])
    printed = [named[label] for label in heads if label in named]
    order = [key for label in heads if (key := groups.get(label)) in lines]
    if printed != [column.key for column in columns] * len(lines) or order != list(lines)[: len(order)]:
        return None
    values = re.findall(figure, found[0][2])
    numbers = [read_value(value, "").number or 0 for value in values]
    width = len(columns)
    for begin in range(0, count, width):
        one = dict(zip((column.key for column in columns), numbers[begin : begin + width], strict=True))
        rules = [rule for rule in table.sums if rule.axis == "column"]
        if not rules or any(one[r.total] != sum(one[part] * sign for part, sign in r.parts) for r in rules):
            return None
    over = [Cell(plain(table.lines[line].label), i * width, (i + 1) * width) for i, line in enumerate(lines)]
    below = [Cell(plain(column.label), i, i + 1) for i, column in enumerate(columns * len(lines))]
    row = [Cell(plain(value), i, i + 1) for i, value in enumerate(values)]
    return [Row(over), Row(below), Row(row)], found[0].start(), found[0].end()
