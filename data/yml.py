"""One reading of a data file in YAML."""

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yml(path: Path) -> dict[str, Any]:
    """The file's mapping, by the fast loader where libyaml is there."""
    with path.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.load(file, Loader=_LOADER)
    return found
