"""A writer's file that is damaged: told from other troubles, and put aside so that a fresh one can be filled."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.places import work_file
from warehouse.shown import look_inside

# DuckDB has one error for all that goes wrong with a file; a full disk and a busy file are among it and no damage.
_MARKS = (
    "not a valid DuckDB database", "Corrupt database file", "Could not read enough bytes", "replaying WAL",
    "Failed to deserialize", "does not match stored checksum", "Cannot read a database file",
)  # fmt: skip
_NO_ROOM = ("Could not write", "No space left", "File too large", "Disk quota")


def has_no_room(error: BaseException) -> bool:
    """Whether an error says that there is no room left to write."""
    return any(mark in str(error) for mark in _NO_ROOM)


def is_damage(error: BaseException) -> bool:
    """Whether an error says that the database file itself is not what was written."""
    if has_no_room(error):
        return False  # fatal to the connection, not to the file: its log is replayed when there is room
    if isinstance(error, duckdb.InternalException | duckdb.FatalException | duckdb.SerializationException):
        return True
    return isinstance(error, duckdb.Error) and any(mark in str(error) for mark in _MARKS)


def put_damaged_aside(home: Path) -> Path:
    """Move the writer's file and its log away, as work.duckdb.damaged-TIME; only the last one is kept."""
    path = work_file(home)
    for old in path.parent.glob(f"{path.name}.damaged-*"):
        old.unlink()
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    log = path.with_name(path.name + ".wal")
    if log.exists():
        os.replace(log, aside.with_name(aside.name + ".wal"))
    if path.exists():
        os.replace(path, aside)
    return aside


def read_all(con: duckdb.DuckDBPyConnection) -> None:
    """Read every value of every table: each block of a DuckDB file is compared with its checksum when it is read.

    Raises duckdb.Error where one is not what was written.
    """
    tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary").fetchall()
    for (table,) in tables:
        con.execute(f'SELECT bit_xor(hash(t)) FROM "{table}" AS t').fetchone()


def read_through(path: Path) -> str:
    """Read every value of every table of a DuckDB file; what is wrong with it, "" if nothing is."""
    if not path.is_file():
        return f"{path} is not there"
    try:
        con = look_inside(duckdb.connect(str(path), read_only=True))
        try:
            read_all(con)
            con.execute("SELECT count(*) FROM panel").fetchone()
        finally:
            con.close()
    except duckdb.Error as error:
        return f"{path} cannot be read: {str(error).splitlines()[0]}"
    return ""
