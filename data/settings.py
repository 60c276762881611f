"""Settings in data files, with what a home's own file of the same name says instead."""

from pathlib import Path
from typing import Any

from data.errors import Told
from data.places import DATA
from data.yml import read_yml


class BadSettings(Told):
    """A home's own settings name something that the shipped file does not have."""


def settings(name: str, home: Path) -> dict[str, Any]:
    """data/NAME.yml, single values overridden by NAME.yml in the home. Raises BadSettings."""
    shipped = read_yml(DATA / f"{name}.yml")
    file = home / f"{name}.yml"
    if file.is_file():
        _override(shipped, read_yml(file) or {}, f"{file}: ")
    return shipped


def _override(base: dict[str, Any], own: Any, place: str) -> None:
    if not isinstance(own, dict):
        raise BadSettings(f"{place}not a mapping")
    for key, value in own.items():
        if key not in base:
            raise BadSettings(f"{place}{key} is not known; there are {', '.join(base)}")
        if isinstance(base[key], dict):
            _override(base[key], value, f"{place}{key}: ")
        else:
            base[key] = value
