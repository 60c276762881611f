"""Declared rows as Arrow tables: how they lie on disk, and how they come into the warehouse."""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import pyarrow as pa

from data.rows import DIGITS, KEPT_DECIMALS, ROWS, Key, Stored

_KINDS: dict[type, pa.DataType] = {
    str: pa.string(), bool: pa.bool_(), dt.date: pa.date32(), Decimal: pa.decimal128(DIGITS, KEPT_DECIMALS),
}  # fmt: skip


class _Column(NamedTuple):
    """A column of a declared row: the field that fills it, its name and its type."""

    field: str
    name: str
    type: pa.DataType


@functools.cache
def _columns(kind: type) -> tuple[_Column, ...]:
    found = []
    for field, hint in get_type_hints(kind, include_extras=True).items():
        notes = [note for note in getattr(hint, "__metadata__", ()) if isinstance(note, Stored)]
        stored = notes[0] if notes else Stored()
        if stored.is_kept:
            found.append(_Column(field, stored.name or field, _stored(hint)))
    return tuple(found)


@functools.cache
def schema_of(kind: type) -> pa.Schema:
    """The columns of a declared row with their types."""
    return pa.schema([(column.name, column.type) for column in _columns(kind)])


@functools.cache
def values_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of a declared row in the order of its columns."""
    return attrgetter(*(column.field for column in _columns(kind)))


def schemas() -> dict[str, pa.Schema]:
    """The tables of a part by name: the key of a reading and the columns of its rows."""
    return {name: _keyed(kind) for name, kind in ROWS.items()}


def _keyed(kind: type) -> pa.Schema:
    return pa.schema([*schema_of(Key), *schema_of(kind)])


def part_table(kind: type, rows: Sequence[tuple[Key, Any]]) -> pa.Table:
    """Rows of a part, each with the key of its reading, as a table; figures with the decimals that are kept.

    Raises as table_of does.
    """
    values = values_of(kind)
    return _table(_keyed(kind), [(*key, *map(_kept, values(row))) for key, row in rows])


def _kept(value: Any) -> Any:
    return round(value, KEPT_DECIMALS) if isinstance(value, Decimal) else value


def table_of(kind: type, rows: Sequence[Iterable[Any]]) -> pa.Table:
    """Rows with their values in the order of the columns, as a table.

    Raises ValueError, OverflowError or TypeError where a value does not fit its column.
    """
    return _table(schema_of(kind), rows)


def _table(schema: pa.Schema, rows: Sequence[Iterable[Any]]) -> pa.Table:
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _stored(hint: Any) -> pa.DataType:
    if get_origin(hint) is Annotated:
        kind = next(note.kind for note in get_args(hint)[1:] if isinstance(note, Stored))
        return pa.type_for_alias(kind) if kind else _KINDS[get_args(hint)[0]]
    if args := [one for one in get_args(hint) if one is not type(None)]:
        return _stored(args[0])
    return _KINDS[hint]
