"""Documents that are no report give no row and are called none, whatever words and tables they share."""

import pytest

from extractors.evidence import Hint
from extractors.report import read_report
from extractors.tidy import tidy_rows
from tests.generators import composed, documents, nonreports

_FIRST = 71_000


def _faults(seed: int, medium: str) -> list[str]:
    document = composed.make(seed, medium)
    report = read_report(document.body, "", Hint(document=document.name))
    parts = f"{document.name} {' '.join(document.shapes)}"
    if rows := list(tidy_rows(report)):
        return [f"{parts}: {len(rows)} rows"]
    return [] if report.outcome == "not_a_report" else [f"{parts}: {report.outcome}: {report.issues[0].message[:120]}"]


def _medium(number: int) -> str:
    return "html" if number % 2 else nonreports.MEDIA[number // 2 % len(nonreports.MEDIA)]


@pytest.mark.parametrize("numbers", [range(16), pytest.param(range(16, 40), marks=pytest.mark.slow, id="bounded")])
def test_what_is_no_report_is_taken_for_none(numbers: range) -> None:
    assert not [fault for n in numbers for fault in _faults(_FIRST + n, _medium(n))]


@pytest.mark.slow
def test_of_two_thousand_documents_no_report_is_called_another_thing_and_nothing_else_a_report() -> None:
    faults = [fault for n in range(400) for fault in _faults(_FIRST + 1000 + n, _medium(n))]
    for n in range(1600):
        document = documents.make(_FIRST + 10_000 + n, documents.FORMS[n % len(documents.FORMS)])
        report = read_report(document.body, "", Hint(document=document.name))
        if report.outcome not in ("report", "unread_report"):
            faults.append(f"{document.name} {document.medium} {' '.join(document.shapes)}: {report.outcome}")
    assert not faults


@pytest.mark.parametrize("title", ["临河县2023年政府工作报告", "临河县水利局2023年度法治政府建设年度报告"])
def test_the_name_of_column_and_site_makes_no_report_of_another_title(title: str) -> None:
    table = "<table><tr><td>类别</td><td>数量</td></tr>" + "<tr><td>甲</td><td>12</td></tr>" * 5 + "</table>"
    page = f"<title>临河县人民政府 政府信息公开年报 {title}</title><body><h1>{title}</h1><p>略。</p>{table}</body>"
    assert read_report(page.encode()).outcome == "not_a_report"


def test_lines_that_other_statistics_share_with_a_form_make_no_report() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{n}</td></tr>" for n, name in enumerate(("行政许可", "行政处罚", "行政强制"))
    )
    table = f"<table><tr><td>执法类别</td><td>处理决定数量</td></tr>{rows}</table>"
    other = read_report(f"<h1>临河县2023年行政执法统计</h1>{table}".encode())
    assert other.outcome == "not_a_report" and not other.tables
    own = read_report(f"<h1>临河县水利局2023年政府信息公开工作年度报告</h1>{table}".encode())
    assert own.outcome == "report" and len(own.tables[0].cells) == 3


def test_a_table_none_of_whose_columns_is_known_makes_no_report_in_words() -> None:
    lines = ("主动公开文件数", "受理依申请公开信息总数", "行政复议数", "行政诉讼数", "接受行政诉讼、举报数")
    rows = "".join(f"<tr><td>{line}</td><td>{n}条</td></tr>" for n, line in enumerate(lines, 3))
    table = f"<table><tr><td>指标名称</td><td>2011年度31816</td></tr>{rows}</table>"
    report = read_report(f"<h1>临河县水利局2011年政府信息公开工作年度报告</h1>{table}".encode())
    assert report.outcome == "unread_report" and {line.raw for line in report.unmapped} >= {"3条", "7条"}
