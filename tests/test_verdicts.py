"""What is said of documents without figures rests on what they show: report in words, unread, empty form, none."""

import pytest

from extractors.choose import form_named
from extractors.evidence import Hint
from extractors.report import Report, read_report
from tests.test_recognise import LINES, applications

TITLE = "临河县水利局2022年政府信息公开工作年度报告"
BLANKS = applications({label: [""] * 7 for label in LINES})
PROSE = "<p>一、总体情况</p><p>本局认真落实政府信息公开条例，本年没有收到申请。</p><p>2023年1月20日</p>"


def _read(body: str, title: str = TITLE) -> Report:
    return read_report(f"<html><body><h1>{title}</h1>{body}</body></html>".encode(), "text/html", Hint("d.html"))


def _verdict(report: Report) -> str:
    return report.reason or report.outcome


def test_a_filing_of_blanks_is_a_report_of_blanks() -> None:
    report = _read(PROSE + BLANKS)
    assert report.outcome == "report" and (report.heading.agency, report.heading.report_year) == ("临河县水利局", 2022)
    assert {cell.state for table in report.tables for cell in table.cells} == {"blank"}
    assert {cell.evidence for table in report.tables for cell in table.cells} == {"markup"}


@pytest.mark.parametrize(
    "title", ["××县2022年政府信息公开工作年度报告", "政府信息公开工作年度报告格式", "政府信息公开工作年度报告（模板）"]
)
def test_a_template_is_an_empty_form(title: str) -> None:
    report = _read(PROSE + BLANKS, title)
    assert _verdict(report) == "blank_form" and "no value stands in them" in report.issues[0].message


def test_a_short_report_without_any_table_is_in_words_only_and_says_why() -> None:
    report = _read(PROSE)
    assert report.outcome == "no_tables"
    assert "no table, no label of a form, no picture and no attachment" in report.issues[0].message


def test_a_report_of_which_a_picture_may_be_the_table_is_unread() -> None:
    report = _read(PROSE + '<p><img src="table.png" width=800 height=600></p>')
    assert report.outcome == "unread_report" and report.issues[0].severity == "error"


def test_a_report_with_tables_of_no_known_form_is_unread() -> None:
    rows = "".join(f"<tr><td>第{n}类</td><td>{n}1</td><td>{n}2</td></tr>" for n in range(1, 6))
    report = _read(PROSE + f"<table><tr><td>类别</td><td>甲</td><td>乙</td></tr>{rows}</table>")
    assert report.outcome == "unread_report"
    assert {line.raw for line in report.unmapped} >= {"11", "52"}


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("关于做好2022年政府信息公开工作年度报告编制工作的通知", "notice"),
        ("临河县水利局2022年政府信息公开工作要点", "notice"),
        ("临河县2022年政务公开培训班开班", "other"),
    ],
)
def test_what_is_no_report_says_what_it_is_with_its_evidence(title: str, reason: str) -> None:
    report = _read("<p>各乡镇人民政府，县直各部门：</p><p>请认真组织学习。</p>", title)
    assert (report.outcome, report.reason) == ("not_a_report", reason)
    assert title[:20] in report.issues[0].message


def test_a_table_of_which_each_character_is_a_line_is_unread() -> None:
    labels = [line.label for line in form_named("2021", "applications").lines.values() if line.kind != "heading"]
    rows = "".join(f"{label}{number}" for number, label in enumerate(labels, 500))
    report = _read(PROSE + "".join(f"<div>{character}</div>" for character in rows))
    assert report.outcome == "unread_report" and "applications" in report.issues[0].message
