"""Ask the published file: read-only, figures as exact decimals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import pandas as pd
import pyarrow as pa

from warehouse.published import connect


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
    return frame_of(result.to_arrow_table())


def frame_of(table: pa.Table) -> pd.DataFrame:
    """An Arrow table with exact decimals and integers."""
    # pandas' own conversion makes floats of decimals and of integers with gaps.
    frame = table.to_pandas(types_mapper=_mapped, date_as_object=True)
    for at, field in enumerate(table.schema):  # by place: a query may name two columns alike
        if pa.types.is_decimal(field.type):
            frame.isetitem(at, frame.iloc[:, at].map(plain, na_action="ignore"))
        elif pa.types.is_nested(field.type):
            # and a float of each integer in a list that has a gap
            frame.isetitem(at, pd.Series(table.column(at).to_pylist(), index=frame.index, dtype=object))
    return cast(pd.DataFrame, frame)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent: 12, 0.27."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


_INTEGERS = {
    pa.int8(): pd.Int8Dtype(), pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(),
}  # fmt: skip


def _mapped(kind: pa.DataType) -> Any:
    return _INTEGERS.get(kind)
