"""Where a body lies, today and in the report's year, beside its figures."""

from pathlib import Path

import pytest
from warehouse_parts import applications, begun, capture, cell, reading, write_part

from warehouse.load import load

_NAMES = {
    "a": ("淮安市洪泽县人民政府", 2015), "b": ("淮安市洪泽区人民政府", 2016), "c": ("上海市黄浦区教育局", 2021),
    "d": ("石家庄市长安区建北街道办事处", 2021), "e": ("国务院办公厅", 2021), "f": ("某县某局", 2021),
}  # fmt: skip
_VIEWS = ("panel", "outcomes", "requests", "proactive", "disputes", "rates", "timeliness")


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("geography")
    con = begun(folder / "home")
    others = [cell("proactive licensing decisions", "5"), cell("disputes review total", "1")]
    readings = [
        reading(name, *said, applications(new=12 + n) + others) for n, (name, said) in enumerate(_NAMES.items())
    ]
    load(con, [write_part(folder / "p", readings)], [capture(name) for name in _NAMES])
    yield con
    con.close()


@pytest.mark.parametrize("view", _VIEWS)
def test_each_view_says_where_a_body_lies_now_and_lay_then(con, view: str) -> None:
    got = con.execute(
        "SELECT DISTINCT capture_id, province_zh, city_zh, county_code, county_zh, township_code, township_zh,"
        f" division_code_then, division_zh_then FROM {view} ORDER BY 1"
    ).fetchall()
    hongze = ("江苏省", "淮安市", "320813", "洪泽区", None, None)
    assert got == [
        ("a", *hongze, "320829", "江苏省淮安市洪泽县"),
        ("b", *hongze, "320813", "江苏省淮安市洪泽区"),
        ("c", "上海市", None, "310101", "黄浦区", None, None, "310101", "上海市黄浦区"),
        (
            "d", "河北省", "石家庄市", "130102", "长安区", "130102001", "建北街道", "130102001",
            "河北省石家庄市长安区建北街道",
        ),
        ("e", *[None] * 8),
        ("f", *[None] * 8),
    ]  # fmt: skip


def test_a_year_before_and_after_a_renaming_are_of_one_place(con) -> None:
    got = con.execute("SELECT DISTINCT county_zh, division_code_then FROM year_over_year").fetchall()
    assert got == [("洪泽区", "320813")]


def test_a_division_stands_once_a_year_and_a_denominator_joins_each_report_once(con) -> None:
    twice = con.execute("SELECT division_id, report_year FROM place GROUP BY ALL HAVING count(*) > 1").fetchall()
    assert twice == []
    twice = con.execute("SELECT code, report_year FROM place GROUP BY ALL HAVING count(*) > 1").fetchall()
    assert twice == []
    got = con.execute(
        "SELECT r.capture_id, d.name_zh, d.city_zh, d.province_code FROM report AS r JOIN agency AS a USING (agency_id)"
        " JOIN place AS d ON d.division_id = a.division_id AND d.report_year = r.report_year ORDER BY 1"
    ).fetchall()
    assert got[:3] == [
        ("a", "洪泽县", "淮安市", "320000"), ("b", "洪泽区", "淮安市", "320000"), ("c", "黄浦区", None, "310000")
    ]  # fmt: skip


def test_coverage_counts_by_province(con) -> None:
    got = con.execute(
        "SELECT province_zh, city_zh, county_zh FROM coverage WHERE state LIKE 'read%' AND province_zh IS NOT NULL"
        " AND report_year = 2021 ORDER BY 1"
    ).fetchall()
    assert got == [("上海市", None, "黄浦区"), ("河北省", "石家庄市", "长安区")]
