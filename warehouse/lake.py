"""The warehouse over DuckLake: the same tables, views and macros as Parquet files under a catalog in Postgres.

For several writers and readers at once, where the single file is the default. A transaction that another one overtook
fails at its end and is made again (`retried`); loads, which take long, queue up besides (`writing`).
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import logging
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar, cast

import duckdb

from data.errors import Told
from warehouse.shown import INNER, look_inside

CATALOG, DATA_PATH = "NIANBAO_LAKE", "NIANBAO_LAKE_DATA"
NAME = "nianbao_lake"
# DuckLake has neither enumerations nor generated columns: a table that computes a column is stored here without it, a
# view of its name in `internal` computes it, and statements that write to it are reworded.
STORED = "stored"
# any number that nothing else in the database locks by
QUEUE = 20080501
ATTEMPTS, FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 40, 0.1, 10.0

_log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


class LakeUnavailable(Told):
    """The setting names a lake that cannot be opened; the message says why."""


@dataclass(frozen=True)
class Lake:
    """catalog: a libpq connection string without its password (PGPASSWORD or ~/.pgpass has it); data: where the Parquet
    files lie, a path that every machine sees alike or an s3:// address.
    """

    catalog: str
    data: str


def setting(home: Path) -> Lake | None:
    """The lake that the environment names; None where the warehouse is the single file."""
    catalog = os.environ.get(CATALOG, "").strip()
    return Lake(catalog, os.environ.get(DATA_PATH, "").strip() or str(home / "lake")) if catalog else None


def attach(lake: Lake, schema: str, memory_limit: str, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection of its own with the lake of this `schema` (a digest) attached, and in use.

    A lake of another schema lies beside it in the same database: it stays readable by the version that made it.
    """
    con = duckdb.connect(config={"memory_limit": memory_limit})
    try:
        for name in ("postgres_scanner", "ducklake", *(["httpfs"] if "://" in lake.data else [])):
            con.execute(f"LOAD '{_extension(name)}'")
        if "://" not in lake.data:
            Path(lake.data).mkdir(parents=True, exist_ok=True)
        options = f"DATA_PATH '{_escaped(lake.data)}/{schema}/', METADATA_SCHEMA 'nianbao_{schema}'"
        _attach(con, f"ATTACH 'ducklake:postgres:{_escaped(lake.catalog)}' AS {NAME}", options, read_only)
        con.execute(f"USE {NAME}")
        look_inside(con, NAME)
    except duckdb.Error as error:
        con.close()
        raise LakeUnavailable(f"the lake {lake.catalog} with its files in {lake.data}: {error}") from error
    except BaseException:
        con.close()
        raise
    return con


def make(con: duckdb.DuckDBPyConnection, tables: list[str], routines: list[str]) -> None:
    """Make the tables of the statements `tables`, and the macros and views of `routines`, unless they stand already."""
    wanted = hashlib.sha256("".join([*tables, *routines]).encode()).hexdigest()[:12]
    if _made_with(con) != wanted:
        _make(con, wanted, tables, routines)


def reworded(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection, but that what its statements write to a view of a stored table goes to that table."""
    tables = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? AND table_name <> 'turn'",
        [NAME, STORED],
    ).fetchall()
    names = "|".join(re.escape(name) for (name,) in tables)
    writes = re.compile(rf"\b(INSERT INTO|DELETE FROM|UPDATE)(\s+)({names})\b")
    return cast(duckdb.DuckDBPyConnection, _Reworded(con, writes) if tables else con)


class _Reworded:
    def __init__(self, con: duckdb.DuckDBPyConnection, writes: re.Pattern[str]) -> None:
        self._con, self._writes = con, writes

    def execute(self, query: str, *given: Any, **named: Any) -> duckdb.DuckDBPyConnection:
        return self._con.execute(self._writes.sub(rf"\1\2{NAME}.{STORED}.\3", query), *given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()


def is_lake(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the database in use is a lake."""
    row = con.execute("SELECT current_database()").fetchone()
    return row is not None and row[0] == NAME


@contextmanager
def writing(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """While the block runs, other loads wait; nothing on a single file.

    They wait for an advisory lock of Postgres, which goes with its holder's connection: without it a long load would be
    overtaken by short ones again and again. That two loads never both count is `take_turn`'s part.
    """
    if not is_lake(con):
        yield
        return
    queue = con.cursor()
    queue.begin()
    try:
        queue.execute(f"CALL postgres_execute('__ducklake_metadata_{NAME}', 'SELECT pg_advisory_xact_lock({QUEUE})')")
        yield
    finally:
        queue.close()


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that the block does, or nothing of it."""
    con.begin()
    try:
        yield
        con.commit()
    except BaseException:
        # a commit that DuckLake refused has ended its transaction
        with suppress(duckdb.TransactionException):
            con.rollback()
        raise


def take_turn(con: duckdb.DuckDBPyConnection) -> None:
    """Inside a transaction that numbers rows from the highest number it sees: of two at once, one fails at its end.

    Rows that are only added never conflict, so two such transactions would give one number twice. No effect on the
    single file, which has one writer.
    """
    if is_lake(con):
        con.execute(f"UPDATE {NAME}.{STORED}.turn SET number = number + 1")


def retried(work: Callable[P, R]) -> Callable[P, R]:
    """Make a whole transaction again, after a wait that grows, when another process committed before it.

    `work` rolls back whatever fails. After ATTEMPTS the last conflict is raised.
    """

    @functools.wraps(work)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(ATTEMPTS):
            try:
                return work(*args, **kwargs)
            except duckdb.Error as error:
                if attempt == ATTEMPTS - 1 or not is_conflict(error):
                    raise
                _log.info("%s: overtaken, attempt %d: %s", work.__name__, attempt + 1, str(error).split("\n", 1)[0])
                # random, so that two that met do not meet again
                time.sleep(random.uniform(0.5, 1.5) * min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 1.5**attempt))
        raise AssertionError("unreachable")

    return again


def is_conflict(error: duckdb.Error) -> bool:
    """Whether an error only says that another transaction came first."""
    said = str(error).lower()
    first_made = "failed to initialize ducklake" in said and "already exists" in said
    marks = ("conflict", "duplicate key", "could not serialize", "deadlock detected", "maximum retry count")
    return first_made or any(mark in said for mark in marks)


def is_lost(error: BaseException) -> bool:
    """Whether an error says that the catalog cannot be reached, or that another transaction came first."""
    said = str(error).lower()
    marks = ("postgres", "connection", "could not connect", "server closed")
    return isinstance(error, duckdb.Error) and (is_conflict(error) or any(mark in said for mark in marks))


def _extension(name: str) -> Path:
    """The extension as its wheel holds it: nothing is fetched at run time."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        raise LakeUnavailable(
            f"the package duckdb-extension-{name.replace('_', '-')} is missing: install nianbao[scale]"
        )
    return Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"


@retried
def _attach(con: duckdb.DuckDBPyConnection, command: str, options: str, read_only: bool) -> None:
    # the first to come makes the catalog, and of two who come first one is told of a duplicate key
    con.execute(f"{command} ({options}{', READ_ONLY' if read_only else ''})")


def _made_with(con: duckdb.DuckDBPyConnection) -> str:
    try:
        row = con.execute(f"SELECT digest FROM {NAME}.{STORED}.turn").fetchone()
    except duckdb.CatalogException:
        return ""
    return str(row[0]) if row else ""


@retried
def _make(con: duckdb.DuckDBPyConnection, digest: str, tables: list[str], routines: list[str]) -> None:
    with transaction(con):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {NAME}.{STORED}")
        con.execute(f"CREATE TABLE IF NOT EXISTS {NAME}.{STORED}.turn (number BIGINT, digest VARCHAR)")
        con.execute(f"DELETE FROM {NAME}.{STORED}.turn")
        con.execute(f"INSERT INTO {NAME}.{STORED}.turn VALUES (1, ?)", [digest])
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {NAME}.{INNER}")
        look_inside(con, NAME)
        for statement in [*_stored_tables(tables), *_spoken(con, routines)]:
            con.execute(statement)


def _stored_tables(tables: list[str]) -> Iterator[str]:
    """The same tables in words that DuckLake knows, told from what DuckDB itself makes of their statements."""
    with duckdb.connect() as model:
        for statement in tables:
            model.execute(statement)
        named = model.execute("SELECT table_name, comment FROM duckdb_tables() ORDER BY 1").fetchall()
        for table, comment in named:
            columns = model.execute(
                "SELECT column_name, CASE WHEN data_type LIKE 'ENUM%' THEN 'VARCHAR' ELSE data_type END, is_nullable,"
                " column_default FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
                [table],
            ).fetchall()
            computed = [f'{text} AS "{name}"' for name, _, _, text in columns if text]
            schema, kind = (STORED, "VIEW") if computed else (INNER, "TABLE")
            listed = ", ".join(
                f'"{name}" {kind}{"" if nullable else " NOT NULL"}'
                for name, kind, nullable, text in columns
                if not text
            )
            yield f'CREATE TABLE IF NOT EXISTS {NAME}.{schema}."{table}" ({listed})'
            if computed:
                question = f'SELECT *, {", ".join(computed)} FROM {NAME}.{STORED}."{table}"'
                yield f'CREATE OR REPLACE VIEW {NAME}.{INNER}."{table}" AS {question}'
            yield f"COMMENT ON {kind} {NAME}.{INNER}.\"{table}\" IS '{_escaped(comment or '')}'"


def _spoken(con: duckdb.DuckDBPyConnection, routines: list[str]) -> Iterator[str]:
    """Single statements, without the comments that DuckLake cannot keep: on macros, and on columns of views."""
    for text in routines:
        for statement in con.extract_statements(text):
            if not statement.query.lstrip().startswith(("COMMENT ON MACRO", "COMMENT ON COLUMN")):
                yield statement.query


def _escaped(text: str) -> str:
    return text.replace("'", "''")
