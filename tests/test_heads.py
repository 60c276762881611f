"""Heads of reports: 240 beginnings of pages, files and texts, each with the body and the year it names."""

import io

import pytest
from docx import Document

from data.titles import classify
from extractors.evidence import Hint
from extractors.heading import Heading
from extractors.report import read_report
from tests.heads.more_pages import MORE_PAGES
from tests.heads.pages import PAGES, Page
from tests.heads.printed import PRINTED, Printed
from tests.test_recognise import LINES, ZEROS, applications

_TABLE = applications({label: ZEROS for label in LINES})


def _is_right(heading: Heading, agency: str, year: int | None) -> None:
    assert (heading.agency, heading.report_year) == (agency, year), heading.evidence


@pytest.mark.parametrize("case", PRINTED, ids=lambda case: case.lines.replace("\n", " / ")[:60])
def test_lines_of_a_page(case: Printed) -> None:
    marked = "".join(
        f"<h1>{line[2:]}</h1>" if line.startswith("# ") else f"<p>{line}</p>" for line in case.lines.split("\n")
    )
    _is_right(read_report(f"{marked}<p>一、总体情况</p>{_TABLE}".encode()).heading, case.agency, case.year)


@pytest.mark.parametrize("case", PRINTED, ids=lambda case: case.lines.replace("\n", " / ")[:60])
def test_lines_of_a_word_file(case: Printed) -> None:
    document = Document()
    for line in case.lines.split("\n"):
        document.add_heading(line[2:], 0) if line.startswith("# ") else document.add_paragraph(line)
    document.add_paragraph("一、总体情况")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("指标", "单位", "数量"), strict=True):
        cell.text = text
    body = io.BytesIO()
    document.save(body)
    _is_right(read_report(body.getvalue()).heading, case.agency, case.year)


@pytest.mark.parametrize("case", PRINTED, ids=lambda case: case.lines.replace("\n", " / ")[:60])
def test_lines_of_a_text(case: Printed) -> None:
    lines = case.lines.replace("# ", "") + "\n一、总体情况\n\t指标\n\t数量\n\n\t申请\n\t3\n"
    _is_right(read_report(lines.encode()).heading, case.agency, case.year)


@pytest.mark.parametrize("case", PAGES + MORE_PAGES, ids=lambda case: (case.head + case.body)[:60])
def test_pages(case: Page) -> None:
    page = f"<html><head>{case.head}</head><body>{case.body}{_TABLE}</body></html>"
    _is_right(read_report(page.encode()).heading, case.agency, case.year)


# Each was quadratic or worse in one of the patterns that it meets; the test ends in a second, or not at all.
@pytest.mark.parametrize(
    "unit", ["县", "临河县水利局", "2", "2021年", "政府信息公开年度报告", "（", "《", "-", " ", "关于", "二〇"]
)
def test_huge_titles_are_refused_and_huge_lines_read_in_time(unit: str) -> None:
    huge = unit * (500_000 // len(unit))
    assert classify(huge + "甲县2021年政府信息公开年度报告").report_year in (None, 2021)
    heads = f"<title>{huge}</title><h1>{huge}</h1><h1>水利局2021年政府信息公开年度报告</h1>"
    page = f"{heads}<p>由{huge}临河县水利局编制。</p>{_TABLE}"
    assert read_report(page.encode(), "", Hint(document=huge, title=huge)).heading.report_year == 2021
