"""Open the writer's warehouse, with the schema, macros and views of the SQL files beside this module."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data.errors import Told
from warehouse import lake, shown
from warehouse.history import mark, take_over
from warehouse.places import SQL, work_file
from warehouse.release import unharmed_file
from warehouse.shown import INNER, look_inside

# Below the 2 GB that a night may take in all, with room for Python and Arrow: DuckDB spills to disk beyond this.
MEMORY_LIMIT = "900MB"


class WarehouseBusy(Told):
    """Another process holds the writer's file."""


def connect_work(home: Path) -> duckdb.DuckDBPyConnection:
    """Open (or make) `home`/warehouse/work.duckdb for writing.

    A file made by another schema is put aside as work.duckdb.old and an empty one begun: loading the parts again fills
    it. Its history (`warehouse.history`) is taken over; where there is no file, from the one that a rebuild has put
    aside, or from what is published. Raises `WarehouseBusy` if another process has it open. Where the environment names
    a lake (`warehouse.lake`), that is opened instead, for any number of processes at once.
    """
    if found := lake.setting(home):
        return connect_lake(found)
    path = work_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        con = _open(path)
        made_by = _comment(con)
        if made_by is not None and schema_digest() in made_by:
            apply_schema(con)
            return con
        con.close()
        if made_by is not None:
            old = path.with_name(path.name + ".old")
            _second_name(path, old)
            return _begun(path, old)
    before = _before(path)
    return _begun(path, before if before.exists() else unharmed_file(home))


def _begun(path: Path, source: Path | None) -> duckdb.DuckDBPyConnection:
    """Put an empty file with the history of another into its place, in one step, and open it."""
    fresh = path.with_name(path.name + ".new")
    for name in (fresh, fresh.with_name(fresh.name + ".wal")):
        name.unlink(missing_ok=True)
    con = _open(fresh)
    try:
        apply_schema(con)
        if source is not None and source.is_file():
            take_over(con, source)
    finally:
        con.close()
    # a left-over log would be replayed into the new file
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    os.replace(fresh, path)
    return look_inside(_open(path))


def _second_name(path: Path, name: Path) -> None:
    name.unlink(missing_ok=True)
    try:
        os.link(path, name)
    except OSError:  # a file system without hard links
        shutil.copyfile(path, name)


def connect_lake(found: lake.Lake) -> duckdb.DuckDBPyConnection:
    """Open (or make) the lake of the present schema for writing. Raises `LakeUnavailable`."""
    con = lake.attach(found, schema_digest(), MEMORY_LIMIT)
    try:
        lake.make(con, list(_statements("schema")), [*_statements("macros", "views"), *shown.statements()])
    except BaseException:
        con.close()
        raise
    return lake.reworded(con)


@contextmanager
def put_aside(home: Path) -> Iterator[Path]:
    """Begin an empty writer's file; the old one lies at the path given, and is put back if the block raises.

    Raises `lake.LakeUnavailable` where the warehouse is a lake, which others use meanwhile.
    """
    if lake.setting(home):
        raise lake.LakeUnavailable(
            f"a lake is not made anew in place: name an empty database in {lake.CATALOG} and load the parts into that"
        )
    path = work_file(home)
    before = _before(path)
    if path.exists():
        _open(path).close()  # replays its log, and fails if someone else has it open
        os.replace(path, before)
    try:
        yield before
    except BaseException:
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)
        if before.exists():
            os.replace(before, path)
        raise
    before.unlink(missing_ok=True)


def _before(path: Path) -> Path:
    return path.with_name(path.name + ".before")


def apply_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that are missing, and all macros and views anew; nothing where these very ones made the file.

    All lies in the schema `internal`, what people look at in `main` too (`warehouse.shown`).
    """
    look_inside(con)
    made = f" Schema {schema_digest()}, views {_views_digest()} of DuckDB {duckdb.__version__}.{mark()}"
    if made in (_comment(con) or ""):
        return
    with lake.transaction(con):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {INNER}")
        look_inside(con)
        for statement in (*_statements("schema", "macros", "views"), *shown.statements()):
            con.execute(statement)
        for statement in list(shown.comments(con)):
            con.execute(statement)
        con.execute(f"COMMENT ON TABLE load IS '{_comment(con)}{made}'")


@functools.cache
def schema_digest() -> str:
    """Twelve hex digits that change with any file of schema/."""
    return _digest(INNER, *_statements("schema"))


@functools.cache
def _views_digest() -> str:
    return _digest(*_statements("macros", "views"), *shown.statements())


def _digest(*texts: str) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode())
    return digest.hexdigest()[:12]


def _comment(con: duckdb.DuckDBPyConnection) -> str | None:
    """What is said of the table `load`, with the digests of what the file was made by; None where there is no table."""
    row = con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'load'").fetchone()
    return str(row[0] or "") if row else None


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), config={"memory_limit": MEMORY_LIMIT})
    except duckdb.IOException as error:
        if "could not set lock" in str(error).lower():
            raise WarehouseBusy(f"{path} is open in another process: {error}") from error
        raise


def _statements(*folders: str) -> Iterator[str]:
    for folder in folders:
        for file in _in_order(SQL / folder):
            yield file.read_text(encoding="utf-8")


def _in_order(folder: Path) -> list[Path]:
    """SQL files by name; a file whose first line is `-- after: NAME …` comes after those it builds on."""
    files = {file.stem: file for file in sorted(folder.glob("*.sql"))}
    done: dict[str, Path] = {}

    def visit(name: str) -> None:
        if name in done:
            return
        first = files[name].read_text(encoding="utf-8").split("\n", 1)[0]
        if first.startswith("-- after:"):
            for earlier in first.removeprefix("-- after:").split():
                visit(earlier)
        done[name] = files[name]

    for name in files:
        visit(name)
    return list(done.values())
