"""Reviews and lawsuits in three tables, one for each kind of dispute."""

import io

import openpyxl
import pytest

from extractors.report import read_report
from tests.test_shapes import APPLICATIONS, DISPUTES, FIFTEEN, GROUPS, OUTCOMES, cells, read, row, table

_HEADS = row(*(label for _, label in OUTCOMES))
_SAME = {key: ["0"] * 5 for key in DISPUTES}


def _three(captions: list[str], figures: dict[str, list[str]], before: str = "", lead: list[str] | None = None) -> str:
    heads = row(*(lead or [])[:1], *(label for _, label in OUTCOMES))
    return "".join(
        f"{caption}<table>{before}{heads}{row(*(lead or [])[1:], *figures[key])}</table>"
        for caption, (key, _) in zip(captions, GROUPS, strict=True)
    )


NAMED = [label for _, label in GROUPS]
CAPTIONS = {
    "plain": [f"<p>{label}</p>" for label in NAMED],
    "numbered": [f"<h4>（{n}）{label}</h4>" for n, label in zip("一二三", NAMED, strict=True)],
    "in words": ["<p>1.行政复议情况</p>", "<p>2.行政诉讼（未经复议直接起诉）</p>", "<p>3.复议后起诉的行政诉讼</p>"],
    "numbered tables": [f"<p>表{n}：{label}</p>" for n, label in enumerate(NAMED, 3)],
}


@pytest.mark.parametrize("kind", CAPTIONS)
@pytest.mark.parametrize("lead", [None, ["", "件数"]], ids=["bare", "with a row's head"])
def test_a_table_for_each_kind_under_its_caption(kind: str, lead: list[str] | None) -> None:
    assert cells(read(_three(CAPTIONS[kind], DISPUTES, lead=lead)), "disputes") == FIFTEEN
    same = cells(read(_three(CAPTIONS[kind], _SAME, lead=lead)), "disputes")
    assert same == {key: "0" for key in FIFTEEN}


def test_a_table_for_each_kind_whose_first_row_names_it() -> None:
    body = "".join(
        table([f"<tr><td colspan=5>{label}</td></tr>", _HEADS, row(*DISPUTES[key])]) for key, label in GROUPS
    )
    assert cells(read(body), "disputes") == FIFTEEN


@pytest.mark.parametrize("captions", [["<p>行政诉讼</p>"] * 3, ["<p>行政复议</p>"] * 3, [""] * 3])
def test_tables_of_which_nothing_says_the_kind_are_no_figures_and_are_said(captions: list[str]) -> None:
    report = read(_three(captions, DISPUTES))
    assert not cells(report, "disputes")
    assert any(issue.severity == "error" for issue in report.issues)


def _sheet(applications: bool) -> bytes:
    """Reviews over the left half of a sheet, lawsuits below over its whole width."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["某某市财政局2022年政府信息公开工作年度报告"])
    if applications:
        who = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
        page.append(["三、收到和处理政府信息公开申请情况", *who])
        for line in APPLICATIONS:
            page.append([line["label"], *([] if line["kind"] == "heading" else [0] * 7)])
    names = [label for _, label in OUTCOMES]
    rows = [["行政复议"], names, DISPUTES["review"], ["行政诉讼"]]
    rows.append(["未经复议直接起诉", *[None] * 4, "复议后起诉"])
    rows += [names * 2, [*DISPUTES["litigation_direct"], *DISPUTES["litigation_after_review"]]]
    first = page.max_row + 1
    for one in rows:
        page.append([int(x) if x and x.isdecimal() else x for x in one])
    for at, start, end in ((0, 1, 5), (3, 1, 10), (4, 1, 5), (4, 6, 10)):
        page.merge_cells(start_row=first + at, end_row=first + at, start_column=start, end_column=end)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("applications", [False, True], ids=["alone", "below applications"])
def test_the_name_over_reviews_in_a_sheet_belongs_to_their_table(applications: bool) -> None:
    report = read_report(_sheet(applications))
    assert cells(report, "disputes") == FIFTEEN


@pytest.mark.parametrize("year", [2020, 2023])
def test_disputes_take_no_form_where_the_applications_that_tell_it_are_unread(year: int) -> None:
    unread = table([row(line["label"], "3", "4") for line in APPLICATIONS if line["kind"] != "heading"][:14])
    three = _three(CAPTIONS["plain"], DISPUTES)
    report = read_report(f"<h1>某某市财政局{year}年政府信息公开工作年度报告</h1>{unread}{three}".encode())
    assert cells(report, "disputes") == (FIFTEEN if year == 2020 else {})
    said = {issue.severity for issue in report.issues if issue.table == "disputes"}
    assert ("error" in said) == (year == 2023)
