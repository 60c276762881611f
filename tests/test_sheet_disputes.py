"""Reviews and lawsuits below each other in one sheet, the kind of dispute merged over its columns."""

import io

import openpyxl

from extractors.evidence import Hint
from extractors.report import read_report

_COLUMNS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def test_a_kind_of_dispute_that_begins_its_table_is_its_first_row():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["某某市教育局2021年政府信息公开工作年度报告"],
        [],
        ["四、政府信息公开行政复议、行政诉讼情况"],
        ["行政复议"],
        _COLUMNS,
        [2, 15, 0, 3, 20],
        ["行政诉讼"],
        ["未经复议直接起诉", "", "", "", "", "复议后起诉"],
        _COLUMNS * 2,
        [0, 1, 0, 0, 1, 0, 0, 4, 0, 4],
    ):
        sheet.append(row)
    for area in ("A4:E4", "A7:J7", "A8:E8", "F8:J8"):
        sheet.merge_cells(area)
    body = io.BytesIO()
    book.save(body)
    report = read_report(body.getvalue(), "", Hint(document="report.xlsx"))
    got = {(c.row, c.column): c.value for table in report.tables for c in table.cells if c.table == "disputes"}
    assert len(got) == 15
    assert got["review", "corrected"] == 15
    assert got["litigation_after_review", "other"] == 4
