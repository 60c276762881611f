"""data/agencies/bodies.csv: the sorts of bodies that a division has; and whether two names mean one body."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from data.csv_rows import csv_rows
from data.places import DATA
from data.words import pattern, words


@dataclass(frozen=True, slots=True)
class Body:
    """A sort of body that a division has one of, with all wordings of its name after the division's, and those of the
    nation's own.
    """

    body: str
    kind: str
    names: tuple[str, ...]
    nation_names: tuple[str, ...]
    first_year: int | None
    last_year: int | None
    successor: str
    note: str


def read_bodies(data: Path = DATA) -> list[Body]:
    """The bodies in the order of the file; none where `data` has no such file."""
    file = data / "agencies" / "bodies.csv"
    return [
        Body(
            row["body"], row["kind"], tuple(row["names"].split("|")),
            tuple(filter(None, (row.get("nation_names") or "").split("|"))),
            int(row["first_year"]) if row["first_year"] else None, int(row["last_year"]) if row["last_year"] else None,
            row["successor"], row["note"],
        )
        for row in (csv_rows(file) if file.is_file() else ())
    ]  # fmt: skip


def is_same_body(name: str, agency: str) -> bool:
    """Whether a name in a caption is that of the agency.

    甲市教委 is 甲市教育委员会, 乙镇 is 甲市乙镇人民政府, 县发改局 is 甲县发展和改革委员会; 甲市乙镇 is not 甲市.
    """
    if name in agency or re.fullmatch(pattern("own_body"), name):
        return True
    a, b = _bare(name), _bare(agency)
    if a[-1:] == b[-1:] and (_is_within(a, b) or _is_within(b, a)):
        return True
    body, place = _registered(name)
    other, other_place = _registered(agency)
    return bool(body and body == other) and (_is_within(place, other_place) or _is_within(other_place, place))


def _bare(name: str) -> str:
    """A name without the words for a government and its office, endings in their short form."""
    for full, short in words()["body_endings"].items():
        name = name.removesuffix(full) + short if name.endswith(full) else name
    return name


def _is_within(short: str, full: str) -> bool:
    """Whether a name's characters stand in the other in their order."""
    rest = iter(full)
    return all(char in rest for char in short)


@functools.cache
def _names() -> dict[str, str]:
    """The body of each ending in data/agencies/bodies.csv, longest first."""
    found = {name: body.body for body in read_bodies() for name in body.names if len(name) > 1}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _registered(name: str) -> tuple[str, str]:
    """The body that ends a name and the place before it."""
    return next(((body, name.removesuffix(end)) for end, body in _names().items() if name.endswith(end)), ("", ""))
