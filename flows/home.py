"""Where what is collected lies: NIANBAO_HOME, else data/collected of a checkout, else the user's data folder."""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def default_home() -> Path:
    """The folder for archive, parts, warehouse and runs; never inside an installation."""
    if chosen := os.environ.get("NIANBAO_HOME"):
        return Path(chosen).expanduser().resolve()
    if (_ROOT / "pyproject.toml").is_file() and (_ROOT / "data" / "forms").is_dir():
        return _ROOT / "data" / "collected"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "nianbao"
