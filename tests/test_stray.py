"""Lines of a table that stand outside it are said, never lost in silence."""

import pytest

from extractors.content import Line
from extractors.readings import TableReading
from extractors.stray import flag_strays


@pytest.mark.parametrize(
    ("text", "is_stray"),
    [
        ("办 （三）不 1.属于国家秘密 1 0 0 17 1 0 19", True),
        ("（七）总计 10 / 0 46 24 — 80", True),  # of the one table here that has a total
        ("四、结转下年度继续办理 10 / 0 46 24 — 80", True),
        ("本年共收到申请 3 件，予以公开 2 件", False),
        ("1.属于国家秘密 1", False),
        ("规章 3 1 12", False),  # of a table that the document does not have
        ("2 3 4 5 6", False),
    ],
)
def test_a_label_of_a_table_with_figures_behind_it_is_an_issue(text: str, is_stray: bool) -> None:
    table = TableReading("applications", "2021")
    flag_strays([Line(text)], [table])
    assert [issue.code for issue in table.issues] == ["ragged_grid"] * is_stray
    assert all("outside its rules" in issue.message for issue in table.issues)


@pytest.mark.parametrize(
    ("text", "is_stray"),
    [("③接受培训人员数 人次 1", True), ("②举办各类培训班数 次 1", True), ("接受培训人员 1 人次，其中干部 3 人", False)],
)
def test_a_list_has_one_figure_a_line(text: str, is_stray: bool) -> None:
    table = TableReading("statistics", "2014")
    flag_strays([Line(text)], [table])
    assert [issue.code for issue in table.issues] == ["ragged_grid"] * is_stray
