"""Ask the published file: read-only, figures as exact decimals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa


class NotPublished(FileNotFoundError):
    """There is no published warehouse at this path."""


class Unreadable(RuntimeError):
    """The published file is there and cannot be read; the message says what to do."""


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the published file at `path` for reading; close it when done, the writer never waits for it."""
    if not path.is_file():
        raise NotPublished(f"no published warehouse at {path}: run nianbao demo or nianbao run first")
    return duckdb.connect(str(path), read_only=True)


def counts(path: Path) -> dict[str, int]:
    """Numbers of `reports` and `cells` in the published file, of the agencies that portals enumerate
    (`agencies_expected`) and of those of them that publish nothing (`agencies_silent`). Raises Unreadable."""
    try:
        con = connect(path)
        try:
            # A file of an earlier release has no such table.
            known = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'expected_agency'").fetchone()
            expected = "expected_agency" if known and known[0] else "(SELECT 1 AS documents WHERE false)"
            row = con.execute(
                "SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM cell_fact),"
                f" count(*), count(*) FILTER (documents = 0) FROM {expected}"
            ).fetchone()
        finally:
            con.close()
    except duckdb.Error as error:
        message = f"{path} cannot be read ({error}); the next run publishes anew, `nianbao rollback` goes back at once"
        raise Unreadable(message) from error
    names = ("reports", "cells", "agencies_expected", "agencies_silent")
    return dict(zip(names, map(int, row), strict=True)) if row else {}


def run(path: Path, sql: str, parameters: list[Any] | None = None) -> pd.DataFrame:
    """Rows of `sql` on the published file. DECIMAL columns hold `Decimal` objects without trailing zeros."""
    con = connect(path)
    try:
        return fetch(con, sql, parameters)
    finally:
        con.close()


def fetch(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | dict[str, Any] | None = None
) -> pd.DataFrame:
    """As `run`, on an open connection."""
    result = con.execute(sql, parameters or [])
    if result.description is None:
        return pd.DataFrame()
    table = result.to_arrow_table()
    # pandas' own conversion makes floats of decimals and of integers with gaps.
    frame = table.to_pandas(types_mapper=_mapped, date_as_object=True)
    for field in table.schema:
        if pa.types.is_decimal(field.type):
            frame[field.name] = frame[field.name].map(plain, na_action="ignore")
    return frame


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent: 12, 0.27."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


_INTEGERS = {
    pa.int8(): pd.Int8Dtype(), pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(),
}  # fmt: skip


def _mapped(kind: pa.DataType) -> Any:
    return _INTEGERS.get(kind)
