"""What is read and loaded already, by an open warehouse or by the published file: for those who look while somebody
else writes."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.published import Unreadable, connect


def read_already(path: Path, reader_version: str) -> tuple[set[str], set[str]]:
    """Captures that need no reading by a version, and parts that are loaded, by the published file; none without one.

    Raises Unreadable.
    """
    if not path.is_file():
        return set(), set()
    try:
        con = connect(path)
        try:
            return pending(con, reader_version), loaded_parts(con)
        finally:
            con.close()
    except duckdb.Error as error:
        raise Unreadable(f"{path} cannot be read: {error}") from error


def pending(con: duckdb.DuckDBPyConnection, reader_version: str) -> set[str]:
    """Capture ids that need no reading by `reader_version`: read by it already, or by a newer one, or taken down."""
    # no parameter: to bind one DuckDB 1.5.5 imports pandas, which takes a second
    version = reader_version.replace("'", "''")
    return {
        row[0]
        for row in con.execute(
            f"SELECT capture_id FROM reading WHERE version_order(reader_version) >= version_order('{version}')"
            " UNION ALL SELECT capture_id FROM capture WHERE obstacle = 'taken_down'"
        ).fetchall()
    }


def loaded_parts(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the parts that the warehouse holds; after a change of schema it begins empty."""
    return {row[0] for row in con.execute("SELECT part FROM load").fetchall()}
