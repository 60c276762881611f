"""What a person sees first in a published file: the views of shown.csv in schema `main`; all else lies in `internal`.

The program itself looks into `internal` first (`look_inside`), so that its questions name tables and views plainly.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import duckdb

from data.csv_rows import csv_rows
from warehouse.places import SQL

INNER, MAIN = "internal", "main"
SHOWN = SQL / "shown.csv"


@dataclass(frozen=True)
class Shown:
    """A view for people: its name, the table or view of `internal` that it shows, the columns that it leaves out, and
    which rows it shows ("" for all)."""

    name: str
    source: str
    without: tuple[str, ...]
    where: str


def shown() -> list[Shown]:
    """The views of schema `main`, in the order of shown.csv."""
    return [Shown(row["name"], row["source"], tuple(row["without"].split()), row["where"]) for row in csv_rows(SHOWN)]


def look_inside(con: duckdb.DuckDBPyConnection, database: str = "") -> duckdb.DuckDBPyConnection:
    """Let plain names of this connection mean those of `internal`, then those of `main`.

    A file of before there were two schemas has all in `main`, and is left as it is.
    """
    within = f"{database}." if database else ""
    with suppress(duckdb.CatalogException):
        con.execute(f"SET search_path = '{within}{INNER},{within}{MAIN}'")
    return con


def schema_in(con: duckdb.DuckDBPyConnection, database: str) -> str:
    """Where an attached file has its tables: its schema `internal`, or `main` in one of before there were two."""
    asked = "SELECT count(*) FROM duckdb_schemas() WHERE database_name = ? AND schema_name = ?"
    found = con.execute(asked, [database, INNER]).fetchone()
    return f"{database}.{INNER if found and found[0] else MAIN}"


def statements() -> Iterator[str]:
    """The views of schema `main`, as statements."""
    for view in shown():
        listed = ", ".join(f'"{column}"' for column in view.without)
        columns = f"* EXCLUDE ({listed})" if listed else "*"
        rows = f" WHERE {view.where}" if view.where else ""
        yield f"CREATE OR REPLACE VIEW {MAIN}.{view.name} AS SELECT {columns} FROM {INNER}.{view.source}{rows}"


def comments(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """What is said of the shown views and their columns: what is said of their sources."""
    for view in shown():
        for kind in ("view", "table"):
            said = con.execute(
                f"SELECT comment FROM duckdb_{kind}s() WHERE schema_name = ? AND {kind}_name = ?", [INNER, view.source]
            ).fetchone()
            if said:
                yield f"COMMENT ON VIEW {MAIN}.{view.name} IS {_quoted(said[0])}"
        for column, said in con.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?",
            [INNER, view.source],
        ).fetchall():
            if column not in view.without:
                yield f'COMMENT ON COLUMN {MAIN}.{view.name}."{column}" IS {_quoted(said)}'


def _quoted(text: str | None) -> str:
    return "'" + (text or "").replace("'", "''") + "'"
