"""What is read already, by the published file: for those who look while somebody else writes."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.load import loaded_parts, pending
from warehouse.query import Unreadable, connect


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
