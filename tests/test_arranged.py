"""A table is turned only where its columns stand before the figures: 总计 alone is the last line of an upright one."""

import pytest

from extractors.report import Report, read_report

APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
LINES = ["一、本年新收政府信息公开申请数量", "（一）予以公开", "2.重复申请", "（七）总计", "四、结转下年度继续办理"]
NIL = {"2.重复申请"}


def read(rows: list[list[str]]) -> Report:
    table = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    title = "临河县水利局2022年政府信息公开工作年度报告"
    return read_report(f"<html><body><h1>{title}</h1><table>{table}</table></body></html>".encode())


def figures(line: str, total: str) -> list[str]:
    return ["—"] * 7 if line in NIL else ["1", "0", "0", "0", "0", "0", total]


@pytest.mark.parametrize("other", ["其他", "其它"])
def test_an_upright_table_with_lines_of_marks_and_a_turned_one(other: str) -> None:
    heads = [*APPLICANTS[:5], other, "总计"]
    upright = [["项目", *heads], *([line, *figures(line, "1")] for line in LINES)]
    turned = [list(row) for row in zip(*upright, strict=True)]
    for rows in (upright, turned):
        cells = {(c.row, c.column): c.raw for t in read(rows).tables if t.table == "applications" for c in t.cells}
        assert len(cells) == 7 * len(LINES)
        assert cells["total", "total"] == cells["new", "natural_person"] == "1"
        assert cells["not_processed.repeat", "total"] == "—"


def test_a_turned_table_with_an_empty_column_above_another_table() -> None:
    heads = [*APPLICANTS]
    upright = [["项目", *heads], *([line, *figures(line, "1")] for line in LINES)]
    turned = [list(row) for row in zip(*upright, strict=True)]
    turned[2] = [turned[2][0], *[""] * len(LINES)]
    groups = [["", "行政复议", "行政诉讼"], ["结果维持", "3", "4"], ["结果纠正", "1", "0"]]
    report = read([*turned, ["四、政府信息公开行政复议与行政诉讼情况"], *groups])
    cells = {(c.row, c.column): c.raw for t in report.tables if t.table == "applications" for c in t.cells}
    assert len(cells) == 7 * len(LINES) and cells["total", "total"] == "1" and cells["new", "business"] == ""
