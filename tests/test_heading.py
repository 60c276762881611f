"""Who reports on which year: from the document first, from its list only where the document is silent."""

import pytest

from data.titles import classify
from extractors.evidence import Hint
from extractors.report import read_report
from tests.test_recognise import LINES, ZEROS, applications
from tests.test_titles import OTHERS, REPORTS


def _page(head: str, text: str = "") -> bytes:
    return f"{head}<p>{text}</p>{applications({label: ZEROS for label in LINES})}".encode()


# Brackets are given as they are printed; the register does not look at their width.
_WIDTH = str.maketrans("()", "（）")


_PLACES = {
    "heading": "<body><h1>{}</h1>",
    "lines": "<body><p>{}</p>",
    "page_title": "<head><title>{}</title></head><body>",
    "meta": '<head><meta name="ArticleTitle" content="{}"></head><body>',
}


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("title", [title for title, _, _ in REPORTS])
def test_a_title_says_the_same_as_link_and_wherever_a_page_has_it(title: str, place: str) -> None:
    verdict = classify(title)
    heading = read_report(_page(_PLACES[place].format(title) + "<p>一、总体情况</p>")).heading
    assert (heading.agency.translate(_WIDTH), heading.report_year) == (verdict.agency, verdict.report_year)
    assert heading.year_basis == (place if verdict.agency or place == "page_title" else "part")


@pytest.mark.parametrize("title", [title for title, _, _, _ in OTHERS])
def test_what_is_no_title_as_a_link_is_none_as_heading(title: str) -> None:
    verdict = classify(title)
    heading = read_report(_page(f"<h1>{title}</h1>")).heading
    is_kept = verdict.kind in ("report", "candidate", "rendition")
    assert (heading.agency, heading.report_year) == ((verdict.agency, verdict.report_year) if is_kept else ("", None))


def test_the_year_comes_from_the_stated_period_where_the_title_has_none() -> None:
    page = _page(
        "<h1>临河县水利局政府信息公开工作年度报告</h1>", "所列数据的统计期限自2021年1月1日起至2021年12月31日止"
    )
    heading = read_report(page).heading
    assert (heading.report_year, heading.year_basis) == (2021, "period")


def test_the_year_never_comes_from_the_date_of_publication() -> None:
    page = _page('<meta name="PubDate" content="2022-01-20"><h1>临河县水利局政府信息公开工作年度报告</h1>')
    report = read_report(page)
    assert report.heading.report_year is None
    assert str(report.heading.published_date) == "2022-01-20"
    assert "year_unknown" in {issue.code for issue in report.issues}


def test_title_and_period_that_disagree_are_an_issue() -> None:
    page = _page("<h1>临河县水利局2022年政府信息公开工作年度报告</h1>", "统计期限自2021年1月1日至2021年12月31日")
    report = read_report(page)
    assert report.heading.report_year == 2022
    assert "year_conflict" in {issue.code for issue in report.issues}


def test_the_agency_on_the_line_above_a_bare_title_is_taken_in_its_fullest_form() -> None:
    page = _page(
        "<p>洪湖区人民政府</p><p>2023年政府信息公开工作年度报告</p>", "本报告由淮海市洪湖区人民政府办公室编制。"
    )
    assert read_report(page).heading.agency == "淮海市洪湖区人民政府"


def test_the_list_helps_only_a_silent_document() -> None:
    hint = Hint(title="临河县水利局2020年政府信息公开工作年度报告")
    assert read_report(_page(""), hint=hint).heading.report_year == 2020
    own = _page("<h1>临河县水利局2022年政府信息公开工作年度报告</h1>")
    assert read_report(own, hint=hint).heading.report_year == 2022


def test_contact_and_index_number() -> None:
    page = _page(
        "<table><tr><td>索引号</td><td>014314799/2024-00002</td><td>发布日期</td><td>2024-01-17</td></tr></table>"
        "<h1>临河县水利局2023年政府信息公开工作年度报告</h1>",
        "如有疑问，请与临河县水利局联系（地址：临河县人民路1号，邮编：223001，电话：0517-83605210，电子邮箱：slj@linhe.cn）。",
    )
    heading = read_report(page).heading
    assert (heading.index_number, str(heading.published_date)) == ("014314799/2024-00002", "2024-01-17")
    assert (heading.address, heading.telephone, heading.email) == ("临河县人民路1号", "0517-83605210", "slj@linhe.cn")


@pytest.mark.parametrize("stamp", ["11/22/26, 5:09 PM", "2024/1/15 上午10:23", "2024-01-15 10:23:45"])
def test_what_a_browser_prints_above_a_saved_page_is_no_part_of_the_agency(stamp: str) -> None:
    page = _page(f"<p>{stamp}    临河县水利局2022年政府信息公开工作年度报告</p>")
    assert read_report(page).heading.agency == "临河县水利局"


@pytest.mark.parametrize(
    ("title", "text", "agency"),
    [
        (
            "青海证监局2022年",
            "中国证券监督管理委员会青海监管局现公布2022年度政府信息公开工作年度报告。",
            "中国证券监督管理委员会青海监管局",
        ),
        ("满洲里海关2020年", "本报告由中华人民共和国满洲里海关编制。", "中华人民共和国满洲里海关"),
        (
            "喀什地区叶城县2019年",
            "由喀什地区叶城县人民政府编制2019年政府信息公开工作年度报告。",
            "喀什地区叶城县人民政府",
        ),
        # a part of a body, and another body of the place, are not its name in full
        ("临河县公安局2022年", "由临河县公安局交警分局编制2022年政府信息公开工作年度报告。", "临河县公安局"),
        ("临河县教育局2022年", "由临河县水利局编制2022年政府信息公开工作年度报告。", "临河县教育局"),
    ],
)  # fmt: skip
def test_a_short_name_gives_way_to_the_full_one_that_the_report_gives_itself(
    title: str, text: str, agency: str
) -> None:
    heading = read_report(_page(f"<h1>{title}政府信息公开工作年度报告</h1>", text)).heading
    assert heading.agency == agency
