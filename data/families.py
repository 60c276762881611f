"""data/families.yml, read once: the marks of the publishing systems, and what their pages call things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from data.places import DATA
from data.yml import read_yml


@dataclass(frozen=True)
class Sign:
    """Marks that must all be there together; an absent one asks nothing."""

    url: tuple[re.Pattern[str], ...]
    page: tuple[re.Pattern[str], ...]
    absent: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Mechanism:
    """One way of listing: the family that reads it, its name for people, and the signs of which one must fit."""

    family: str
    name: str
    signs: tuple[Sign, ...]


@cache
def families_data() -> dict[str, Any]:
    """The whole file as it stands. Raises OSError or YAMLError where it cannot be read."""
    return read_yml(DATA / "families.yml")


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """The listing mechanisms in the order in which they are looked for."""
    return tuple(
        Mechanism(entry["family"], entry["name"], tuple(_sign(sign) for sign in entry["signs"]))
        for entry in families_data()["mechanisms"]
    )


def _sign(sign: dict[str, list[str]]) -> Sign:
    return Sign(*(tuple(re.compile(p, re.I) for p in sign.get(key, ())) for key in ("url", "page", "absent")))
