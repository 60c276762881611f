"""Lines of a table that stand outside it are said, never lost in silence."""

import pytest

from data.rows import CellReading
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


@pytest.mark.parametrize(
    ("text", "is_stray"),
    [
        ("（一）回應公众關注热点或重大舆情數【不同方式回应同一热点或舆情计1", True),
        ("回应公众关注热点或重大舆情数仍有差距，下一步将改进。", False),
        ("（一）收到申请数", False),  # it was read
    ],
)
def test_a_label_without_its_figure_is_said(text: str, is_stray: bool) -> None:
    table = TableReading("statistics", "2014")
    cell = CellReading("2014", "statistics", "received", "count", None, "件", "blank", "", "", "", 0, 0, 0)
    table.cells.append(cell)
    flag_strays([Line(text)], [table])
    assert [(issue.code, issue.row) for issue in table.issues] == [("unknown_label", "response.events")] * is_stray
