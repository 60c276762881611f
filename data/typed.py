"""Declared values out of JSON, as another process or an earlier version wrote them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def from_json(kind: type[T], row: Mapping[str, Any]) -> T:
    """A value of a dataclass from a mapping, with those that its lists and mappings of lists hold.

    What an earlier version did not write takes its default, what a later one writes beside is left out; an empty
    mapping for a value that may be missing is none.

    Raises TypeError where something without a default is missing, or is of another shape.
    """
    if not isinstance(row, Mapping):
        raise TypeError(f"{kind.__name__}: a mapping is expected, not {type(row).__name__}")
    known: dict[str, Any] = _fields(kind)  # type: ignore[arg-type]
    return kind(**{name: _inner(known[name], row[name]) for name in row if name in known and row[name] is not None})


@cache
def _fields(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def _inner(hint: Any, value: Any) -> Any:
    if isinstance(hint, UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        return None if value is None or (is_dataclass(inner[0]) and value == {}) else _inner(inner[0], value)
    if is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, value)
    if get_origin(hint) is list:
        inner = get_args(hint)[0]
        return [_inner(inner, one) for one in _shaped(value, list)]
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        inner = get_args(hint)[0]
        return tuple(_inner(inner, one) for one in _shaped(value, list))
    if get_origin(hint) is dict:
        inner = get_args(hint)[1]
        return {name: _inner(inner, one) for name, one in _shaped(value, dict).items()}
    return _shaped(value, (int, float)) if hint is float else _shaped(value, hint) if hint in (str, int) else value


def _shaped(value: Any, kind: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{kind} is expected, not {value!r:.60}")
    return value
