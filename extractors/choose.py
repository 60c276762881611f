"""Which form a printed table is of: the one whose wordings fit its rows best."""

import functools
from typing import NamedTuple

from data.forms import Entry, FormTable, forms, known_labels, table_variants
from data.text import squeeze
from data.words import words
from extractors.printed import PrintedRow
from extractors.readings import TableReading
from extractors.segments import Segment
from extractors.values import is_figure, is_value_like

_ROW_OF_FIGURES = 3


class _Named(NamedTuple):
    """The labels of a row that any form may know, with the numbers of their cells."""

    row: PrintedRow
    labels: list[tuple[int, str]]


@functools.cache
def _telling(table: str) -> frozenset[str]:
    """The labels of which the forms of a table make different things: they tell one from another."""
    variants = table_variants()[table]
    return frozenset(label for label in known_labels() if len({_what(variant, label) for variant in variants}) > 1)


def _what(variant: FormTable, label: str) -> tuple[bool, ...]:
    """What a form makes of a label: a line or only a heading, what stands above figures, a column."""
    entries = variant.by_line.get(label, ())
    is_column = bool(variant.year_columns) and bool(variant.column_of(label))
    return bool(entries), all(one.kind == "heading" for one in entries), label in variant.above_figures, is_column


def _named(table: str, segments: list[Segment]) -> list[_Named]:
    """The rows with a label of which the forms of the table make different things."""
    known, telling = known_labels(), _telling(table)
    has_years = any(variant.year_columns for variant in table_variants()[table])
    found = []
    for segment in segments:
        for row in segment.rows:
            # no form records the head of a year (2018年度) as it is printed
            if not telling.isdisjoint(row.labels) or (has_years and "20" in " ".join(row.labels)):
                labels = [(i, label) for i, label in enumerate(row.labels) if label in known or "20" in label]
                found.append(_Named(row, labels))
    return found


def _fit(variant: FormTable, rows: list[_Named]) -> int:
    """How well a form's wordings fit the rows that may tell it, in hundredths: differences between variants count."""
    score = 0
    by_line, above, with_years = variant.by_line, variant.above_figures, bool(variant.year_columns)
    for row, labels in rows:
        last: tuple[int, list[Entry]] | None = None
        for i, label in labels:
            if entries := by_line.get(label):
                last = (i, entries)
                score += 100
            elif label in above or (with_years and variant.column_of(label)):
                score += 100
            elif not label[0].isdigit():
                score -= 1
        # a row of heads may hold words of lines (总计, 其他), with other heads behind them
        if last is None or (any(label in above for _, label in labels) and not any(map(is_figure, row.row.cells))):
            continue
        after = row.row.cells[last[0] + 1 :]
        if after and squeeze(after[0].text).strip("()") in words()["counters"]:
            after = after[1:]  # a column of units
        is_heading = all(entry.kind == "heading" for entry in last[1])
        if is_heading and any(squeeze(cell.text) and is_value_like(cell.text) for cell in after):
            score -= 100
        elif is_heading and len(after) >= 5:
            score -= 50
        elif not is_heading and after and squeeze(after[0].text) and not is_value_like(after[0].text):
            # a word among figures is a figure that does not read
            score -= 0 if sum(map(is_figure, after)) >= _ROW_OF_FIGURES else 100
    return score


def choose_form(table: str, segments: list[Segment], prefer: str) -> FormTable:
    """The form whose wordings fit the printed rows best; `prefer` (a form's name) decides between equals."""
    variants = table_variants()[table]
    if len(variants) == 1:
        return variants[0]
    rows = _named(table, segments)
    scored = [(_fit(variant, rows), variant.form == prefer, -i, variant) for i, variant in enumerate(variants)]
    return max(scored, key=lambda s: s[:3])[3]


def fits_several(table: str, segments: list[Segment]) -> bool:
    """Whether the wordings of two forms fit the printed rows equally: nothing printed tells them apart."""
    rows = _named(table, segments)
    fits = sorted((_fit(variant, rows) for variant in table_variants()[table]), reverse=True)
    return len(fits) > 1 and fits[0] == fits[1]


def form_named(name: str, table: str) -> FormTable:
    """The table of a form by their names."""
    return forms()[name].tables[table]


def is_form_open(applications: TableReading | None, segments: list[Segment], year: int | None) -> bool:
    """Whether applications are printed of which too little was read to tell their form, and the year leaves more than
    one: nothing of them was, or lines are lost and what was read is of both forms.
    """
    if applications is None or not any(issue.severity == "error" for issue in applications.issues):
        return False
    if applications.cells and not fits_several("applications", segments):
        return False
    issued = [f for f in forms().values() if "disputes" in f.tables and (year is None or f.first_year <= year)]
    return len(issued) > 1
