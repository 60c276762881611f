"""Agencies that a portal enumerates are missed where they publish nothing."""

from pathlib import Path
from typing import Any

from warehouse_parts import applications, begun, capture, reading, write_part

from data.run_summary import RunSummary
from data.typed import from_json
from warehouse.load import load
from warehouse.runs import record_runs


def _run(name: str, expected: list[dict[str, Any]], outcome: str = "completed") -> RunSummary:
    crawl = {"portal": "county", "started_at": "2022-04-20T02:00:00Z", "finished_at": "2022-04-20T02:01:00Z"}
    crawls = [{**crawl, "outcome": outcome, "agencies_expected": expected}]
    return from_json(
        RunSummary, {"run": name, "started_at": "2022-04-20T02:00:00Z", "outcome": "completed", "crawls": crawls}
    )


def _named(agency: str, documents: int, key: str = "1681") -> dict[str, Any]:
    return {"agency": agency, "key": key, "documents": documents}


def test_an_agency_that_publishes_nothing_is_missing_in_the_latest_year(tmp_path: Path) -> None:
    con = begun(tmp_path)
    load(con, [write_part(tmp_path / "p1", [reading("a", "甲局", 2021, applications())])], [capture("a")])
    record_runs(con, [_run("1", [_named("甲局", 1), _named("某某湖管理处", 0, "1683"), _named("别名局", 2)])])
    kept = con.execute("SELECT portal, agency_zh, source, documents FROM expected_agency ORDER BY documents").fetchall()
    assert kept == [
        ("county", "某某湖管理处", "1683", 0),
        ("county", "甲局", "1681", 1),
        ("county", "别名局", "1681", 2),
    ]
    states = con.execute(
        "SELECT agency_zh, report_year, state FROM coverage WHERE agency_zh LIKE '%名%' OR agency_zh LIKE '%某某%'"
    ).fetchall()
    (latest,) = con.execute("SELECT max(report_year) FROM coverage").fetchone() or (0,)
    # What 别名局 published stands under another name.
    assert [(agency, year) for agency, year, _ in states] == [("某某湖管理处", latest)]
    assert states[0][2] in ("missing", "not_yet_due")
    con.close()


def test_what_the_portal_names_now_takes_the_place_of_what_it_named(tmp_path: Path) -> None:
    con = begun(tmp_path)
    record_runs(con, [_run("1", [_named("甲局", 0), _named("乙局", 0)])])
    record_runs(con, [_run("2", [_named("乙局", 3)])])
    assert con.execute("SELECT agency_zh, documents FROM expected_agency").fetchall() == [("乙局", 3)]
    record_runs(con, [_run("3", [_named("丙局", 0)], "blocked")])
    assert con.execute("SELECT agency_zh FROM expected_agency").fetchall() == [("乙局",)], (
        "a blocked crawl says nothing"
    )
    con.close()
