"""Macros that add up: no body twice, unknowns on neither side, and how much stands behind a sum."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from warehouse_parts import applications, begun, capture, cell, reading, write_part

from data.places import DATA
from warehouse.load import load

_REGISTER = (
    "agency_id,name_zh,kind,level,division_code,parent_id,first_year,last_year,successor_id,note\n"
    "gov,甲县人民政府,government,county,350121,,,,,\n"
    "edu,甲县教育局,education,county,350121,gov,,,,\n"
    "fin,甲县财政局,finance,county,350121,gov,,,,\n"
    "far,乙县教育局,education,county,360121,,,,,\n"
)


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    data = tmp_path / "data"
    (data / "agencies").mkdir(parents=True)
    (data / "forms").symlink_to(DATA / "forms")
    for name in ("deadlines.csv", "private.csv", "corrections.csv", "takedowns.csv"):
        (data / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
    (data / "agencies" / "agencies.csv").write_text(_REGISTER, encoding="utf-8")
    whole = {
        "concept": "applications_received", "value": Decimal(40), "scope": "division", "grade": "same",
        "precision": "exact", "pattern": 1, "quote_zh": "全县收到申请40件", "section": 1, "sentence": 0,
    }  # fmt: skip
    readings = [
        reading("g", "甲县人民政府", 2021, applications(new=40), stated_figures=[whole]),
        reading("e", "甲县教育局", 2021, applications(new=12)), reading("f", "甲县财政局", 2021, applications(new=20)),
        reading("x", "乙县教育局", 2021, applications(new=5)), reading("e2", "甲县教育局", 2022, applications(new=13)),
        reading("f2", "甲县财政局", 2022, [cell("applications new total", "?")]),
        reading("g2", "甲县人民政府", 2022, applications(new=41)),
    ]  # fmt: skip
    con = begun(tmp_path / "home", knows=False)
    when = {"fetched_at": "2023-06-01T02:00:00Z"}
    load(con, [write_part(tmp_path / "p", readings)], [capture(r["capture_id"], **when) for r in readings], data)
    return con


def _total(con: duckdb.DuckDBPyConnection, arguments: str) -> list[tuple]:
    return con.execute(
        "SELECT report_year, value, n_known, n_asked, n_aggregates, n_scope_unknown, share_known, is_break"
        f" FROM total('applications_received'{arguments})"
    ).fetchall()


def test_a_total_counts_no_body_twice_and_says_what_stands_behind_it(con) -> None:
    assert _total(con, "") == [
        (2021, Decimal(37), 3, 4, 1, 0, None, False),
        # 乙县教育局 printed nothing, 甲县财政局 nothing that can be read: what they printed before is 25 of 38.
        (2022, Decimal(13), 1, 4, 0, 1, None, False),
    ]


def test_a_total_of_a_kind_in_a_place(con) -> None:
    assert _total(con, ", the_kind := 'education'") == [
        (2021, Decimal(17), 2, 2, 0, 0, 1.0, False), (2022, Decimal(13), 1, 2, 0, 0, 0.7222, False),
    ]  # fmt: skip
    assert _total(con, ", the_kind := 'education', the_place := '350000'") == [
        (2021, Decimal(12), 1, 1, 0, 0, 1.0, False), (2022, Decimal(13), 1, 1, 0, 0, 1.0, False),
    ]  # fmt: skip


def test_a_rate_rests_on_the_same_reports_on_both_sides(con) -> None:
    got = con.execute(
        "SELECT report_year, numerator, denominator, value, n_known, n_asked, n_aggregates FROM rate('grant')"
    ).fetchall()
    by_report = con.execute(
        "SELECT r.report_year, sum(numerator), sum(denominator) FROM rates AS r JOIN report"
        " USING (agency_id, report_year) WHERE rate = 'grant' AND r.scope = 'own_office' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert [row[:3] for row in got] == by_report
    assert got[0][4:] == (2, 4, 1), "乙县教育局 grants more than it concluded: neither side"
