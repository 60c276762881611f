"""The heads of a list of figures: which is the form's column, and which stand beside it (another year, one level)."""

from dataclasses import dataclass

from data.forms import FormTable
from data.text import squeeze
from extractors.columns import Head
from extractors.content import Cell
from extractors.head_words import is_beside, is_level, is_level_total, role_of, year_of
from extractors.printed import PrintedRow

# the heads over the labels stand in the first columns
_FIRST = 3


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A head over one column of cells, with the heads printed above it: all their labels, top to bottom."""

    labels: tuple[str, ...]
    text: str
    unit: str
    start: int
    end: int


def _leaf(cells: list[tuple[Cell, str, str]]) -> _Leaf:
    labels = tuple(label for cell, label, _ in cells if not cell.is_empty)
    text = " ".join(dict.fromkeys(squeeze(cell.text) for cell, _, _ in cells if not cell.is_empty))
    unit = next((unit for _, _, unit in reversed(cells) if unit), "")
    return _Leaf(labels, text, unit, max(c.start for c, _, _ in cells), min(c.end for c, _, _ in cells))


def _leaves(rows: list[PrintedRow]) -> list[_Leaf]:
    """The lowest heads, left to right; where a text says nothing of how far cells reach, those of the last row."""
    triples = [list(zip(row.row.cells, row.labels, row.units, strict=True)) for row in rows]
    if len(rows) == 1 or any(cell.end <= cell.start for row in triples for cell, _, _ in row):
        return [_leaf([triple]) for triple in triples[-1]]
    found: list[_Leaf] = []
    before: list[int] = []
    for column in range(max(cell.end for row in triples for cell, _, _ in row)):
        path = [triple for row in triples for triple in row if triple[0].start <= column < triple[0].end]
        ids = [id(cell) for cell, _, _ in path]
        if path and ids != before:
            found.append(_leaf(path))
        before = ids
    return found


def _role(table: FormTable, leaf: _Leaf) -> str:
    if not leaf.labels:
        return "phantom"
    if any(label in table.unit_heads or role_of(label) == "unit" for label in leaf.labels):
        return "unit"
    if any(label in table.ignored or role_of(label) == "code" for label in leaf.labels):
        return "ignored"
    return "value"


def _claim(table: FormTable, leaf: _Leaf) -> str:
    """The column that a leaf names, by the lowest of its labels that names one."""
    return next((key for label in reversed(leaf.labels) if (key := table.column_of(label))), "")


def _without_corner(table: FormTable, leaves: list[_Leaf]) -> list[_Leaf]:
    corner_at = -1
    for i, leaf in enumerate(leaves):
        lowest = leaf.labels[-1] if leaf.labels else ""
        if lowest in table.corners or (role_of(lowest) == "label" and i < _FIRST):
            corner_at = i
        elif _claim(table, leaf):
            break
    if corner_at >= 0:
        return leaves[corner_at + 1 :]
    # a corner in words of its own, or left empty: the first cell stands over the labels, or the one behind the serials
    if not leaves or _claim(table, leaves[0]) or _role(table, leaves[0]) == "unit":
        return leaves
    is_serial = _role(table, leaves[0]) == "ignored" and len(leaves) > 1
    return leaves[2:] if is_serial and _is_corner(table, leaves[1]) else leaves[1:]


def _is_corner(table: FormTable, leaf: _Leaf) -> bool:
    """Whether words that no form knows, or none, can stand over the labels: they say nothing of figures below them."""
    is_free = _role(table, leaf) in ("value", "phantom") and not _claim(table, leaf)
    return is_free and not any(role_of(label) or is_level_total(label) for label in leaf.labels)


def _of_all(table: FormTable) -> str:
    """The column of the figures of all levels: a list that may print a cumulative column prints the year's."""
    return "count" if "count" in table.columns else next(iter(table.columns))


def _is_beside(table: FormTable, leaf: _Leaf, years: set[int], year: int | None) -> bool:
    """Whether a leaf is of another year than the report or a change against it.

    A column of the form that is itself called so (本年增减) is none.
    """
    named = {found for label in leaf.labels if (found := year_of(label))}
    if year in years and named and year not in named:
        return True
    if leaf.labels and table.column_of(leaf.labels[-1]):
        return any(is_beside(label) for label in leaf.labels[:-1])
    return any(is_beside(label) for label in leaf.labels)


def list_heads(table: FormTable, rows: list[PrintedRow], year: int | None) -> list[Head]:
    """The heads over the values. Of several levels the one of all together is the form's, else none.

    Args:
        table: the form's table.
        rows: its head rows, each printed once.
        year: the report's, which decides between columns of two years.
    """
    leaves = _without_corner(table, _leaves(rows))
    roles = [_role(table, leaf) for leaf in leaves]
    years = {found for leaf in leaves for label in leaf.labels if (found := year_of(label))}
    values = [leaf for leaf, role in zip(leaves, roles, strict=True) if role == "value"]
    beside = [leaf for leaf in values if _is_beside(table, leaf, years, year)]
    own = [leaf for leaf in values if leaf not in beside]
    claims = {id(leaf): key for leaf in own if (key := _claim(table, leaf))}
    levels = [leaf for leaf in own if any(map(is_level, leaf.labels))]
    if levels and (len(table.columns) == 1 or ("count" in table.columns and not claims)):
        beside += levels
        rest = [leaf for leaf in own if leaf not in levels]
        totals = [leaf for leaf in rest if any(map(is_level_total, leaf.labels))] or [
            leaf for leaf in rest if id(leaf) in claims
        ]
        claims = dict.fromkeys((id(leaf) for leaf in totals), _of_all(table)) if len(totals) == 1 else {}
    elif levels:
        beside += levels
        claims = {leaf: key for leaf, key in claims.items() if not any(leaf == id(level) for level in levels)}
    heads = []
    for leaf, role in zip(leaves, roles, strict=True):
        key = ""
        if role == "value":
            key = claims.get(id(leaf), "")
            role = "column" if key else "beside" if leaf in beside else "unknown"
        elif role in ("unit", "ignored"):
            key = "unit" if role == "unit" else leaf.labels[-1]
        heads.append(Head(role, key, leaf.text, leaf.unit, leaf.start, leaf.end))
    return heads


def is_qualified(table: FormTable, rows: list[PrintedRow]) -> bool:
    """Whether heads of years, changes or levels stand over or under a form's columns."""
    labels = {label for row in rows for label in row.labels if label and not table.column_of(label)}
    return any(year_of(label) or is_beside(label) or is_level(label) for label in labels)
