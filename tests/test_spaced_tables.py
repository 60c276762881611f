"""Tables that a text lays out by spaces: in preformatted text, paragraphs and lines."""

from collections.abc import Callable

import pytest

from extractors.report import Report, read_report
from tests.generators import written
from tests.test_headed_lines import ISSUED, TITLE
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

Rows = list[list[str]]
BLOCKS: Rows = [
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "0", "12"],
    ["行政规范性文件", "3", "2", "27"],
    ["第二十条第（五）项"],
    ["信息内容", "本年处理决定数量"],
    ["行政许可", "1432"],
    ["第二十条第（六）项"],
    ["信息内容", "本年处理决定数量"],
    ["行政处罚", "868"],
    ["行政强制", "11"],
    ["第二十条第（八）项"],
    ["信息内容", "本年收费金额（单位：万元）"],
    ["行政事业性收费", "622.89"],
]


def applications(corner: str = "项目") -> Rows:
    lines = [[line["label"], *FIGURES.get(line["line"], [])] for line in APPLICATIONS]
    return [[corner, *(label for _, label in COLUMNS)], *lines]


def disputes(corner: str = "") -> Rows:
    names = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    lines = [[name, *DISPUTES[key]] for name, (key, _) in zip(names, GROUPS, strict=True)]
    return [[corner, *(label for _, label in OUTCOMES)], *lines]


def _columns(rows: Rows) -> list[str]:
    return ["".join(text.ljust(16, "　")[:40] + "  " for text in one) for one in rows]


LAYOUTS: dict[str, Callable[[Rows], list[str]]] = {
    "columns": _columns,
    "two spaces": lambda rows: ["  ".join(one) for one in rows],
    "wide spaces": lambda rows: ["　　".join(one) for one in rows],
    "one wide space": lambda rows: ["　".join(one) for one in rows],
    "bars": lambda rows: ["│" + " │ ".join(one) + "│" for one in rows],
    "bars and rules": lambda rows: [line for one in rows for line in ("+-----+-----+", "| " + " | ".join(one) + " |")],
    "figures by one space": lambda rows: [one[0] + "   " + " ".join(one[1:]) for one in rows],
}


def read(*tables: list[str], tag: str = "pre") -> Report:
    parts = ["\n".join(one) if tag == "pre" else f"</{tag}><{tag}>".join(one) for one in tables]
    body = "".join(f"<{tag}>{part}</{tag}><p>情况如上</p>" for part in parts)
    return read_report(f"<html><body><h1>{TITLE}</h1>{body}</body></html>".encode())


@pytest.mark.parametrize("tag", ["pre", "p"])
@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_cells_apart_by_spaces_are_cells(layout: str, tag: str) -> None:
    report = read(*(LAYOUTS[layout](rows) for rows in (BLOCKS, applications(), disputes())), tag=tag)
    assert cells(report, "proactive") == ISSUED
    assert cells(report, "applications") == ALL
    assert cells(report, "disputes") == FIFTEEN
    assert severities(report, "unknown_label") == set()


def test_a_label_that_is_no_known_one_costs_its_own_row() -> None:
    rows = applications()
    rows[8][0] = "9.涉及他人秘密"
    report = read(LAYOUTS["two spaces"](rows))
    lost = next(line["line"] for line in APPLICATIONS[7:] if line["line"] in FIGURES)
    assert cells(report, "applications") == {key: raw for key, raw in ALL.items() if key[0] != lost}
    assert "error" in severities(report, "unknown_label")


def test_a_row_that_lacks_a_figure_gives_none() -> None:
    rows = applications()
    del rows[4][3]
    report = read(LAYOUTS["two spaces"](rows))
    lost = APPLICATIONS[3]["line"]
    assert cells(report, "applications") == {key: raw for key, raw in ALL.items() if key[0] != lost}
    assert "error" in severities(report, "ragged_grid")


def test_a_text_with_wide_spaces_is_no_table() -> None:
    lines = ["自然人　　商业企业", "负责人  张三  电话  12345", "一、本年新收政府信息公开申请数量  5"]
    assert not read(lines).tables


def test_a_text_dump_says_the_lines_behind_a_line_that_is_none_of_a_table() -> None:
    body, truth = written.make(1, "text", "spaces")
    note = "以上数据由各科室报送，经办公室汇总核对后填列。"
    (line,) = [one for one in body.decode().splitlines() if one.startswith("3.要求提供公开出版物")]
    report = read_report(body.decode().replace(line, f"{note}\n{line}").encode())
    given = {(c.table, c.row, c.column) for table in report.tables for c in table.cells if c.value is not None}
    missing = {
        row["row"]
        for row in truth
        if row["state"] == "number" and (row["table"], row["row"], row["column"]) not in given
    }
    said = " ".join(issue.message for issue in report.issues if issue.severity == "error")
    assert missing
    for name in missing:
        assert any(issue.row == name for issue in report.issues) or name.split(".")[-1] in said, name


_NAMES = [label for _, label in COLUMNS]
HEADS: dict[str, Rows] = {
    "one row, a subtotal": [["", *_NAMES[:-1], "小计", _NAMES[-1]]],
    "two rows, a subtotal": [["", _NAMES[0], "法人或其他组织", _NAMES[-1]], ["", "", *_NAMES[1:-1], "小计", ""]],
    "one row, no total": [["", *_NAMES[:-1]]],
}


@pytest.mark.parametrize("kind", HEADS)
def test_heads_of_a_text_stand_over_figures_in_their_order(kind: str) -> None:
    lines = []
    for label, *figures in applications()[1:]:
        if not figures:
            lines.append([label])
            continue
        subtotal = str(sum(map(int, figures[1:-1])))
        last = [] if "no total" in kind else [subtotal, figures[-1]]
        lines.append([label, *figures[:-1], *last])
    page = "\n".join("\t".join(one) for one in [*HEADS[kind], *lines])
    report = read_report(f"某某市财政局2022年政府信息公开工作年度报告\n{page}\n".encode())
    expected = {key: text for key, text in ALL.items() if "no total" not in kind or key[1] != "total"}
    assert cells(report, "applications") == expected
