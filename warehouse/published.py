"""Open the published file and say how much is in it; nothing that is slow to import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.errors import Told
from warehouse.shown import look_inside


class NotPublished(FileNotFoundError):
    """There is no published warehouse at this path."""


class Unreadable(Told):
    """The published file is there and cannot be read; the message says what to do."""


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the published file at `path` for reading, with the names of its inner schema; close it when done, the writer
    never waits for it."""
    if not path.is_file():
        raise NotPublished(f"no published warehouse at {path}: run nianbao demo or nianbao run first")
    return look_inside(duckdb.connect(str(path), read_only=True))


_UNREAD = """
    SELECT count(*) FROM (SELECT DISTINCT agency_id, report_year FROM reading WHERE outcome = 'unread_report') AS u
    ANTI JOIN report AS r ON r.agency_id = u.agency_id AND r.report_year = u.report_year
"""


@dataclass(frozen=True)
class Counts:
    """What a published file holds: reports and cells, agencies that portals enumerate, those of them that publish
    nothing, and reports whose tables could not be read (by agency and year, without another wording that could).
    None: untold."""

    reports: int | None = None
    cells: int | None = None
    agencies_expected: int | None = None
    agencies_silent: int | None = None
    reports_unread: int | None = None


def counts(path: Path) -> Counts:
    """What the published file holds. Raises Unreadable."""
    try:
        con = connect(path)
        try:
            # A file of an earlier release has no such table.
            known = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'expected_agency'").fetchone()
            expected = "expected_agency" if known and known[0] else "(SELECT 1 AS documents WHERE false)"
            row = con.execute(
                "SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM cell_fact),"
                f" count(*), count(*) FILTER (documents = 0), ({_UNREAD}) FROM {expected}"
            ).fetchone()
        finally:
            con.close()
    except duckdb.Error as error:
        message = f"{path} cannot be read ({error}); the next run publishes anew, `nianbao rollback` goes back at once"
        raise Unreadable(message) from error
    return Counts(*map(int, row or ()))
