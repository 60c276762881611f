"""The printed tables of each form as grids of cells."""

from __future__ import annotations

from random import Random

from . import forms
from .model import Cell, Figure, Row, Table
from .wording import Wording

Figures = dict[tuple[str, str], Figure]


def _value(figures: Figures, row: str, column: str, colspan: int = 1) -> Cell:
    return Cell(figures[row, column].text, 1, colspan, "value", (row, column))


def _spread(rng: Random, cells: int, columns: int) -> list[int]:
    """Share grid columns among cells, at least one each."""
    spans = [1] * cells
    for _ in range(columns - cells):
        spans[rng.randrange(cells)] += 1
    return spans


def proactive(rng: Random, form: str, figures: Figures, word: Wording, shapes: frozenset[str]) -> Table:
    """Blocks under each other; each has an article row, a row of column labels and its lines."""
    ragged = "ragged_colspans" in shapes
    columns = rng.choice([5, 6]) if ragged else 4
    rows: list[Row] = []
    for article, heads, lines in forms.PROACTIVE[form]:
        if "missing_rules" in shapes:
            lines = [line for line in lines if line[0] != "rules"]
        rows.append((Cell(word.article(article), 1, columns, "block"),))

        def spans(count: int) -> list[int]:
            if ragged:
                return _spread(rng, count, columns)
            return [1] * (count - 1) + [columns - count + 1]

        widths = spans(len(heads) + 1)
        texts = ["信息内容"] + [_head(word, form, key, label, shapes) for key, label in heads]
        rows.append(tuple(Cell(t, 1, w, "head") for t, w in zip(texts, widths, strict=True)))
        for key, label in lines:
            widths = spans(len(heads) + 1)
            cells = [Cell(word(label), 1, widths[0], "label")]
            cells += [_value(figures, key, c, w) for (c, _), w in zip(heads, widths[1:], strict=True)]
            rows.append(tuple(cells))
    return Table("proactive", form, tuple(rows), 0, figures)


def _head(word: Wording, form: str, key: str, label: str, shapes: frozenset[str]) -> str:
    if key == "amount" and form == "2019" and "unit_in_header" in shapes:
        return "采购总金额（万元）"
    if key == "amount" and form == "2021" and "unit_in_header" in shapes:
        return "本年收费金额（单位：元）"
    return word(label)


def applications(form: str, figures: Figures, word: Wording, shapes: frozenset[str]) -> Table:
    """Three header rows with a corner, then lines with up to three label columns and seven values."""
    names = [(key, word(label)) for key, label in forms.APPLICANTS]
    rows: list[Row] = [
        (Cell(forms.CORNER, 3, 3, "head"), Cell("申请人情况", 1, 7, "head")),
        (Cell(names[0][1], 2, 1, "head"), Cell("法人或其他组织", 1, 5, "head"), Cell(names[6][1], 2, 1, "head")),
        tuple(Cell(text, 1, 1, "head") for _, text in names[1:6]),
    ]
    if "head_no_rowspan" in shapes:
        rows = [
            (Cell(forms.CORNER, 1, 3, "head"), Cell("申请人情况", 1, 7, "head")),
            (
                Cell("", 1, 3, "head"),
                Cell(names[0][1], 1, 1, "head"),
                Cell("法人或其他组织", 1, 5, "head"),
                Cell(names[6][1], 1, 1, "head"),
            ),
            (Cell("", 1, 3, "head"), Cell("", 1, 1, "head"), *rows[2], Cell("", 1, 1, "head")),
        ]

    def values(row: str) -> tuple[Cell, ...]:
        return tuple(_value(figures, row, applicant) for applicant, _ in forms.APPLICANTS)

    for key, label in (forms.NEW, forms.CARRIED_IN):
        rows.append((Cell(word(label), 1, 3, "label"), *values(key)))
    results = forms.result_rows(form)
    height = len(results) + 1
    sizes: dict[str, int] = {}
    for _, group, _ in results:
        sizes[group] = sizes.get(group, 0) + 1
    seen = ""
    for i, (key, group, label) in enumerate(results):
        lead = [Cell(word(forms.GROUP_RESULTS[1]), height, 1, "label")] if i == 0 else []
        if not group:
            lead.append(Cell(word(label), 1, 2, "label"))
        else:
            if group != seen:
                lead.append(Cell(word(group), sizes[group], 1, "label"))
            lead.append(Cell(word(label), 1, 1, "label"))
        seen = group
        rows.append((*lead, *values(key)))
    rows.append((Cell(word(forms.TOTAL[1]), 1, 2, "label"), *values("total")))
    rows.append((Cell(word(forms.CARRIED_OUT[1]), 1, 3, "label"), *values("carried_out")))
    return Table("applications", form, tuple(rows), 3, figures)


def disputes(form: str, figures: Figures, word: Wording, shapes: frozenset[str]) -> Table:
    """Fifteen values in one row under three header rows, without a row label."""
    outcome = [word(label) for _, label in forms.OUTCOMES]
    direct, after = word("未经复议直接起诉"), word("复议后起诉")
    top = (Cell("行政复议", 1, 5, "head"), Cell("行政诉讼", 1, 10, "head"))
    last = tuple(Cell(text, 1, 1, "head") for text in outcome * 2)
    pair = (Cell(direct, 1, 5, "head"), Cell(after, 1, 5, "head"))
    if "disputes_rebuilt" in shapes:
        rows = [
            top,
            (*(Cell(t, 1, 1, "head") for t in outcome), *pair),
            (*(Cell("", 1, 1, "head") for _ in outcome), *last),
        ]
    else:
        rows = [top, (*(Cell(t, 2, 1, "head") for t in outcome), *pair), last]
    values = [_value(figures, p, o) for p, _ in forms.PROCEDURES for o, _ in forms.OUTCOMES]
    return Table("disputes", form, (*rows, tuple(values)), 3, figures)


def list_2014(figures: Figures, word: Wording, shapes: frozenset[str], yuan: bool = False) -> Table:
    """统计指标 | 单位 | 统计数; headings have neither unit nor figure."""
    rows: list[Row] = [tuple(Cell(t, 1, 1, "head") for t in ("统计指标", "单位", "统计数"))]
    for key, label, unit in forms.LIST_2014:
        if not key:
            if "headings_span" in shapes:
                rows.append((Cell(word(label), 1, 3, "label"),))
            else:
                rows.append((Cell(word(label), 1, 1, "label"), Cell(unit, 1, 1, "other"), Cell("", 1, 1, "other")))
            continue
        unit = "元" if yuan and unit == "万元" else unit
        rows.append((Cell(word(label), 1, 1, "label"), Cell(unit, 1, 1, "other"), _value(figures, key, "count")))
    return Table("statistics", "2014", tuple(rows), 1, figures)


def list_fujian(
    rng: Random, year: int, lines: list[tuple[str, str, str, str]], figures: Figures, word: Wording, cumulative: bool
) -> Table:
    """指标名称 | 计量单位 | the year | and, where printed, 历年累计."""
    heads = ["指标名称", "计量单位", rng.choice([f"{year}年度", f"{year}年", "本年度"])] + ["历年累计"] * cumulative
    if not cumulative:
        heads[2] = rng.choice([f"{year}年度", "本年度", "年末统计"])
    rows: list[Row] = [tuple(Cell(t, 1, 1, "head") for t in heads)]
    for key, label, unit, _ in lines:
        cells = [Cell(word(label), 1, 1, "label"), Cell(unit, 1, 1, "other"), _value(figures, key, "count")]
        if cumulative:
            cells.append(_value(figures, key, "cumulative"))
        rows.append(tuple(cells))
    return Table("statistics", "fujian", tuple(rows), 1, figures)
