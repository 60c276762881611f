"""Generated documents with known truth, of every medium, form and shape: nothing wrong, missing or silent."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.reading.extract import extract
from tests.generators.documents import make
from tests.generators.write import write


def _defects(folder: Path) -> str:
    rows, issues = folder / "rows.csv", folder / "issues.csv"
    extract([folder / "docs"], str(rows), str(issues), workers=2)
    scored = subprocess.run(
        [sys.executable, "-m", "tests.generators.score", str(folder), str(rows), str(issues), "--defects", "20"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[1],
        check=False,
    )
    return "" if scored.returncode == 0 else scored.stdout


@pytest.mark.parametrize(("medium", "count"), [("html", 60), ("text", 30), ("pdf", 12)])
def test_documents_of_a_medium_are_read_exactly(medium: str, count: int, tmp_path: Path) -> None:
    write(tmp_path, (make(31_000 + i, medium=medium) for i in range(count)))
    assert not _defects(tmp_path)


@pytest.mark.slow
def test_a_thousand_documents_are_read_exactly(tmp_path: Path) -> None:
    write(tmp_path, (make(77_000 + i) for i in range(1000)))
    assert not _defects(tmp_path)
