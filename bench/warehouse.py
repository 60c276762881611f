"""Measure the warehouse on a synthetic country, side by side with DuckDB's own floor.

    python -m bench.country FOLDER && python -m bench.warehouse FOLDER [--home HOME] [--only load,size,queries,nights]

Prints Markdown rows: what, measured, target. Seconds are of the clock, with those of the processor beside them: on a
machine that others use the clock says how busy they were.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from data.captures import Capture
from warehouse.check import run_checks
from warehouse.db import MEMORY_LIMIT, connect_work
from warehouse.load import load
from warehouse.places import published_file
from warehouse.publish import publish
from warehouse.published import connect

ROUNDS = 7
AGENCY = "'010002-education'"
QUESTIONS = {
    "panel: one concept, one kind, by year": "SELECT report_year, sum(value), count(*) FROM panel"
    " WHERE concept = 'applications_received' AND kind = 'education' AND report_year >= 2014 GROUP BY 1 ORDER BY 1",
    "panel: a sum of eight cells, all agencies, one year": "SELECT sum(value), sum(value_or_zero) FROM panel"
    " WHERE concept = 'refused' AND report_year = 2023",
    "panel: one agency, all": f"SELECT * FROM panel WHERE agency_id = {AGENCY}",
    "requests: one year, largest ten": "SELECT * FROM requests WHERE report_year = 2022 AND kind = 'education'"
    " ORDER BY received DESC NULLS LAST LIMIT 10",
    "outcomes: on which ground, one year": "SELECT concept, sum(value) FROM outcomes WHERE report_year = 2023"
    " AND outcome_group = 'refused' GROUP BY 1 ORDER BY 2 DESC",
    "disputes: who lost, one year": "SELECT agency_zh, litigation_corrected FROM disputes WHERE report_year = 2023"
    " AND level = 'county' ORDER BY 2 DESC NULLS LAST LIMIT 10",
    "proactive: one kind, by year": "SELECT report_year, sum(normative_documents_in_force) FROM proactive"
    " WHERE kind = 'government' GROUP BY 1 ORDER BY 1",
    "year_over_year: largest rises of one concept": "SELECT agency_zh, change FROM year_over_year"
    " WHERE concept = 'applications_received' AND report_year = 2023 ORDER BY change DESC NULLS LAST LIMIT 10",
    "rates: who refuses most, one year": "SELECT agency_zh, value, basis FROM rates"
    " WHERE rate = 'refusal'"
    " AND report_year = 2023 AND denominator >= 20"
    " ORDER BY value DESC NULLS LAST LIMIT 10",
    "coverage: who did not publish, one year": "SELECT state, count(*) FROM coverage"
    " WHERE report_year = 2023 GROUP BY 1",
    "report: late by kind": "SELECT kind, count(*) FROM report WHERE timeliness = 'late' GROUP BY 1 ORDER BY 2 DESC",
    "revisions: of one year": "SELECT count(*) FROM revisions WHERE report_year = 2024",
    "lineage: one cell": f"SELECT * FROM lineage WHERE agency_id = {AGENCY} AND report_year = 2023"
    " AND \"row\" = 'new' AND \"column\" = 'total' AND is_current",
    "issues: by code, one year": "SELECT code, count(*) FROM internal.issues WHERE report_year = 2023 GROUP BY 1",
    "findings: whose tables do not add up, one year": "SELECT agency_zh, rule, message FROM findings"
    " WHERE report_year = 2023 AND is_current LIMIT 50",
    "series(): one agency, one concept": f"SELECT * FROM series({AGENCY}, 'applications_received')",
    "peers(): one agency, one year": f"SELECT * FROM peers({AGENCY}, 'applications_received', 2023)",
    "division_bodies(): one county": "SELECT * FROM division_bodies('010002', 'applications_received', 2023)",
}
FACTS = (
    "cell_fact", "summed_figure", "cell_key", "cell_label", "report", "version", "version_capture", "agency", "concept",
    "concept_map", "concept_part", "sum_part", "form_line", "form_column", "division", "resolved_name",
)  # fmt: skip


def main() -> None:
    """Run the chosen measurements."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("country", type=Path)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--only", default="load,size,queries,nights")
    given = parser.parse_args()
    home = given.home or given.country / "home"
    only = given.only.split(",")
    if "load" in only:
        _load(given.country, home)
    if "size" in only:
        _sizes(home)
    if "queries" in only:
        _queries(home)
    if "nights" in only:
        for count in (500, 1000, 2000):
            _night(given.country, home, count)
    row("peak memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB", "< 2 GB")


def row(what: str, measured: str, target: str = "") -> None:
    """One line of the table."""
    print(f"| {what} | {measured} | {target} |", flush=True)


@contextmanager
def timed(found: dict[str, tuple[float, float]], name: str) -> Iterator[None]:
    """Clock and processor seconds of the block, children's too."""
    clock, worked = time.monotonic(), _worked()
    yield
    found[name] = (time.monotonic() - clock, _worked() - worked)


def _worked() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _shown(seconds: tuple[float, float]) -> str:
    return f"{seconds[0]:.1f} s (processor {seconds[1]:.1f} s)"


def _load(country: Path, home: Path) -> None:
    """The floor in a process of its own, so that its memory is not counted as ours; then the load."""
    floor = country / "floor.duckdb"
    floor.unlink(missing_ok=True)
    code = (
        "import duckdb, sys, time, resource\n"
        "con = duckdb.connect(sys.argv[1], config={'memory_limit': sys.argv[3]})\n"
        "con.execute('SET enable_progress_bar = false')\n"
        "source = f\"read_parquet('{sys.argv[2]}/*/cell.parquet')\"\n"
        "con.execute(f'CREATE TABLE cell AS SELECT * FROM {source} LIMIT 0')\n"
        "begun = time.monotonic()\n"
        "con.execute(f'INSERT INTO cell SELECT * FROM {source}')\n"
        "con.close()\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(time.monotonic() - begun, used.ru_utime + used.ru_stime)\n"
    )
    command = [sys.executable, "-c", code, str(floor), str(country / "parts"), MEMORY_LIMIT]
    clock, worked = map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-2:])
    row("floor: insert … select from read_parquet", _shown((clock, worked)))
    row("floor: file", f"{floor.stat().st_size / 1e6:.0f} MB")
    floor.unlink()
    shutil.rmtree(home, ignore_errors=True)
    captures = [Capture(**row) for row in pq.read_table(country / "captures.parquet").to_pylist()]
    found: dict[str, tuple[float, float]] = {}
    con = connect_work(home)
    with timed(found, "load"):
        counts = load(con, sorted((country / "parts").iterdir()), captures, country / "data")
    row("reports, readings, cells", f"{counts.reports:,}, {counts.readings:,}, {counts.cells:,}", "100,000; 20,000,000")
    row("load with everything derived", _shown(found["load"]))
    ratios = (found["load"][0] / clock, found["load"][1] / worked)
    row("load over floor", f"{ratios[0]:.2f} by clock, {ratios[1]:.2f} by processor", "≤ 2")
    with timed(found, "check"):
        bad = run_checks(con).total()
    row(f"first check of everything ({bad:,} rows)", _shown(found["check"]))
    with timed(found, "publish"):
        publish(con, home)
    row("first publication", _shown(found["publish"]))
    con.close()


def _sizes(home: Path) -> None:
    con = connect(published_file(home))
    sizes = {}
    for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall():
        blocks = con.execute(
            f"SELECT count(DISTINCT block_id) FROM pragma_storage_info('{table}') WHERE block_id >= 0"
        ).fetchone()
        sizes[table] = blocks[0] * 262_144 / 1e6 if blocks else 0.0
    con.close()
    facts = sum(size for table, size in sizes.items() if table in FACTS)
    row("fact and dimension tables", f"{facts:.0f} MB (cell_fact {sizes['cell_fact']:.0f})", "≤ 100 MB")
    others = {table: size for table, size in sizes.items() if table not in FACTS and size >= 1}
    row("other tables", ", ".join(f"{t} {s:.0f}" for t, s in sorted(others.items(), key=lambda i: -i[1])) + " MB")
    row("published file", f"{published_file(home).stat().st_size / 1e6:.0f} MB")


def _queries(home: Path) -> None:
    con = duckdb.connect(str(published_file(home)), read_only=True, config={"memory_limit": MEMORY_LIMIT})
    for what, question in QUESTIONS.items():
        found: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            round_: dict[str, tuple[float, float]] = {}
            with timed(round_, "x"):
                rows = con.execute(question).fetchall()
            found.append(round_["x"])
        median = statistics.median(seconds[0] for seconds in found)
        worked = statistics.median(seconds[1] for seconds in found)
        best, worst = min(s[0] for s in found), max(s[0] for s in found)
        row(
            f"{what} ({len(rows)} rows)",
            f"median {median * 1000:.0f} ms, best {best * 1000:.0f}, worst {worst * 1000:.0f}"
            f" (processor {worked * 1000:.0f})",
            "median ≤ 100 ms, none > 500",
        )
    con.close()


def _night(country: Path, home: Path, count: int) -> None:
    """A night of `count` new reports on a copy of the warehouse."""
    night = country / "night"
    shutil.rmtree(night, ignore_errors=True)
    (night / "warehouse").mkdir(parents=True)
    shutil.copy(home / "warehouse" / "work.duckdb", night / "warehouse")
    captures = [Capture(**row) for row in pq.read_table(country / f"captures-{count}.parquet").to_pylist()]
    parts = sorted((country / "nights" / str(count)).iterdir())
    found: dict[str, tuple[float, float]] = {}
    with timed(found, "all"):
        with timed(found, "open"):
            con = connect_work(night)
        with timed(found, "load"):
            load(con, parts, captures, country / "data")
        with timed(found, "check"):
            run_checks(con)
        with timed(found, "publish"):
            publish(con, night)
    con.close()
    whole = found.pop("all")
    shares = ", ".join(f"{name} {seconds[0]:.1f}/{seconds[1]:.1f}" for name, seconds in found.items())
    row(f"night of {count:,} new reports: {shares} (clock/processor)", _shown(whole), "≤ 5 s at 500, linear")
    shutil.rmtree(night)


if __name__ == "__main__":
    main()
