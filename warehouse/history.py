"""What neither archive nor parts can give again: releases, runs, accounts of crawls. Taken over into each new file.

The shape of these tables changes by numbered migrations: `migrations/NNNN_what.sql`, applied in order to those that a
file was made before. Each works on `was_TABLE`, a temporary copy of the old table; what has the name of a present
column then is taken over, and a column that is new is NULL. A first line `-- where: TABLE.COLUMN` keeps a migration to
files whose table had that column: those made before there were numbers.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import duckdb

from warehouse import lake
from warehouse.heal import is_damage
from warehouse.places import SQL
from warehouse.shown import INNER, schema_in

TABLES = ("release", "run", "run_portal", "searched_list", "expected_agency")
_NUMBER = re.compile(r"History (\d+)\.")
_WHERE = re.compile(r"-- where: (\w+)\.(\w+)\n")
_log = logging.getLogger("nianbao.history")


def mark() -> str:
    """What a file says of itself whose history has had all migrations."""
    return f" History {max(_migrations())}."


def take_over(con: duckdb.DuckDBPyConnection, source: Path) -> None:
    """Take the history of another file into the empty tables of this one, in one transaction.

    A file that is damaged gives nothing, and the log says so.
    """
    quoted = str(source).replace("'", "''")
    try:
        con.execute(f"ATTACH '{quoted}' AS before (READ_ONLY)")
    except duckdb.Error as error:
        if not is_damage(error):
            raise
        _log.error("the history of %s is lost: %s", source, error)
        return
    try:
        with lake.transaction(con):
            _take(con)
    except duckdb.Error as error:
        if not is_damage(error):
            raise
        _log.error("the history of %s is lost: %s", source, error)
    finally:
        con.execute("DETACH before")


def _take(con: duckdb.DuckDBPyConnection) -> None:
    within = schema_in(con, "before")
    comments = dict(
        con.execute("SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'before'").fetchall()
    )
    had = max(map(int, _NUMBER.findall(comments.get("load") or "")), default=0)
    for table in TABLES:
        if table in comments:
            con.execute(f"CREATE OR REPLACE TEMP TABLE was_{table} AS FROM {within}.{table}")
    for number, file in sorted(_migrations().items()):
        statements = file.read_text(encoding="utf-8")
        where = _WHERE.match(statements)
        if number > had and (not where or where[2] in _columns(con, f"was_{where[1]}", "temp.main")):
            con.execute(statements)
    here = con.execute("SELECT current_database()").fetchone()
    for table in TABLES:
        present = _columns(con, table, f"{here[0] if here else ''}.{INNER}")
        columns = ", ".join(sorted(_columns(con, f"was_{table}", "temp.main") & present))
        if columns:
            con.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM was_{table}")
        con.execute(f"DROP TABLE IF EXISTS was_{table}")


def _columns(con: duckdb.DuckDBPyConnection, table: str, within: str) -> set[str]:
    """Columns of a table of a schema (database.schema), none where there is no such table."""
    rows = con.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND database_name || '.' || schema_name = ?",
        [table, within],
    ).fetchall()
    return {name for (name,) in rows}


def _migrations() -> dict[int, Path]:
    return {int(file.name.partition("_")[0]): file for file in (SQL / "migrations").glob("*.sql")}
