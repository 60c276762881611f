"""Every check is silent on a warehouse in order, and is seen failing on a fault planted for it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from warehouse_parts import applications, begun, capture, cell, checked, reading, write_part

from data.crawled import CrawlResult
from data.run_summary import RunSummary
from warehouse.cells import derive
from warehouse.check import COLUMNS, CheckFailed, all_checks, run_checks
from warehouse.db import connect_work
from warehouse.load import load
from warehouse.places import work_file
from warehouse.runs import record_runs


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def _proactive(issued: int, repealed: int, in_force: int) -> list:
    figures = {"issued": issued, "repealed": repealed, "in_force": in_force}
    return [cell(f"proactive rules {column}", str(value)) for column, value in figures.items()]


def _in_order() -> list[dict]:
    """Two agencies, two years each: sums hold, years follow on each other, no year is a copy of another."""
    return [
        reading("a21", "甲局", 2021, applications() + _proactive(1, 0, 5)),
        reading("a22", "甲局", 2022, applications(20, 4, 15, 6, 3) + _proactive(2, 1, 6)),
        reading("b21", "乙局", 2021, applications(30, 0, 15, 15, 0)),
        reading("b22", "乙局", 2022, applications(31, 0, 15, 16, 0)),
    ]


def _warehouse(home: Path, readings: list[dict], register: bool = True) -> duckdb.DuckDBPyConnection:
    con = begun(home)
    part = write_part(home / "p1", readings)
    load(con, [part], [capture(row["capture_id"]) for row in readings])
    if register:  # the shipped register knows no 甲局
        con.execute("UPDATE report SET is_resolved = true")
    return con


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The writer's file of a warehouse in order."""
    home = tmp_path_factory.mktemp("ordered")
    _warehouse(home, _in_order()).close()
    return work_file(home)


@pytest.fixture
def con(ordered: Path, home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in order, to be changed."""
    work_file(home).parent.mkdir()
    shutil.copyfile(ordered, work_file(home))
    con = connect_work(home)
    yield con
    con.close()


def _names(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for name, _ in run_checks(con)}


def test_a_warehouse_in_order_has_no_bad_rows(home: Path) -> None:
    con = _warehouse(home, _in_order())
    assert not run_checks(con)
    con.close()


def _finding(code: str) -> Callable[[list[dict]], None]:
    def plant(readings: list[dict]) -> None:
        readings[0]["findings"] = [{"code": code, "table": "applications", "message": "10 + 1 printed as 0"}]

    return plant


def _change(index: int, cells: list) -> Callable[[list[dict]], None]:
    def plant(readings: list[dict]) -> None:
        readings[index]["cells"] = cells

    return plant


def _twice(readings: list[dict]) -> None:
    readings[0]["cells"].append(cell("applications new business", "1"))
    readings[0]["cells"].append(cell("applications new business", "2"))


def _nameless_year(readings: list[dict]) -> None:
    readings[0]["report_year"] = None


def _foreign_form(readings: list[dict]) -> None:
    readings[0]["cells"].append(cell("statistics received count", "1", form="1999"))


_IN_READINGS = {
    "sum_broken": _finding("sum_broken"),
    "text_differs": _finding("text_differs"),
    "cell_twice": _twice,
    "report_without_cells": _change(3, []),
    "report_without_year": _nameless_year,
    "carried_over": _change(1, applications(20, 5, 16, 6, 3) + _proactive(2, 1, 6)),
    "in_force": _change(1, applications(20, 4, 15, 6, 3) + _proactive(2, 1, 7)),
    "copied_year": _change(1, applications() + _proactive(1, 0, 5)),
    "magnitude": _change(3, applications(1500, 0, 15, 16, 0)),
    "copied_agency": _change(2, applications() + _proactive(1, 0, 5)),
    "form_unknown": _foreign_form,
}
_IN_TABLES = {
    "cell_orphan": "DELETE FROM reading WHERE capture_id = 'a21'",
    "reading_orphan": "DELETE FROM capture WHERE capture_id = 'a21'",
    "given_twice": "INSERT INTO capture SELECT * FROM capture WHERE capture_id = 'a21'",
    "cell_lost": "DELETE FROM cell_fact WHERE reading_id = 1 AND key_id = 1",
    "agency_unresolved": "UPDATE report SET is_resolved = false",
    "sum_not_reported": (
        "INSERT INTO sum_rule VALUES ('2021', 'planted', 'applications', 'line', 'new', 'granted', '+', ''),"
        " ('2021', 'planted', 'applications', 'line', 'new', 'carried_in', '-', '')"
    ),
    "parent_below_bodies": (
        "UPDATE report SET kind = 'government', scope = 'division' WHERE agency_id = 'unresolved:甲局';"
        "INSERT INTO agency BY NAME SELECT 'unresolved:乙局' AS agency_id, '乙局' AS name_zh, 'education' AS kind,"
        " 'unresolved:甲局' AS parent_id"
    ),
    "rendition_differs": (
        "INSERT INTO rendition_difference BY NAME SELECT r.agency_id, r.report_year, 'applications' AS \"table\","
        " 'new' AS \"row\", 'total' AS \"column\", r.reading_id, '12' AS raw_zh, o.reading_id AS other_reading_id,"
        " '21' AS other_raw_zh FROM reading AS r, reading AS o WHERE r.capture_id = 'a21' AND o.capture_id = 'a22'"
    ),
    "rule_idle": "INSERT INTO concept_map VALUES ('2021', 'applications', 'nothing', 'total', 'granted', 'same', '')",
    "two_names": (
        "UPDATE resolved_name SET basis = 'rule', agency_id = '321322-farming', rest_zh = name_key"
        " WHERE report_year = 2021"
    ),
    "outside_differs": (
        "INSERT INTO agency BY NAME SELECT 'unresolved:甲局' AS agency_id, '甲局' AS name_zh;"
        "INSERT INTO outside_figure SELECT '甲局', 2021, 'applications_received', 999, 0, '', '', 'a newspaper', ''"
    ),
    "mapping": "INSERT INTO concept_map VALUES ('2021', 'applications', 'new', 'total', 'nothing', 'same', '')",
    "fewer_reports": (
        "INSERT INTO run_portal BY NAME SELECT 'a' AS run, 'county' AS portal, TIMESTAMP '2026-01-01' AS started_at,"
        " 40 AS unchanged UNION ALL SELECT 'b', 'county', TIMESTAMP '2026-01-02', 1"
    ),
}


@pytest.mark.parametrize("name", sorted(_IN_READINGS))
def test_check_sees_the_fault_planted_in_a_reading(home: Path, name: str) -> None:
    readings = _in_order()
    _IN_READINGS[name](readings)
    con = _warehouse(home, readings)
    frame = checked(con)
    con.close()
    rows = frame[frame["check"] == name]
    assert len(rows) >= 1
    assert all(rows["message"]) and all(rows["advice"])


@pytest.mark.parametrize("name", sorted(_IN_TABLES))
def test_check_sees_the_fault_planted_in_a_table(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute(_IN_TABLES[name])
    derive(con, "sum_part")
    assert name in _names(con)


def test_every_check_has_its_planted_fault() -> None:
    assert {check.name for check in all_checks()} == set(_IN_READINGS) | set(_IN_TABLES)
    assert all(check.title and check.advice for check in all_checks())


def test_sum_lacking_a_stated_part_is_no_bad_row(home: Path) -> None:
    readings = _in_order()
    readings[0]["cells"] += [cell("disputes review upheld", "1"), cell("disputes review total", "5")]
    con = _warehouse(home, readings)
    assert _names(con) == set()
    con.close()


def test_broken_total_that_the_reader_did_not_report_is_an_error(home: Path) -> None:
    readings = _in_order()
    columns = {"upheld": 10, "corrected": 1, "other": 0, "pending": 0, "total": 0}
    readings[0]["cells"] += [cell(f"disputes review {column}", str(value)) for column, value in columns.items()]
    con = _warehouse(home, readings)
    assert _names(con) == {"sum_not_reported"}
    con.close()


def test_of_many_agencies_with_the_same_figures_each_is_named_once(home: Path) -> None:
    figures = applications() + _proactive(1, 0, 5)
    con = _warehouse(home, [reading(f"c{n}", f"{name}局", 2022, figures) for n, name in enumerate("甲乙丙丁戊")])
    rows = checked(con)
    copied = rows[rows["check"] == "copied_agency"]
    assert len(copied) == 4 and copied["agency_id"].nunique() == 4 and copied["message"].nunique() == 1
    con.close()


def test_results_are_kept_for_the_published_file_and_replaced(home: Path) -> None:
    con = _warehouse(home, _in_order())
    con.execute("UPDATE report SET is_resolved = false")
    frame = checked(con)
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) and run_checks(con, everything=True).total() == len(frame)
    con.execute("UPDATE report SET is_resolved = true")
    run_checks(con)
    assert con.execute("SELECT count(*) FROM check_result").fetchone() == (0,)
    con.close()


def test_check_that_cannot_run_names_its_file(home: Path) -> None:
    con = _warehouse(home, _in_order())
    con.execute("DROP VIEW findings")
    with pytest.raises(CheckFailed, match=r"checks/(rendition_differs|sum_broken)\.sql"):
        run_checks(con)
    con.close()


def test_first_crawl_of_a_portal_is_not_compared(home: Path) -> None:
    con = _warehouse(home, _in_order())
    crawl = CrawlResult("new", started_at="2026-01-01T00:00:00Z", captured_new=1)
    record_runs(con, [RunSummary("a", crawl.started_at, outcome="completed", crawls=[crawl])])
    assert _names(con) == set()
    con.close()


def test_only_what_changed_is_checked_again_and_older_findings_stand(home: Path) -> None:
    readings = _in_order()
    _IN_READINGS["carried_over"](readings)
    _IN_READINGS["sum_broken"](readings)
    con = _warehouse(home, readings)
    first = checked(con)
    assert {"carried_over", "sum_broken"} <= set(first["check"])
    assert con.execute("SELECT count(*) FROM due").fetchone() == (0,)
    # Another agency's report comes in, with a sum that nobody reported.
    columns = {"upheld": 10, "corrected": 1, "other": 0, "pending": 0, "total": 0}
    cells = [cell(f"disputes review {column}", str(value)) for column, value in columns.items()]
    load(con, [write_part(home / "p2", [reading("c22", "丙局", 2022, cells)])], [capture("c22")])
    second = checked(con)
    assert set(second["check"]) - {"agency_unresolved"} == set(first["check"]) | {"sum_not_reported"}
    assert checked(con, everything=True).equals(second)
    # A corrected wording of the first report takes its findings away.
    con.execute("DELETE FROM due")
    better = reading("a21", "甲局", 2021, applications() + _proactive(1, 0, 5), reader_version="1.1")
    best = reading("a22", "甲局", 2022, applications(20, 4, 15, 6, 3) + _proactive(2, 1, 6), reader_version="1.1")
    load(con, [write_part(home / "p3", [better, best])], [])
    third = checked(con)
    assert set(third["check"]) - {"agency_unresolved"} == {"sum_not_reported"}
    assert checked(con, everything=True).equals(third)
    con.close()
