"""Where the room's shipped data and its SQL files lie, and where the files it writes go."""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
DATA = next(p for p in (_ROOT / "nianbao_data", _ROOT / "data") if p.is_dir())
SQL = Path(__file__).resolve().parent


def form_folders() -> list[Path]:
    """Folders of forms beside the shipped one: those that NIANBAO_FORMS names (separated as in PATH)."""
    named = os.environ.get("NIANBAO_FORMS", "").split(os.pathsep)
    return [Path(name).expanduser().resolve() for name in named if name]


def work_file(home: Path) -> Path:
    """The writer's own DuckDB file; nobody else opens it."""
    return home / "warehouse" / "work.duckdb"


def published_file(home: Path) -> Path:
    """The DuckDB file that analysts open; it is replaced, never written."""
    return home / "warehouse" / "nianbao.duckdb"
