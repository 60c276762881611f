"""What runs leave in the warehouse: their counts, and which reports the next publication will show otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data.crawled import CrawlResult
from data.errors import Told
from data.outcomes import ReportChange
from data.run_summary import RunSummary
from warehouse import lake
from warehouse.expected import keep_expected
from warehouse.places import published_file
from warehouse.release import unharmed_file
from warehouse.searches import keep_searches
from warehouse.shown import schema_in

_CRAWL = (
    "requests", "bytes", "lists", "links", "followed", "captured_new", "captured_revised", "unchanged", "failed",
)  # fmt: skip
_TOTALS = ("requests", "bytes", "captured_new", "captured_revised", "unchanged")
_PROBLEMS = 2000
_TEXT, _MOMENT, _COUNT, _LONG = pa.string(), pa.timestamp("us"), pa.int32(), pa.int64()
_RUN = pa.schema(
    [
        ("run", _TEXT), ("flow", _TEXT), ("started_at", _MOMENT), ("finished_at", _MOMENT), ("outcome", _TEXT),
        *((name, _LONG if name == "bytes" else _COUNT) for name in ("portals", "portals_completed", *_TOTALS)),
        *((name, _COUNT) for name in (
            "documents", "reports_new", "reports_changed", "reports_vanished", "issues", "findings", "bad_rows",
            "alarms_raised", "alarms_open",
        )),
        ("seconds", pa.float64()), ("problems", _TEXT),
    ]
)  # fmt: skip
_RUN_PORTAL = pa.schema(
    [
        ("run", _TEXT), ("portal", _TEXT), ("started_at", _MOMENT), ("finished_at", _MOMENT), ("title", _TEXT),
        ("outcome", _TEXT), *((name, _LONG if name == "bytes" else _COUNT) for name in _CRAWL),
        *((name, _COUNT) for name in ("skipped", "obstacles", "vanished", "alarms")), ("problems", _TEXT),
    ]
)  # fmt: skip


class PublishedUnreadable(Told):
    """The published file cannot be opened; the message says why."""


@lake.retried
def record_runs(con: duckdb.DuckDBPyConnection, summaries: Sequence[RunSummary]) -> int:
    """Keep the summaries of runs in run and run_portal, in the place of what was known of these runs; how many changed.

    Their crawls' accounts go to searched_list and expected_agency. A run that is known with the same outcome and end
    changes nothing.
    """
    known = {
        (run, outcome, finished)
        for run, outcome, finished in con.execute("SELECT run, outcome, finished_at FROM run").fetchall()
    }
    fresh = [s for s in summaries if (s.run, s.outcome, _moment(s.finished_at)) not in known]
    if not fresh:
        return 0
    tables = {
        "run": pa.Table.from_pylist([_run_row(s) for s in fresh], _RUN),
        "run_portal": pa.Table.from_pylist(
            [_portal_row(s.run, c) for s in fresh for c in s.crawls if c.started_at], _RUN_PORTAL
        ),
    }
    con.begin()
    try:
        for table, rows in tables.items():
            con.execute(f"DELETE FROM {table} WHERE list_contains(?, run)", [[s.run for s in fresh]])
            con.register("run_rows", rows)
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM run_rows")
            con.unregister("run_rows")
        crawls = [crawl for summary in fresh for crawl in summary.crawls]
        keep_expected(con, crawls, {crawl.portal: _moment(crawl.finished_at) for crawl in crawls})
        for summary in fresh:
            ended = {one.portal: _moment(one.finished_at) for one in summary.crawls}
            keep_searches(con, summary.run, summary.crawls, ended)
        con.commit()
    except BaseException:
        con.rollback()
        raise
    return len(fresh)


def settled_runs(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of runs whose end is known here: their summaries say nothing new."""
    return {run for (run,) in con.execute("SELECT run FROM run WHERE outcome <> 'running'").fetchall()}


def changed_reports(con: duckdb.DuckDBPyConnection, home: Path) -> list[ReportChange]:
    """Reports whose current wording differs between the published file and the writer's.

    Where somebody changed the published file, the newest kept release that is whole stands for it. Without any all are
    new. Raises PublishedUnreadable.
    """
    file = unharmed_file(home) or published_file(home)
    if file.is_file():
        quoted = str(file).replace("'", "''")
        try:
            con.execute(f"ATTACH '{quoted}' AS was (READ_ONLY)")
        except duckdb.Error as error:
            raise PublishedUnreadable(f"{file} cannot be read: {error}") from error
        earlier = f"{schema_in(con, 'was')}.report"
    else:
        earlier = "(SELECT * FROM report LIMIT 0)"
    try:
        return _changes(
            con,
            f"""
            SELECT CASE WHEN w.report_id IS NULL THEN 'new' WHEN n.report_id IS NULL THEN 'removed'
                    ELSE 'changed' END AS change,
                coalesce(n.agency_id, w.agency_id) AS agency_id, coalesce(n.agency_zh, w.agency_zh) AS agency_zh,
                coalesce(n.report_year, w.report_year) AS report_year, coalesce(c.url, '') AS url,
                coalesce(c.portal, '') AS portal
            FROM report AS n
            FULL JOIN {earlier} AS w ON w.report_id = n.report_id
            LEFT JOIN capture AS c ON c.capture_id = coalesce(n.capture_id, w.capture_id)
            WHERE n.version_id IS DISTINCT FROM w.version_id
            ORDER BY ALL
            """,
        )
    finally:
        if file.is_file():
            con.execute("DETACH was")


def reports_at(con: duckdb.DuckDBPyConnection, urls: Sequence[str]) -> list[ReportChange]:
    """The reports of which a capture lies at one of these addresses, as vanished."""
    return _changes(
        con,
        """
        SELECT 'vanished' AS change, r.agency_id, r.agency_zh, r.report_year, min(c.url) AS url,
            min(c.portal) AS portal
        FROM capture AS c
        JOIN version_capture AS vc USING (capture_id)
        JOIN version AS v USING (version_id)
        JOIN report AS r ON r.report_id = v.report_id
        WHERE list_contains(?, c.url)
        GROUP BY ALL
        ORDER BY ALL
        """,
        [list(urls)],
    )


def failing_checks(con: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], dict[str, int]]:
    """Bad rows by check, and of those only the checks of severity error, as they ran last."""
    rows = con.execute('SELECT "check", severity, count(*) FROM check_result GROUP BY ALL ORDER BY ALL').fetchall()
    counts: dict[str, int] = {}
    errors: dict[str, int] = {}
    for name, severity, count in rows:
        counts[name] = counts.get(name, 0) + count
        if severity == "error":
            errors[name] = count
    return counts, errors


def _changes(con: duckdb.DuckDBPyConnection, question: str, parameters: list[Any] | None = None) -> list[ReportChange]:
    return [ReportChange(**row) for row in con.execute(question, parameters or []).to_arrow_table().to_pylist()]


def _run_row(summary: RunSummary) -> dict[str, Any]:
    alarms = summary.alarms
    return {
        "run": summary.run, "flow": summary.flow, "started_at": _moment(summary.started_at),
        "finished_at": _moment(summary.finished_at), "outcome": summary.outcome, "portals": len(summary.crawls),
        "portals_completed": summary.portals_completed(),
        **{name: summary.total(name) for name in _TOTALS}, "documents": sum(summary.documents.values()),
        **{f"reports_{change}": len(summary.changed(change)) for change in ("new", "changed", "vanished")},
        "issues": sum(summary.issues.values()), "findings": sum(summary.findings.values()),
        "bad_rows": sum(summary.checks.values()),
        "alarms_raised": len(alarms.raised) if alarms else None, "alarms_open": len(alarms.open) if alarms else None,
        "seconds": float(sum(summary.seconds.values())), "problems": "; ".join(summary.problems)[:_PROBLEMS],
    }  # fmt: skip


def _portal_row(run: str, crawl: CrawlResult) -> dict[str, Any]:
    return {
        "run": run, "portal": crawl.portal, "started_at": _moment(crawl.started_at),
        "finished_at": _moment(crawl.finished_at), "title": crawl.title, "outcome": crawl.outcome,
        **{name: getattr(crawl, name) for name in _CRAWL}, "skipped": sum(crawl.skipped.values()),
        **{name: len(getattr(crawl, name)) for name in ("obstacles", "vanished", "alarms")},
        "problems": "; ".join(crawl.problems)[:_PROBLEMS],
    }  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    """A moment in UTC without its zone, as the warehouse keeps it."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).replace(tzinfo=None)
