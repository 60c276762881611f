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


def test_an_agency_that_publishes_nothing_is_absent_only_where_it_was_looked_for(tmp_path: Path) -> None:
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
        "SELECT agency_zh, report_year, state FROM coverage"
        " WHERE agency_zh LIKE '%名%' OR agency_zh LIKE '%某某%' ORDER BY ALL"
    ).fetchall()
    # What 别名局 published stands under another name. 某某湖管理处 is asked for from the portal's first year; the crawl
    # of April 2022 looked for the report on 2021, and nothing looked for those that were due later.
    assert states == [
        ("某某湖管理处", 2021, "searched_absent"), ("某某湖管理处", 2022, "not_searched"),
        ("某某湖管理处", 2023, "not_searched"), ("某某湖管理处", 2024, "not_searched"),
        ("某某湖管理处", 2025, "not_yet_due"),
    ]  # fmt: skip
    evidence = con.execute(
        "SELECT expected_by, searched_portal, searched_run, CAST(searched_at AS VARCHAR) FROM coverage"
        " WHERE agency_zh = '某某湖管理处' AND report_year = 2021"
    ).fetchall()
    assert evidence == [("portal", "county", "1", "2022-04-20 02:01:00")]
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


def test_a_portal_that_was_not_crawled_to_the_end_proves_no_absence(tmp_path: Path) -> None:
    con = begun(tmp_path)
    load(
        con,
        [write_part(tmp_path / "p1", [reading("a", "平潭综合实验区财政金融局", 2020, applications())])],
        [capture("a")],
    )
    question = "SELECT state FROM coverage WHERE agency_zh = '平潭综合实验区财政金融局' AND report_year = 2021"
    for number, (outcome, state) in enumerate(
        [
            ("incomplete", "not_searched"),
            ("blocked", "blocked"),
            ("failed", "not_searched"),
            ("completed", "searched_absent"),
        ]
    ):
        record_runs(con, [_run(f"2022-04-{20 + number}", [], outcome)])
        con.execute(
            "UPDATE run_portal SET finished_at = finished_at + INTERVAL 1 DAY * ? WHERE run = ?",
            [number, f"2022-04-{20 + number}"],
        )
        assert con.execute(question).fetchall() == [(state,)]
    con.close()


def test_a_later_blocked_night_takes_no_search_back(tmp_path: Path) -> None:
    con = begun(tmp_path)
    load(
        con,
        [write_part(tmp_path / "p1", [reading("a", "平潭综合实验区财政金融局", 2020, applications())])],
        [capture("a")],
    )
    record_runs(con, [_run("1", [])])
    record_runs(con, [_run("2", [], "blocked")])
    assert con.execute(
        "SELECT state, searched_run FROM coverage WHERE agency_zh = '平潭综合实验区财政金融局' AND report_year = 2021"
    ).fetchall() == [("searched_absent", "1")]
    con.close()
