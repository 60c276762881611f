"""Lines of a form whose figures each carry the head of their column, in any punctuation and anywhere on a page."""

import random
from collections.abc import Iterator, Sequence

import pytest

from extractors.report import Report, read_report
from tests.test_shapes import (
    ALL,
    APPLICATIONS,
    COLUMNS,
    DISPUTES,
    FIFTEEN,
    FIGURES,
    GROUPS,
    OUTCOMES,
    cells,
    severities,
)

TITLE = "临河县水利局2023年政府信息公开工作年度报告"
PROACTIVE = [
    ("规章", [("本年制发件数", "1"), ("本年废止件数", "0"), ("现行有效件数", "12")]),
    ("行政规范性文件", [("本年制发件数", "3"), ("本年废止件数", "2"), ("现行有效件数", "27")]),
    ("行政许可", [("本年处理决定数量", "1432")]),
    ("行政处罚", [("本年处理决定数量", "868")]),
    ("行政强制", [("本年处理决定数量", "11")]),
    ("行政事业性收费", [("本年收费金额（单位：万元）", "622.89")]),
]
ISSUED = {
    ("rules", "issued"): "1", ("rules", "repealed"): "0", ("rules", "in_force"): "12",
    ("normative_documents", "issued"): "3", ("normative_documents", "repealed"): "2",
    ("normative_documents", "in_force"): "27", ("licensing", "decisions"): "1432", ("penalties", "decisions"): "868",
    ("coercion", "decisions"): "11", ("fees", "amount"): "622.89",
}  # fmt: skip
Line = tuple[str, list[tuple[str, str]]]


def application_lines() -> Iterator[Line]:
    for one in APPLICATIONS:
        figures = FIGURES.get(one["line"], [])
        yield one["label"], [(label, figure) for (_, label), figure in zip(COLUMNS, figures, strict=False)]


def dispute_lines(
    kinds: Sequence[str] = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"),
) -> Iterator[Line]:
    for kind, (key, _) in zip(kinds, GROUPS, strict=True):
        yield kind, [(label, figure) for (_, label), figure in zip(OUTCOMES, DISPUTES[key], strict=True)]


def said(
    lines: Iterator[Line] | list[Line], colon: str = "：", is_: str = " ", comma: str = "，", end: str = ""
) -> list[str]:
    return [
        label
        + (
            colon + comma.join(is_.join(pair) if "%" not in is_ else is_ % pair for pair in items) + end
            if items
            else ""
        )
        for label, items in lines
    ]


def page(parts: list[str], tag: str = "p") -> str:
    return "".join(f"<{tag}>{part}</{tag}>" for part in parts)


def read(*tables: str) -> Report:
    return read_report(f"<html><body><h1>{TITLE}</h1>{'<p>情况如下</p>'.join(tables)}</body></html>".encode())


def bare(found: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    return {key: raw.strip("件项条（）()") for key, raw in found.items()}


def assert_all(report: Report) -> None:
    assert bare(cells(report, "proactive")) == ISSUED
    assert bare(cells(report, "applications")) == ALL
    assert bare(cells(report, "disputes")) == FIFTEEN
    assert severities(report, "unknown_label") == severities(report, "ragged_grid") == set()


@pytest.mark.parametrize(
    ("colon", "is_", "comma", "end"),
    [
        ("：", " ", "，", ""),
        ("：", "：", "；", "。"),
        (":", ":", ",", "."),
        (" ", "", "、", ""),
        ("——", "为", "，", "。"),
        ("：", "是", "；", "；"),
        ("　", "=", "　", ""),
        ("：", "%s（%s）", "、", ""),
        ("：", "%s%s件", "，", "。"),
        ("：", "%s %s 件", "；", ""),
        ("：", "%s为%s件", "，", "；"),
        ("", "%s%s", "，", ""),
        ("｜", "｜", "｜", ""),
        ("：", "%s共%s", " ", ""),
    ],
)
def test_lines_that_print_their_heads_in_any_punctuation(colon: str, is_: str, comma: str, end: str) -> None:
    form = colon, is_, comma, end
    if is_ == "%s%s件" or "件" in is_:  # fees are counted in no pieces
        proactive = said(PROACTIVE[:-1], *form) + said(PROACTIVE[-1:], colon, " ", comma, end)
    else:
        proactive = said(PROACTIVE, *form)
    assert_all(read(page(proactive), page(said(application_lines(), *form)), page(said(dispute_lines(), *form))))


@pytest.mark.parametrize("tag", ["p", "li", "div", "h4"])
def test_lines_that_print_their_heads_stand_in_any_element(tag: str) -> None:
    tables = PROACTIVE, application_lines(), dispute_lines()
    assert_all(read(*(page(said(list(one)), tag) for one in tables)))


@pytest.mark.parametrize("around", ["<pre>{}</pre>", "<div>{}</div>"])
def test_lines_that_print_their_heads_stand_in_one_element(around: str) -> None:
    joint = "\n" if "pre" in around else "<br>"
    tables = PROACTIVE, application_lines(), dispute_lines()
    assert_all(read(*(around.format(joint.join(said(list(one)))) for one in tables)))


@pytest.mark.parametrize("joint", ["；", "。", "<br>", " "])
def test_lines_that_print_their_heads_run_on(joint: str) -> None:
    tables = PROACTIVE, application_lines(), dispute_lines()
    figures = [[line for line in one if line[1]] for one in tables]
    report = read(page([joint.join(said(one)) for one in (figures[0], figures[2])]))
    assert bare(cells(report, "proactive")) == ISSUED
    assert bare(cells(report, "disputes")) == FIFTEEN


@pytest.mark.parametrize("is_one_cell", [True, False])
def test_lines_that_print_their_heads_stand_in_cells(is_one_cell: bool) -> None:
    tables = []
    for one in (PROACTIVE, application_lines(), dispute_lines()):
        rows = []
        for label, items in one:
            behind = "，".join(f"{head} {figure}" for head, figure in items)
            rows.append(
                f"<tr><td>{label}：{behind}</td></tr>" if is_one_cell else f"<tr><td>{label}</td><td>{behind}</td></tr>"
            )
        tables.append(f"<table>{''.join(rows)}</table>")
    assert_all(read(*tables))


def test_lines_that_print_their_heads_in_another_order() -> None:
    chance = random.Random(3)
    lines = [(label, chance.sample(items, len(items))) for label, items in application_lines()]
    assert bare(cells(read(page(said(lines))), "applications")) == ALL


def test_columns_that_a_line_does_not_print_are_not_stated() -> None:
    lines = [
        (label, [item for item in items if item[1] != "0" and item[0] != "科研机构"])
        for label, items in application_lines()
    ]
    found = cells(read(page(said(lines))), "applications")
    assert found == {key: raw for key, raw in ALL.items() if key[1] != "research" and raw != "0"}


@pytest.mark.parametrize("seed", range(6))
def test_lines_that_print_their_heads_are_broken_over_lines(seed: int) -> None:
    chance = random.Random(seed)
    broken = []
    for line in said(application_lines()):
        at = [i for i in range(6, len(line) - 6) if not (line[i].isdigit() or line[i - 1].isdigit())]
        cut = chance.choice(at) if at and "：" in line else 0
        broken += [line[:cut], line[cut:]] if cut else [line]
    assert bare(cells(read(page(broken)), "applications")) == ALL


@pytest.mark.parametrize("is_column_alone", [True, False])
def test_a_label_stands_over_its_figures(is_column_alone: bool) -> None:
    parts = []
    for label, items in application_lines():
        behind = [f"{head}：{figure}" for head, figure in items]
        parts += [label, *(behind if is_column_alone else ["，".join(behind)] * bool(behind))]
    assert bare(cells(read(page(parts)), "applications")) == ALL


def test_what_stands_between_a_figure_and_the_next_is_not_read_over() -> None:
    lines = said(application_lines())
    lines[3] = lines[3].replace("，商业企业", "（上年8），商业企业")
    report = read(page(lines))
    assert {key: raw for key, raw in ALL.items() if key[0] != "granted"} == cells(report, "applications")
    assert "error" in severities(report, "unknown_label") | severities(report, "ragged_grid")


def test_a_figure_that_is_broken_over_two_lines_is_not_read_short() -> None:
    lines = said(application_lines())
    at = next(i for i, line in enumerate(lines) if line[-2:].isdigit())
    report = read(page([*lines[:at], lines[at][:-1], lines[at][-1:], *lines[at + 1 :]]))
    found = cells(report, "applications")
    assert all(ALL[key] == raw for key, raw in found.items())


def test_a_sentence_with_heads_is_no_table() -> None:
    text = "收到申请56件，其中：自然人33件，商业企业0件，科研机构11件。予以公开：自然人10件，总计10件。"
    assert not read(page([text])).tables
