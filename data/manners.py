"""The numbers of data/manners.yml: how often, how long, how much; from when on it is an alarm says data/alarms.yml."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.errors import Told
from data.places import DATA
from data.yml import read_yml


@dataclass(frozen=True)
class Alarms:
    """When a portal's lists show so few reports that somebody must look: `portal_shrunk` of data/alarms.yml."""

    far_fewer: float
    at_least: int
    accept_after_days: float


@dataclass(frozen=True)
class Manners:
    """As data/manners.yml has them; units stand in the names there. `alarms` are those of data/alarms.yml."""

    sweep_days: float
    nightly_pages: int
    failure_hours: tuple[float, ...]
    strikes: int
    longest_block_hours: float
    night_cap: int
    portal_pages: int
    answer_seconds: float
    answer_bytes: int
    redirects: int
    warc_bytes: int
    alarms: Alarms


@cache
def manners(path: Path = DATA / "manners.yml") -> Manners:
    """The manners of a file. Raises Told naming the keys that are missing or not known."""
    raw = read_yml(path)
    file = DATA / "alarms.yml"
    shrunk = read_yml(file)["kinds"]["portal_shrunk"]
    shrunk.pop("reason", None)
    _same_keys(file, shrunk, Alarms)
    _same_keys(path, raw | {"alarms": shrunk}, Manners)
    return Manners(**{**raw, "failure_hours": tuple(raw["failure_hours"]), "alarms": Alarms(**shrunk)})


def _same_keys(path: Path, raw: dict[str, Any], kind: type[Any]) -> None:
    names = {field.name for field in dataclasses.fields(kind)}
    if raw.keys() != names:
        raise Told(f"{path}: missing {sorted(names - raw.keys())}, not known {sorted(raw.keys() - names)}")
