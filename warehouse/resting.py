"""Which published figures rest on records of the archive alone: what losing these would take, were they read again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.published import connect


@dataclass(frozen=True)
class Resting:
    """A published report none of whose documents lies elsewhere, and its figures."""

    agency_zh: str
    report_year: int
    figures: int


def resting_on(published: Path, warc_files: Collection[str], besides: Collection[tuple[str, int]]) -> list[Resting]:
    """Published reports that have all their documents in some WARC files, in records other than those named.

    Args:
        published: the published file; without one, or with one that cannot be read, nothing is known to rest.
        warc_files: names as in the table `capture`.
        besides: (WARC file, offset) of records that are whole.
    """
    if not published.is_file():
        return []
    try:
        con = connect(published)
    except duckdb.Error:
        return []
    try:
        captures = con.execute(
            "SELECT capture_id, warc_file, warc_offset FROM capture WHERE list_contains(?, warc_file)",
            [sorted(warc_files)],
        ).fetchall()
        lost = sorted(one for one, file, offset in captures if (file, offset) not in besides)
        rows = con.execute(
            """
            SELECT r.agency_zh, r.report_year, (
                SELECT count(*) FROM cell_fact JOIN reading USING (reading_id) WHERE reading.capture_id = r.capture_id
            )
            FROM report AS r
            WHERE r.version_id IN (
                SELECT version_id FROM version_capture GROUP BY version_id
                HAVING bool_and(list_contains($lost, capture_id))
            )
            ORDER BY ALL
            """,
            {"lost": lost},
        ).fetchall()
    except duckdb.Error:
        return []
    finally:
        con.close()
    return [Resting(agency, year, figures) for agency, year, figures in rows]
