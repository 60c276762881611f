"""Declared rows as Arrow tables: how they lie on disk, and how they come into the warehouse."""

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pyarrow as pa

from data.rows import DIGITS, KEPT_DECIMALS, ROWS, Stored

_KINDS: dict[type, pa.DataType] = {
    str: pa.string(), bool: pa.bool_(), dt.date: pa.date32(), Decimal: pa.decimal128(DIGITS, KEPT_DECIMALS),
}  # fmt: skip


@functools.cache
def schema_of(kind: type) -> pa.Schema:
    """The columns of a declared row with their types."""
    return pa.schema([(name, _stored(hint)) for name, hint in get_type_hints(kind, include_extras=True).items()])


def schemas() -> dict[str, pa.Schema]:
    """The tables of a part by name."""
    return {name: schema_of(kind) for name, kind in ROWS.items()}


def table_of(kind: type, rows: Sequence[Iterable[Any]]) -> pa.Table:
    """Rows with their values in the order of the columns, as a table.

    Raises ValueError, OverflowError or TypeError where a value does not fit its column.
    """
    schema = schema_of(kind)
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _stored(hint: Any) -> pa.DataType:
    if get_origin(hint) is Annotated:
        return pa.type_for_alias(next(note.kind for note in get_args(hint)[1:] if isinstance(note, Stored)))
    if args := [one for one in get_args(hint) if one is not type(None)]:
        return _stored(args[0])
    return _KINDS[hint]
