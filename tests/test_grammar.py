"""Documents of the grammar that were not read whole once, each for a way of printing."""

import pytest

from bench.accuracy import score
from extractors.report import read_report
from tests.generators.grammar.make import make

_CASES = {
    "labels set with wide spaces between rules that go down only": (971000001, "2019", "pdf"),
    "heads alone are ruled, the rows are banded": (971000157, "mixed", "pdf"),
    "one head alone is ruled": (971000045, "2021", "pdf"),
    "groups in the middle of their outcomes, cut by a page": (971000069, "mixed", "pdf"),
    "the total first under groups between three lines": (971000078, "2021", "pdf"),
    "labels parted by wide spaces in a text": (971000192, "2019", "html"),
    "labels of group and line in one, parted by wide spaces": (971000148, "2019", "text"),
    "fifteen figures under heads that are not merged": (971000040, "2021", "text"),
    "two columns of figures in sentences": (971000052, "fujian", "text"),
    "heads in other words and characters in sentences": (971000175, "2019", "docx"),
    "applications of which the total alone is stated": (972000053, "mixed", "html"),
    "no heads in a sheet that is wider": (971000099, "2019", "xlsx"),
    "no heads and blank figures": (972000054, "2014", "pdf"),
    "a head that no form knows beside a blank total": (972000073, "2021", "pdf"),
    "units in a cell of their own between wide spaces": (973000112, "fujian", "text"),
    "levels in a list parted by wide spaces": (973000076, "2014", "text"),
    "shares beside the total in a text of bars": (972000160, "2021", "text"),
    "blank totals of outcomes in a list that a page cuts": (973000133, "2021", "pdf"),
    "figures under the names of disputes alone": (972000037, "mixed", "pdf"),
    "reviews and lawsuits in two tables parted by spaces": (974000100, "2021", "text"),
    "the total of disputes first, parted by spaces": (974000124, "mixed", "text"),
    "the total first under one row of heads": (974000004, "mixed", "text"),
    "a note in square brackets that goes on in the next line": (975000081, "2014", "pdf"),
    "heads of disputes under applications in one sheet": (975000176, "2021", "xlsx"),
    "notes behind heads in sentences": (975000115, "2019", "docx"),
    "one figure a line in other characters": (975000100, "2021", "text"),
    "a row that counts the columns of a text": (975000132, "2019", "html"),
    "one head and nothing over the labels": (975000053, "mixed", "html"),
    "articles of the law named whole over blocks": (976000078, "2021", "pdf"),
    "a head whose last character is a unit too": (976000144, "2021", "html"),
    "a page's title behind junk before its head": (977000168, "mixed", "html"),
    "a group and a line in one label that goes on in the next line": (979000009, "mixed", "pdf"),
    "a group of reviews that a page cuts": (972000186, "2019", "pdf"),
}


@pytest.mark.parametrize("why", _CASES)
def test_a_document_is_read_whole(why: str) -> None:
    document = make(*_CASES[why])
    counts, defects = score(document, read_report(document.body))
    assert counts["perfect"], defects[:5]


def test_bars_between_cells_with_rules_around_the_table_only() -> None:
    """Merged cells are printed in their first line; every cell is padded with spaces."""
    rule = "─" * 40
    rows = [
        ["第二十条第（一）项"],
        ["  信息内容    ", " 本年制发件数 ", " 本年废止件数 ", " 现行有效件数 "],
        [" 规章          ", "      0       ", "      2       ", "      0       "],
        [" 行政规范性文件", "      1       ", "      0       ", "      4       "],
        ["第二十条第（五）项"],
        ["  信息内容    ", "          本年处理决定数量        "],
        [" 行政许可      ", "             27                 "],
        ["第二十条第（六）项"],
        ["  信息内容    ", "          本年处理决定数量        "],
        [" 行政处罚      ", "             6                  "],
        [" 行政强制      ", "             0                  "],
    ]
    lines = "\n".join("│" + "│".join(row) + "│" for row in rows)
    body = f"<h1>长乐镇人民政府2021年政府信息公开工作年度报告</h1><pre>{rule}\n{lines}\n{rule}</pre>"
    report = read_report(f"<html><meta charset=utf-8><body>{body}</body></html>".encode())
    read = {(cell.row, cell.column): cell.raw for table in report.tables for cell in table.cells}
    assert read["rules", "repealed"] == "2" and read["licensing", "decisions"] == "27"
    assert len(read) == 9


@pytest.mark.parametrize(
    "case",
    [
        (972000174, "2014", "pdf"),  # the last line of a list alone on its page
        (977000113, "mixed", "html"),  # disputes are alike in two forms, and the applications were not made out
    ],
)
def test_what_is_missing_is_said(case: tuple[int, str, str]) -> None:
    counts, defects = score(document := make(*case), read_report(document.body))
    assert not counts["silent"] and counts["given"] == counts["given_right"], defects[:5]
