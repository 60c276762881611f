"""Whether two names mean one body: in a fuller or a shorter form, or by another of its names in the register."""

import csv
import functools
import re

from data.places import DATA
from extractors.words import pattern, words


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
    with (DATA / "agencies" / "bodies.csv").open(encoding="utf-8", newline="") as file:
        found = {name: row["body"] for row in csv.DictReader(file) for name in row["names"].split("|") if len(name) > 1}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _registered(name: str) -> tuple[str, str]:
    """The body that ends a name and the place before it."""
    return next(((body, name.removesuffix(end)) for end, body in _names().items() if name.endswith(end)), ("", ""))
