"""Declared values out of JSON, as another process or an earlier version wrote them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def from_json(kind: type[T], row: Mapping[str, Any]) -> T:
    """A value of a dataclass from a mapping, with those that its lists and mappings of lists hold.

    What an earlier version did not write takes its default, what a later one writes beside is left out.

    Raises TypeError where something without a default is missing.
    """
    known: dict[str, Any] = _fields(kind)  # type: ignore[arg-type]
    return kind(**{name: _inner(known[name], row[name]) for name in row if name in known and row[name] is not None})


@cache
def _fields(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def _inner(hint: Any, value: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, value)
    if get_origin(hint) is list:
        inner = get_args(hint)[0]
        return [_inner(inner, one) for one in value]
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        inner = get_args(hint)[0]
        return tuple(_inner(inner, one) for one in value)
    if get_origin(hint) is dict:
        inner = get_args(hint)[1]
        return {name: _inner(inner, one) for name, one in value.items()}
    return value
