"""Examine what the warehouse holds against the captures and readings that archive and parts hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from warehouse.check import run_checks


def captures_and_readings(con: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], dict[str, str]]:
    """capture_id → kind, and capture_id → name of the part that its reading came from."""
    captures = dict(con.execute("SELECT capture_id, kind FROM capture").fetchall())
    readings = dict(con.execute("SELECT capture_id, part FROM reading").fetchall())
    return captures, readings


def own_faults(con: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """Bad rows of the checks that look for faults of the warehouse itself: orphans, and rows that stand twice."""
    found = run_checks(con, record=False, everything=True)
    own = {"cell_orphan", "cell_twice", "cell_lost", "reading_orphan", "given_twice"}
    return {name: count for (name, severity), count in found.items() if name in own and severity == "error"}


def forget_index_files(con: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """Have the next load take these index files again."""
    con.execute("DELETE FROM index_file WHERE list_contains(?, file)", [sorted(names)])


def forget_parts(con: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """Have the next load take these parts again."""
    con.execute("DELETE FROM load WHERE list_contains(?, part)", [sorted(names)])
