"""Shapes of tables that other readers get wrong, each alone and small enough to see."""

from decimal import Decimal

from extractors.evidence import Hint
from extractors.report import Report, read_report

HEAD = "<h1>临河县水利局2022年政府信息公开工作年度报告</h1>"
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
APPLICATIONS_HEAD = (
    "<tr><td rowspan=3 colspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
    "<td colspan=7>申请人情况</td></tr>"
    "<tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>"
    "<tr>" + "".join(f"<td>{name}</td>" for name in COLUMNS[1:6]) + "</tr>"
)
LINES = [
    "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（二）部分公开",
    "1.属于国家秘密", "2.重复申请", "（六）其他处理", "（七）总计", "四、结转下年度继续办理",
]  # fmt: skip


def applications(rows: dict[str, list[str]], head: str = APPLICATIONS_HEAD) -> str:
    body = "".join(
        f"<tr><td colspan=3>{label}</td>" + "".join(f"<td>{value}</td>" for value in values) + "</tr>"
        for label, values in rows.items()
    )
    return f"<table>{head}{body}</table>"


def read(*tables: str) -> Report:
    return read_report((HEAD + "".join(tables)).encode(), "text/html", Hint(document="test.html"))


def value(report: Report, table: str, row: str, column: str) -> Decimal | str | None:
    cells = {(c.table, c.row, c.column): c for t in report.tables for c in t.cells}
    cell = cells.get((table, row, column))
    return None if cell is None else cell.value if cell.state == "number" else cell.state


def codes(report: Report) -> set[tuple[str, str]]:
    return {(issue.code, issue.severity) for issue in report.issues}


ZEROS = ["0"] * 7


def test_a_blank_cell_does_not_move_its_neighbours() -> None:
    report = read(applications({label: ["", "3", "", "", "", "", "3"] for label in LINES}))
    assert value(report, "applications", "new", "natural_person") == "blank"
    assert value(report, "applications", "new", "business") == 3
    assert value(report, "applications", "new", "total") == 3


def test_a_row_that_lost_a_cell_gives_an_issue_and_no_figure() -> None:
    rows = {label: ZEROS for label in LINES} | {LINES[0]: ["5", "1", "0", "0", "0", "6"]}
    report = read(applications(rows))
    assert value(report, "applications", "new", "natural_person") is None
    assert ("ragged_grid", "error") in codes(report)
    assert value(report, "applications", "granted", "natural_person") == 0


def test_a_line_that_the_form_does_not_have_is_named_and_not_guessed() -> None:
    rows = {label: ZEROS for label in LINES} | {"8.属于新的情形": ["4", "0", "0", "0", "0", "0", "4"]}
    report = read(applications(rows))
    unknown = [issue for issue in report.issues if issue.code == "unknown_label"]
    assert unknown and "8.属于新的情形" in unknown[0].message and unknown[0].table == "applications"


def test_other_under_another_heading_is_not_the_forms_other() -> None:
    rows = {label: ZEROS for label in LINES}
    table = applications(rows).replace(
        "</table>",
        "<tr><td>（三）不予公开</td><td colspan=2>9.其他</td>" + "<td>2</td>" * 7 + "</tr></table>",
    )
    report = read(table)
    assert value(report, "applications", "other.other", "total") is None
    assert ("unknown_label", "error") in codes(report)


def test_columns_in_another_order_follow_their_heads() -> None:
    head = "<tr><td colspan=3>项目</td><td>总计</td>" + "".join(f"<td>{c}</td>" for c in COLUMNS[:6]) + "</tr>"
    report = read(applications({label: ["9", "1", "2", "3", "0", "0", "3"] for label in LINES}, head))
    assert value(report, "applications", "new", "total") == 9
    assert value(report, "applications", "new", "natural_person") == 1


def test_a_remarks_column_is_left_out() -> None:
    head = APPLICATIONS_HEAD.replace("申请人情况</td>", "申请人情况</td><td rowspan=3>备注</td>")
    report = read(applications({label: ["1", "0", "0", "0", "0", "0", "1", "见说明2"] for label in LINES}, head))
    assert value(report, "applications", "new", "total") == 1
    assert not [issue for issue in report.issues if issue.severity == "error"]


def test_the_form_is_judged_table_by_table() -> None:
    proactive = (
        "<table><tr><td colspan=4>第二十条第（一）项</td></tr>"
        "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
        "<tr><td>规章</td><td>0</td><td>0</td><td>1</td></tr><tr><td>行政规范性文件</td><td>2</td><td>3</td><td>4</td></tr>"
        "</table>"
    )
    report = read(proactive, applications({label: ZEROS for label in LINES}))
    assert {table.table: table.form for table in report.tables} == {"proactive": "2021", "applications": "2019"}


def test_a_line_printed_twice_and_differently_is_not_given() -> None:
    rows = applications({label: ZEROS for label in LINES}).replace(
        "</table>", f"<tr><td colspan=3>{LINES[0]}</td>" + "<td>7</td>" * 7 + "</tr></table>"
    )
    report = read(rows)
    assert value(report, "applications", "new", "total") is None
    assert ("duplicate_line", "error") in codes(report)


def test_two_numbers_in_a_cell_are_no_number() -> None:
    rows = {label: ZEROS for label in LINES} | {LINES[0]: ["1<br>2", "0", "0", "0", "0", "0", "3"]}
    report = read(applications(rows))
    assert value(report, "applications", "new", "natural_person") == "unreadable"
    assert ("unreadable_number", "error") in codes(report)


def test_printed_totals_that_do_not_add_up_stay_as_printed_beside_a_finding() -> None:
    rows = {label: ZEROS for label in LINES} | {LINES[0]: ["5", "1", "0", "0", "0", "0", "60"]}
    report = read(applications(rows))
    assert value(report, "applications", "new", "total") == 60
    found = [f for f in report.checks.findings if f.rule == "applicants"]
    assert [(f.row, f.stated, f.computed) for f in found] == [("new", 60, 6)]


def test_totals_left_empty_are_not_stated() -> None:
    rows = {label: ["2", "0", "0", "0", "0", "0", ""] for label in LINES}
    report = read(applications(rows))
    assert not [f for f in report.checks.findings if f.rule == "applicants"]
    assert report.checks.not_stated > 0


def test_a_blank_form_with_a_digit_typed_into_it_is_nobodys_report() -> None:
    values = {label: [""] * 7 for label in LINES}
    values[LINES[2]] = ["66", *[""] * 6]
    nobodys = read_report(applications(values).encode(), "text/html", Hint(document="test.html"))
    assert (nobodys.outcome, nobodys.reason) == ("not_a_report", "blank_form") and "66" in nobodys.issues[0].message
    assert read(applications(values)).outcome == "report", "somebody's, with one figure"


def test_heads_that_reach_down_into_the_values_are_none_of_them() -> None:
    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = (
        "<tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr><tr>"
        + "".join(f"<td rowspan=2>{head}</td>" for head in heads)
        + "<td colspan=5>未经复议直接起诉</td><td colspan=255>复议后起诉</td></tr>"
        + f"<tr>{'<td></td>' * 15}</tr>"  # the third row of heads is lost
    )
    report = read(applications({label: ["1"] * 7 for label in LINES}), f"<table>{rows}</table>")
    assert report.outcome == "report" and not [t for t in report.tables if t.table == "disputes" and t.cells]
    assert any(issue.table == "disputes" and issue.code == "ragged_grid" for issue in report.issues)


def test_a_blank_form_is_no_report() -> None:
    report = read(applications({label: [""] * 7 for label in LINES}))
    assert (report.outcome, report.reason) == ("not_a_report", "blank_form")
    assert not report.tables


def test_a_hidden_copy_of_a_table_is_not_read_beside_the_shown_one() -> None:
    shown = applications({label: ["", "", "", "", "", "", "1"] for label in LINES})
    hidden = applications({label: ["873"] * 7 for label in LINES})
    report = read(shown, f'<div style="display: none">{hidden}</div>')
    assert value(report, "applications", "new", "natural_person") == "blank"
    assert value(report, "applications", "new", "total") == 1


def test_a_report_that_stands_only_in_a_hidden_tab_is_read() -> None:
    report = read(f'<div style="display:none">{applications({label: ZEROS for label in LINES})}</div>')
    assert value(report, "applications", "new", "total") == 0


def test_a_row_without_a_cell_is_no_line() -> None:
    table = applications({line: ["1", *ZEROS[1:6], "1"] for line in LINES})
    report = read(table.replace("<tr>", "<tr></tr><tr>"))
    assert report.outcome == "report" and value(report, "applications", "new", "total") == 1
