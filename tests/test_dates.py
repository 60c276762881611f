"""Periods in words: which year a report is of where its title does not say."""

import datetime as dt

import pytest

from data.dates import in_figures
from data.text import squeeze
from extractors.prose import stated_period
from extractors.report import read_report


@pytest.mark.parametrize(
    "said",
    [
        "统计期限自二〇二三年元月一日起，至同年十二月三十一日止。上一份报告已于2023年1月12日公布。",
        "数据统计期限为二○二三年一月一日至当年十二月卅一日",
        "统计时间自2023年元月1日起至12月31日止",
        "统计期限自二零二三年一月一日起，截至本年年底",
        "数据统计期限：2023年1月至12月",
        "统计期限为2023年1—12月",
        "统计时限：2023年1月1号至12月31号",
        "起止时间：二〇二三年一月一日—十二月三十一日",
        "统计期限自2023年1月1日开始，到该年12月31日结束",
        "数据时段为2023年1月1日（含）至同年12月31日（含）",
    ],
)
def test_a_year_of_days_is_read_in_words_and_figures(said: str) -> None:
    stated = stated_period(squeeze(said))
    assert stated is not None
    assert stated[:2] == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))


def test_the_next_year_is_none_of_the_same() -> None:
    stated = stated_period(squeeze("统计期限自二〇二二年四月一日至翌年三月卅一日"))
    assert stated is not None
    assert stated[:2] == (dt.date(2022, 4, 1), dt.date(2023, 3, 31))


def test_words_that_are_no_dates_stay() -> None:
    assert in_figures("第三十二条第一项，五百一十日，同年") == "第三十二条第一项，五百一十日，同年"


def test_a_report_without_a_year_in_its_title_has_that_of_its_period() -> None:
    page = (
        "<h1>临河县水利局政府信息公开工作年度报告</h1><p>统计期限自二〇二三年元月一日起，至同年十二月三十一日止。"
        "2022年度报告已于2023年1月12日公布。</p><table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td>"
        "<td>现行有效件数</td></tr><tr><td>规章</td><td>1</td><td>0</td><td>2</td></tr>"
        "<tr><td>行政规范性文件</td><td>3</td><td>0</td><td>27</td></tr></table>"
    )
    assert read_report(page.encode()).heading.report_year == 2023
