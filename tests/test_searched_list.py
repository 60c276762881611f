"""What a crawl saw of each list stands in the warehouse, a row for searches that ended alike."""

from pathlib import Path
from typing import Any

from warehouse_parts import begun

from data.run_summary import RunSummary
from data.typed import from_json
from tests.portals.crawling import crawl, portal_file
from tests.portals.server import serve
from tests.portals.simulated import Simulated, title
from warehouse.runs import record_runs
from warehouse.searches import name_searches

LIST = {"url": "http://a.gov.cn/nb/", "column": "政府信息公开年报", "agency": "甲局", "ended": "read_whole", "pages": 2,
        "held": 3, "refused": 1, "seen": 4, "first_date": "2020-01-20", "last_date": "2022-02-31"}  # fmt: skip


def _run(day: int, *lists: dict[str, Any], outcome: str = "completed") -> RunSummary:
    at = f"2022-04-{day:02d}T02:00:00Z"
    crawl = {"portal": "county", "started_at": at, "finished_at": at, "outcome": outcome, "account": list(lists)}
    found = {"run": f"r{day:02d}", "started_at": at, "outcome": "completed", "finished_at": at, "crawls": [crawl]}
    return from_json(RunSummary, found)


def test_searches_that_end_alike_are_one_row(tmp_path: Path) -> None:
    con = begun(tmp_path)
    short = {**LIST, "ended": "cut_short_known", "pages": 1}
    for run in (_run(1, LIST), _run(2, short), _run(3, short), _run(3, short), _run(8, LIST), _run(9, short)):
        record_runs(con, [run])
    got = con.execute(
        "SELECT ended, first_run, last_run, search_count, row_count, agency_id, CAST(first_listed_date AS VARCHAR),"
        " last_listed_date FROM searched_list ORDER BY ended"
    ).fetchall()
    assert got == [
        ("cut_short_known", "r02", "r09", 3, 4, "unresolved:甲局", "2020-01-20", None),
        ("read_whole", "r01", "r08", 2, 4, "unresolved:甲局", "2020-01-20", None),
    ]
    record_runs(con, [_run(10, {**LIST, "held": 4, "seen": 5}), _run(7, LIST)])
    record_runs(con, [_run(11, {**LIST, "ended": "blocked", "why": "waf", "seen": 0, "held": 0, "refused": 0})])
    got = con.execute("SELECT ended, first_run, search_count, reason FROM searched_list ORDER BY first_run").fetchall()
    assert got == [
        ("read_whole", "r01", 2, ""), ("cut_short_known", "r02", 3, ""), ("read_whole", "r10", 1, ""),
        ("blocked", "r11", 1, "waf"),
    ]  # fmt: skip
    name_searches(con)
    comments = con.execute(
        "SELECT count(*) FILTER (comment IS NULL) FROM duckdb_columns() WHERE table_name = 'searched_list'"
    ).fetchone()
    assert comments == (0,)
    con.close()


def test_a_crawl_says_of_each_list_what_it_saw(tmp_path: Path) -> None:
    """An agency whose list is empty was met; one whose list did not answer was not."""
    p = Simulated("trs", [])
    at = p.article("/nb/a/202401/t20240120_1.html", title("某县教育局", 2023))
    p.page("/nb/", "".join(f'<li><a href="{x}/">{n}</a></li>' for x, n in zip("abc", AGENCIES, strict=True)))
    p.page("/nb/a/", f'<li><a href="{at}">{title("某县教育局", 2023)}</a><span>2024-01-20</span></li>')
    p.page("/nb/b/", "<p>暂无相关信息</p>")
    with serve(p.site) as running:
        starts = [{"url": "/nb/", "column": "政府信息公开年报"}]
        run = crawl(portal_file(tmp_path, running.base, "trs", starts), tmp_path)
    got = {one["agency"]: (one["ended"], one["seen"], one["first_date"]) for one in run.summary["account"]}
    assert got == {
        "": ("index", 3, ""),
        AGENCIES[0]: ("read_whole", 1, "2024-01-20"),
        AGENCIES[1]: ("empty", 0, ""),
        AGENCIES[2]: ("failed", 0, ""),
    }
    met = {one["agency"]: one["met"] for one in run.summary["agencies_expected"]}
    assert met == {AGENCIES[0]: True, AGENCIES[1]: True, AGENCIES[2]: False}
    con = begun(tmp_path)
    summary = {"run": "r", "started_at": run.summary["started_at"], "outcome": "completed", "crawls": [run.summary]}
    record_runs(con, [from_json(RunSummary, summary)])
    assert con.execute("SELECT agency_zh, is_met FROM expected_agency ORDER BY is_met").fetchall()[0] == (
        AGENCIES[2],
        False,
    )
    assert con.execute("SELECT count(*), sum(row_count) FROM searched_list").fetchone() == (4, 4)
    con.close()


AGENCIES = ("某县教育局", "某县财政局", "某县民政局")
