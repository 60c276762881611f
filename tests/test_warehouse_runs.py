"""What runs leave in the warehouse, and what a publication will show otherwise."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from warehouse_parts import applications, begun, capture, reading, write_part

from data.run_summary import RunSummary
from data.typed import from_json
from warehouse.load import load
from warehouse.places import published_file
from warehouse.publish import publish
from warehouse.runs import PublishedUnreadable, changed_reports, failing_checks, record_runs, reports_at


def _summary(**more: Any) -> RunSummary:
    """A run as an earlier version wrote it: by far not every key."""
    crawl = {
        "portal": "county", "started_at": "2026-01-20T10:00:00+08:00", "finished_at": "2026-01-20T02:01:00Z",
        "outcome": "completed", "captured_new": 4, "skipped": {"title": 3, "seen": 2}, "obstacles": [{"url": "x"}],
        "vanished": [{"url": "y"}], "alarms": [], "problems": ["a", "b"],
    }  # fmt: skip
    return from_json(RunSummary, {
        "run": "20260120T020000000000Z", "flow": "nightly", "started_at": "2026-01-20T02:00:00Z", "outcome": "running",
        "crawls": [crawl, {**crawl, "portal": "dead", "outcome": "failed", "started_at": ""}],
        "documents": {"report": 3, "notice": 1}, "reports": [{"change": "new"}, {"change": "new"}], "problems": ["p"],
        "seconds": {"crawl": 1.5, "read": 2.0},
    } | more)  # fmt: skip


def test_a_run_is_kept_once_and_its_end_takes_the_place_of_its_beginning(tmp_path: Path) -> None:
    con = begun(tmp_path)
    assert record_runs(con, [_summary()]) == 1
    assert record_runs(con, [_summary()]) == 0
    ended = _summary(
        outcome="completed", finished_at="2026-01-20T02:05:00Z", alarms={"raised": [{}], "open": [{}, {}], "closed": []}
    )
    assert record_runs(con, [ended]) == 1
    got = con.execute(
        "SELECT outcome, portals, portals_completed, captured_new, documents, reports_new, reports_changed,"
        " alarms_raised, alarms_open, seconds, problems FROM run"
    ).fetchall()
    assert got == [("completed", 2, 1, 8, 4, 2, 0, 1, 2, 3.5, "p")]
    got = con.execute(
        "SELECT portal, CAST(started_at AS VARCHAR), captured_new, skipped, obstacles, vanished, problems"
        " FROM run_portal"
    ).fetchall()
    assert got == [("county", "2026-01-20 02:00:00", 4, 5, 1, 1, "a; b")]
    con.close()


def test_reports_that_the_next_publication_shows_otherwise(tmp_path: Path) -> None:
    con = begun(tmp_path)
    first = [reading("a", "甲局", 2021, applications()), reading("b", "乙局", 2021, applications())]
    load(con, [write_part(tmp_path / "p1", first)], [capture("a"), capture("b")])
    assert [(c.change, c.agency_zh) for c in changed_reports(con, tmp_path)] == [("new", "乙局"), ("new", "甲局")]
    publish(con, tmp_path)
    assert changed_reports(con, tmp_path) == []
    later = [
        reading("c", "甲局", 2021, applications(new=99), published_date=date(2022, 5, 1)),
        reading("d", "甲局", 2022, applications()),
    ]  # fmt: skip
    load(con, [write_part(tmp_path / "p2", later)], [capture("c", fetched_at="2026-05-01T00:00:00Z"), capture("d")])
    found = {(c.change, c.agency_zh, c.report_year) for c in changed_reports(con, tmp_path)}
    assert found == {("changed", "甲局", 2021), ("new", "甲局", 2022)}
    assert [r.report_year for r in reports_at(con, [capture("d").url, "http://nowhere/"])] == [2022]
    published_file(tmp_path).write_bytes(b"no database")
    # what was published, as it is kept, stands for a file that somebody changed
    assert {(c.change, c.agency_zh, c.report_year) for c in changed_reports(con, tmp_path)} == found
    shutil.rmtree(tmp_path / "warehouse" / "kept")
    with pytest.raises(PublishedUnreadable, match=r"nianbao\.duckdb"):
        changed_reports(con, tmp_path)
    con.close()


def test_checks_are_counted_with_those_that_are_errors_apart(tmp_path: Path) -> None:
    con = begun(tmp_path)
    for check, severity in (("cell_twice", "error"), ("cell_twice", "error"), ("sum_broken", "warning")):
        con.execute('INSERT INTO check_result ("check", severity) VALUES (?, ?)', [check, severity])
    assert failing_checks(con) == ({"cell_twice": 2, "sum_broken": 1}, {"cell_twice": 2})
    con.close()
