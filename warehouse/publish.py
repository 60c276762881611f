"""Make the file that analysts open: a verified copy of the writer's file, put in place in one step."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from data.errors import Told
from warehouse import lake
from warehouse.db import apply_schema, schema_digest
from warehouse.heal import is_damage, read_all
from warehouse.places import published_file
from warehouse.release import READ_ONLY, keep, record_release
from warehouse.shown import INNER, MAIN, look_inside


class PublicationFailed(Told):
    """The copy is not what the writer's file holds; the published file is as it was."""


def publish(source: duckdb.DuckDBPyConnection | Path, home: Path) -> Path:
    """Publish the writer's warehouse (its open connection, or its file) as `home`/warehouse/nianbao.duckdb.

    From a lake a file of its present state is written; its readers may as well attach the lake (`warehouse.lake`).
    Those who hold the old file open keep reading it; whoever opens the file afterwards sees the new one. A process
    killed at any moment leaves the old file or the new one; copies of the last few are kept (`warehouse.release`). All
    are read-only. Raises `PublicationFailed`, and leaves the old file.
    """
    if isinstance(source, Path):
        con = look_inside(duckdb.connect(str(source)))
        try:
            return publish(con, home)
        finally:
            con.close()
    target = published_file(home)
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in target.parent.glob(f".{target.name}.*"):
        left_over.unlink(missing_ok=True)
    release = record_release(source, schema_digest())
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if lake.is_lake(source):
            expected = _draw(source, fresh)
        else:
            source.execute("CHECKPOINT")
            expected = _counts(source)
            _copy(_file_of(source), fresh)
        try:
            _verify(fresh, expected)
        except PublicationFailed as error:
            damage = error.__cause__
            if not isinstance(damage, duckdb.Error) or not is_damage(damage) or lake.is_lake(source):
                raise
            if _alike(_file_of(source), fresh):
                raise damage from None  # of the writer's file: it is put aside, and a fresh one filled
            raise
        fresh.chmod(READ_ONLY)
        _sync(fresh)
        keep(fresh, home, release)
        # A log left beside the target by someone who opened it for writing would be replayed into the new file.
        target.with_name(target.name + ".wal").unlink(missing_ok=True)
        os.replace(fresh, target)
        _sync(target.parent)
    finally:
        fresh.unlink(missing_ok=True)
        fresh.with_name(fresh.name + ".wal").unlink(missing_ok=True)
    return target


def _counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY 1"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        row = con.execute(f'SELECT count(*) FROM "{table}"').fetchone()
        counts[table] = int(row[0]) if row else -1
    return counts


def _file_of(con: duckdb.DuckDBPyConnection) -> Path:
    row = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
    if row is None or not row[0]:
        raise PublicationFailed("a warehouse in memory cannot be published")
    log = Path(row[0] + ".wal")
    if log.exists() and log.stat().st_size:
        raise PublicationFailed(f"{log} still holds changes: another transaction is open")
    return Path(row[0])


def _copy(work: Path, fresh: Path) -> None:
    done = _apart("import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])", work, fresh)
    if done.returncode:
        raise PublicationFailed(f"{work} could not be copied: {done.stderr.strip().splitlines()[-1:]}")


def _alike(work: Path, fresh: Path) -> bool:
    code = "import filecmp, sys; sys.exit(not filecmp.cmp(sys.argv[1], sys.argv[2], False))"
    return not _apart(code, work, fresh).returncode


def _apart(code: str, work: Path, fresh: Path) -> subprocess.CompletedProcess[str]:
    """Do something with the writer's file in a process of its own: closing any descriptor of a file gives up this
    process's POSIX locks on it, DuckDB's too."""
    return subprocess.run([sys.executable, "-S", "-c", code, str(work), str(fresh)], capture_output=True, text=True)


def _draw(source: duckdb.DuckDBPyConnection, fresh: Path) -> dict[str, int]:
    """Write one state of a lake as a file, whatever is loaded meanwhile; the rows of each table."""
    with duckdb.connect(str(fresh)) as con:
        apply_schema(con)
    source.execute(f"ATTACH '{str(fresh).replace(chr(39), chr(39) * 2)}' AS fresh")
    try:
        # Generated columns cannot be given; they are the only ones with a default.
        tables = source.execute(
            "SELECT table_name, string_agg('\"' || column_name || '\"', ', ') FROM duckdb_columns()"
            f" WHERE database_name = 'fresh' AND schema_name = '{INNER}' AND column_default IS NULL"
            " AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = 'fresh') GROUP BY 1"
        ).fetchall()
        counts = {}
        with lake.transaction(source):
            for table, columns in tables:
                held = f'{lake.NAME}.{INNER}."{table}"'
                source.execute(f'INSERT INTO fresh.{INNER}."{table}" ({columns}) SELECT {columns} FROM {held}')
                row = source.execute(f"SELECT count(*) FROM {held}").fetchone()
                counts[table] = int(row[0]) if row else -1
        source.execute("CHECKPOINT fresh")
    finally:
        source.execute("DETACH fresh")
    return counts


def _verify(fresh: Path, expected: dict[str, int]) -> None:
    try:
        con = look_inside(duckdb.connect(str(fresh), read_only=True))
    except duckdb.Error as error:
        raise PublicationFailed(f"the copy cannot be opened: {error}") from error
    try:
        found = _counts(con)
        con.execute(f"EXPLAIN SELECT * FROM {MAIN}.panel").fetchall()
        read_all(con)
    except duckdb.Error as error:
        raise PublicationFailed(f"the copy cannot be read: {error}") from error
    finally:
        con.close()
    wrong = {table: (count, found.get(table)) for table, count in expected.items() if found.get(table) != count}
    if wrong:
        raise PublicationFailed(f"the copy differs from the warehouse (rows expected, found): {wrong}")
    log = fresh.with_name(fresh.name + ".wal")
    if log.exists():
        raise PublicationFailed(f"{log} beside a fresh copy")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
