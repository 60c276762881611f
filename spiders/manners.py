"""The numbers of data/manners.yml: how often, how long, how much, and from when on it is an alarm."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from spiders.places import DATA


@dataclass(frozen=True)
class Alarms:
    """When a portal's lists show so few reports that somebody must look."""

    far_fewer: float
    at_least: int
    accept_after_days: float


@dataclass(frozen=True)
class Manners:
    """As data/manners.yml has them; units stand in the names there."""

    sweep_days: float
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
    """The manners of a file. Raises ValueError naming the keys that are missing or not known."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    _same_keys(path, raw, Manners)
    _same_keys(path, raw["alarms"], Alarms)
    return Manners(**{**raw, "failure_hours": tuple(raw["failure_hours"]), "alarms": Alarms(**raw["alarms"])})


def _same_keys(path: Path, raw: dict[str, Any], kind: type[Any]) -> None:
    names = {field.name for field in dataclasses.fields(kind)}
    if raw.keys() != names:
        raise ValueError(f"{path}: missing {sorted(names - raw.keys())}, not known {sorted(raw.keys() - names)}")
