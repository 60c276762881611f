"""Where the room's SQL files lie, and where the files it writes go."""

from pathlib import Path

SQL = Path(__file__).resolve().parent


def work_file(home: Path) -> Path:
    """The writer's own DuckDB file; nobody else opens it."""
    return home / "warehouse" / "work.duckdb"


def published_file(home: Path) -> Path:
    """The DuckDB file that analysts open; it is replaced, never written."""
    return home / "warehouse" / "nianbao.duckdb"
