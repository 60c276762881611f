"""Where what is collected lies: NIANBAO_HOME, else data/collected of a checkout, else the user's data folder."""

import os
from pathlib import Path

from data.places import DATA

_ROOT = DATA.parent


def default_home() -> Path:
    """The folder for archive, parts, warehouse and runs; never inside an installation."""
    if chosen := os.environ.get("NIANBAO_HOME"):
        return Path(chosen).expanduser().resolve()
    if (_ROOT / "pyproject.toml").is_file() and (DATA / "forms").is_dir():
        return DATA / "collected"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "nianbao"
