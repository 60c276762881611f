"""The known label that a label recognised in a picture stands for, where a character or two were misread.

Only for recognised text: what is printed as text is taken letter by letter.
"""

import functools

from data.forms import table_variants
from data.labels import MARK
from data.words import words

# how many characters may be wrong in a label at least this long; shorter ones (规章, 总计) must be right
_MAY_DIFFER = ((14, 3), (8, 2), (3, 1))

Meaning = frozenset[tuple[str, str, str]]


@functools.cache
def _meanings() -> dict[str, Meaning]:
    """Every cleaned label with all that it names: (table, axis, key), whatever the form."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for name, variants in table_variants().items():
        for table in variants:
            for label, entries in table.by_line.items():
                found.setdefault(label, set()).update((name, "line", entry.key) for entry in entries)
            for axis, index in (("column", table.by_column), ("block", table.by_block), ("group", table.by_group)):
                for label, key in index.items():
                    found.setdefault(label, set()).add((name, axis, key))
            for axis, labels in (("corner", table.corners), ("unit", table.unit_heads), ("ignored", table.ignored)):
                for label in labels:
                    found.setdefault(label, set()).add((name, axis, label))
    return {label: frozenset(names) for label, names in found.items() if not label.startswith(MARK)}


@functools.cache
def _by_length() -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for label in _meanings():
        grouped.setdefault(len(label), []).append(label)
    return grouped


def distance(a: str, b: str, most: int) -> int:
    """Edits that turn one text into the other; most + 1 where there are more than `most`."""
    before = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right)))
        if min(row) > most:
            return most + 1
        before = row
    return before[-1]


def telling(label: str) -> str:
    """The characters that alone make another label of it: 上年 is not a misread 本年."""
    return "".join(c for c in label if c in words()["telling_characters"])


@functools.lru_cache(maxsize=4096)
def nearest_label(label: str) -> str | None:
    """The known label nearest to a cleaned one, or None where none is near or two that mean different things are.

    A known label is its own nearest.
    """
    if label in _meanings():
        return label
    most = next((allowed for length, allowed in _MAY_DIFFER if len(label) >= length), 0)
    if not most:
        return None
    near: list[tuple[int, str]] = []
    for length in range(len(label) - most, len(label) + most + 1):
        for known in _by_length().get(length, ()):
            allowed = min(most, next((n for at_least, n in _MAY_DIFFER if len(known) >= at_least), 0))
            if telling(label) == telling(known) and (edits := distance(label, known, allowed)) <= allowed:
                near.append((edits, known))
    if not near:
        return None
    best = min(edits for edits, _ in near)
    winners = [known for edits, known in near if edits == best]
    if len({_meanings()[known] for known in winners}) > 1:
        return None
    return min(winners)
