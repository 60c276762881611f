"""What holds what a run saw is its owner's alone: logs, and the database of Prefect."""

import os
import stat
from pathlib import Path

import pytest

from flows.private import private
from flows.runs.running import running
from flows.scheduler.server import prefect_api
from flows.unforeseen import keep


def _open_to_others(home: Path, *patterns: str) -> list[str]:
    files = [path for pattern in patterns for path in home.rglob(pattern) if path.is_file()]
    assert files
    return [path.name for path in files if stat.S_IMODE(path.stat().st_mode) != 0o600]


def test_logs_of_runs_and_errors_are_their_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.umask(0o022)
    try:
        (tmp_path / "errors.log").write_text("of an earlier version\n", encoding="utf-8")
        keep(ValueError("x"), tmp_path)
        with running("nightly", tmp_path):
            pass
        private(tmp_path / "a.log").write_text("a", encoding="utf-8")
    finally:
        os.umask(before)
    assert _open_to_others(tmp_path, "*.log") == []
    assert "earlier" in (tmp_path / "errors.log").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_database_of_prefect_bounded_is_its_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PREFECT_API_URL", "PREFECT_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "prefect"
    folder.mkdir()
    for name in ("prefect.db", "server.log"):  # of an earlier version
        (folder / name).touch(0o644)
        (folder / name).chmod(0o644)
    with prefect_api(tmp_path):
        assert _open_to_others(tmp_path, "prefect.db*", "*.log") == []
        assert len(list(folder.glob("prefect.db*"))) > 1, "looked at while its -wal and -shm are there"
    monkeypatch.delenv("PREFECT_HOME", raising=False)
