"""Which form a printed table is of: the one whose wordings fit its rows best."""

from data.forms import Entry, FormTable, forms, table_variants
from data.text import squeeze
from data.words import words
from extractors.segments import Segment
from extractors.values import is_figure, is_value_like

_ROW_OF_FIGURES = 3


def _fit(variant: FormTable, segments: list[Segment]) -> float:
    """How well a form's wordings fit the printed rows; only differences between variants matter."""
    score = 0.0
    by_line, above, with_years = variant.by_line, variant.above_figures, bool(variant.year_columns)
    for segment in segments:
        for row in segment.rows:
            last: tuple[int, list[Entry]] | None = None
            for i, label in enumerate(row.labels):
                if not label:
                    continue
                if entries := by_line.get(label):
                    last = (i, entries)
                    score += 1
                elif label in above or (with_years and variant.column_of(label)):
                    score += 1
                elif not label[0].isdigit():
                    score -= 0.01
            # a row of heads may hold words of lines (总计, 其他), with other heads behind them
            is_head = not any(map(is_figure, row.row.cells)) and any(label in above for label in row.labels)
            if last is None or is_head:
                continue
            after = row.row.cells[last[0] + 1 :]
            if after and squeeze(after[0].text).strip("()") in words()["counters"]:
                after = after[1:]  # a column of units
            is_heading = all(entry.kind == "heading" for entry in last[1])
            if is_heading and any(squeeze(cell.text) and is_value_like(cell.text) for cell in after):
                score -= 1
            elif is_heading and len(after) >= 5:
                score -= 0.5
            elif not is_heading and after and squeeze(after[0].text) and not is_value_like(after[0].text):
                # a word among figures is a figure that does not read
                score -= 0 if sum(map(is_figure, after)) >= _ROW_OF_FIGURES else 1
    return score


def choose_form(table: str, segments: list[Segment], prefer: str) -> FormTable:
    """The form whose wordings fit the printed rows best; `prefer` (a form's name) decides between equals."""
    variants = table_variants()[table]
    if len(variants) == 1:
        return variants[0]
    scored = [(_fit(variant, segments), variant.form == prefer, -i, variant) for i, variant in enumerate(variants)]
    return max(scored, key=lambda s: s[:3])[3]


def form_named(name: str, table: str) -> FormTable:
    """The table of a form by their names."""
    return forms()[name].tables[table]
