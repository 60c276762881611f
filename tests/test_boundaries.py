"""Several reports in one document, examples, other years: each figure under its own body and year, or under none."""

import pytest

from extractors.evidence import Hint
from extractors.report import Report, read_report
from tests.test_recognise import LINES, applications, value

DISPUTES = (
    "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
    "<tr>" + "".join(f"<td rowspan=2>{h}</td>" for h in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
    "<tr>" + "".join(f"<td>{h}</td>" for h in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2) + "</tr>"
    "<tr>" + "<td>1</td>" * 15 + "</tr></table>"
)  # fmt: skip
OPENING = "<p>本报告根据《中华人民共和国政府信息公开条例》编制。</p><p>一、总体情况</p><p>略。</p>"


def _title(name: str, year: int) -> str:
    return f"<p>{name}{year}年政府信息公开工作年度报告</p>"


def _table(figure: int) -> str:
    return applications({label: [str(figure), "0", "0", "0", "0", "0", str(figure)] for label in LINES})


def _read(*parts: str) -> Report:
    return read_report(f"<html><body>{''.join(parts)}</body></html>".encode(), "text/html", Hint(document="d.html"))


def _heads(report: Report) -> list[tuple[str, int | None]]:
    return [(one.heading.agency, one.heading.report_year) for one in (report, *report.also)]


def test_two_bodies_in_one_page_are_two_reports() -> None:
    first, second = "黄石市教育局", "黄石市民政局"
    report = _read(_title(first, 2023), OPENING, _table(7), _title(second, 2023), OPENING, _table(9))
    assert _heads(report) == [(first, 2023), (second, 2023)]
    assert value(report, "applications", "new", "total") == 7
    assert value(report.also[0], "applications", "new", "total") == 9


def test_bodies_whose_tables_do_not_overlap_are_two_reports() -> None:
    report = _read(_title("黄石市教育局", 2023), OPENING, DISPUTES, _title("黄石市民政局", 2023), OPENING, _table(9))
    assert value(report, "disputes", "review", "upheld") == 1
    assert value(report, "applications", "new", "total") is None
    assert value(report.also[0], "applications", "new", "total") == 9


def test_three_years_in_one_page_are_three_reports() -> None:
    years = (2023, 2022, 2021)
    report = _read(*(part for year in years for part in (_title("黄石市教育局", year), OPENING, _table(year - 2000))))
    assert _heads(report) == [("黄石市教育局", year) for year in years]
    assert [value(r, "applications", "new", "total") for r in (report, *report.also)] == [23, 22, 21]


def test_titles_of_other_years_beside_the_article_cut_nothing() -> None:
    links = "".join(f'<p><a href="/{y}.html">黄石市教育局{y}年政府信息公开工作年度报告</a></p>' for y in (2022, 2021))
    report = _read(links, _title("黄石市教育局", 2023), OPENING, _table(7), links, DISPUTES)
    assert _heads(report) == [("黄石市教育局", 2023)]
    assert value(report, "disputes", "review", "upheld") == 1


def test_a_sentence_that_names_an_earlier_report_cuts_nothing() -> None:
    named = "<p>详见黄石市教育局2022年政府信息公开工作年度报告</p>"
    report = _read(_title("黄石市教育局", 2023), OPENING, _table(7), named, DISPUTES)
    assert _heads(report) == [("黄石市教育局", 2023)]


@pytest.mark.parametrize(
    "caption",
    [
        "附：填报示例（仅供参考）",
        "附：2022年度数据（供对比）",
        "上年度情况",
        "黄石市民政局政府信息公开情况统计表",
        "其中：局办公室（本机关）收到和处理政府信息公开申请情况",
    ],
)
def test_a_table_under_another_caption_is_kept_under_no_key(caption: str) -> None:
    report = _read(_title("黄石市教育局", 2023), OPENING, DISPUTES, f"<p>{caption}</p>", _table(318))
    assert value(report, "applications", "new", "total") is None
    assert {line.caption for line in report.unmapped} == {
        caption.replace("：", ":").replace("（", "(").replace("）", ")")
    }
    assert sum(line.raw == "318" for line in report.unmapped) == 2 * len(LINES)
    assert any(issue.code == "unknown_table" and issue.table == "applications" for issue in report.issues)


@pytest.mark.parametrize("caption", ["2023年度：", "黄石市教育局2023年情况统计表", "2024年1月20日", "统计表（2023年）"])
def test_a_table_under_its_own_caption_is_the_reports(caption: str) -> None:
    report = _read(_title("黄石市教育局", 2023), OPENING, f"<p>{caption}</p>", _table(318))
    assert value(report, "applications", "new", "total") == 318


def test_a_table_of_a_part_leaves_the_whole_as_it_is() -> None:
    report = _read(_title("黄石市教育局", 2023), OPENING, _table(318), "<p>其中：局机关情况</p>", _table(25))
    assert value(report, "applications", "new", "total") == 318
    assert sum(line.raw == "25" for line in report.unmapped) == 2 * len(LINES)
    assert not any(issue.code == "duplicate_line" for issue in report.issues)
