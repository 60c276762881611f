"""What changed between two published files: reports, and figures cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.published import NotPublished
from warehouse.query import fetch
from warehouse.shown import schema_in

_FIGURES = """
    SELECT p.agency_id, p.agency_zh, p.report_year, k.form, k."table", k."row", k."column",
        any_value(f.value) AS value, any_value(CAST(f.state AS VARCHAR)) AS state, any_value(f.raw_zh) AS raw_zh,
        p.capture_id
    FROM {file}.report AS p
    JOIN {file}.cell_fact AS f USING (reading_id)
    JOIN {file}.cell_key AS k USING (key_id)
    GROUP BY ALL
"""


@dataclass(frozen=True)
class Difference:
    """`reports`: agency_id, agency_zh, report_year, change (added | removed | other_document);
    `figures`: agency_id, agency_zh, report_year, form, table, row, column, change (added | removed | changed) with
    value, state and text before and after, of reports that both files have; `releases`: the two release ids."""

    releases: tuple[str, str]
    reports: pd.DataFrame
    figures: pd.DataFrame


def diff(before: Path, after: Path) -> Difference:
    """Compare the current versions of two published files. Raises NotPublished."""
    for path in (before, after):
        if not path.is_file():
            raise NotPublished(f"no published warehouse at {path}")
    con = duckdb.connect()
    try:
        for name, path in (("a", before), ("b", after)):
            target = str(path).replace("'", "''")
            con.execute(f"ATTACH '{target}' AS {name} (READ_ONLY)")
        a, b = schema_in(con, "a"), schema_in(con, "b")
        reports = fetch(
            con,
            f"""
            SELECT coalesce(a.agency_id, b.agency_id) AS agency_id, coalesce(b.agency_zh, a.agency_zh) AS agency_zh,
                coalesce(a.report_year, b.report_year) AS report_year,
                CASE WHEN a.agency_id IS NULL THEN 'added' WHEN b.agency_id IS NULL THEN 'removed'
                    ELSE 'other_document' END AS change
            FROM {a}.report AS a
            FULL JOIN {b}.report AS b ON b.agency_id = a.agency_id AND b.report_year = a.report_year
            WHERE a.agency_id IS NULL OR b.agency_id IS NULL OR a.capture_id <> b.capture_id
            ORDER BY ALL
            """,
        )
        figures = fetch(
            con,
            f"""
            WITH was AS ({_FIGURES.format(file=a)}), now AS ({_FIGURES.format(file=b)}),
            both_have AS (
                SELECT agency_id, report_year FROM {a}.report INTERSECT SELECT agency_id, report_year FROM {b}.report
            )
            SELECT coalesce(n.agency_id, w.agency_id) AS agency_id, coalesce(n.agency_zh, w.agency_zh) AS agency_zh,
                coalesce(n.report_year, w.report_year) AS report_year, coalesce(n.form, w.form) AS form,
                coalesce(n."table", w."table") AS "table", coalesce(n."row", w."row") AS "row",
                coalesce(n."column", w."column") AS "column",
                CASE WHEN w.agency_id IS NULL THEN 'added' WHEN n.agency_id IS NULL THEN 'removed'
                    ELSE 'changed' END AS change,
                w.value AS value_before, n.value AS value_after, w.state AS state_before, n.state AS state_after,
                w.raw_zh AS raw_before_zh, n.raw_zh AS raw_after_zh
            FROM was AS w
            FULL JOIN now AS n ON n.agency_id = w.agency_id AND n.report_year = w.report_year AND n.form = w.form
                AND n."table" = w."table" AND n."row" = w."row" AND n."column" = w."column"
            JOIN both_have AS h ON h.agency_id = coalesce(n.agency_id, w.agency_id)
                AND h.report_year = coalesce(n.report_year, w.report_year)
            WHERE n.value IS DISTINCT FROM w.value OR n.state IS DISTINCT FROM w.state
                OR n.raw_zh IS DISTINCT FROM w.raw_zh
            ORDER BY 1, 3, 4, 5, 6, 7
            """,
        )
        return Difference((_release(con, a), _release(con, b)), reports, figures)
    finally:
        con.close()


def _release(con: duckdb.DuckDBPyConnection, schema: str) -> str:
    row = con.execute(f"SELECT release_id FROM {schema}.release ORDER BY published_at DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""
