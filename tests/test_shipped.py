"""What a distribution ships: every data file, and nothing of what a checkout's runs collected."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_ROOMS = ("data", "extractors", "flows", "spiders", "warehouse")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and sdist of a tree without .git and .gitignore, in which something was collected."""
    tree, backend = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("backend")
    for name in _ROOMS:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "collected"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    collected = tree / "data" / "collected" / "archive" / "county"
    collected.mkdir(parents=True)
    (collected / "a.warc.gz").write_bytes(b"WARC")
    (tree / "data" / "collected" / "notes.yml").write_text("a: 1\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(backend), "hatchling==1.27.0"]
    if subprocess.run(pip, capture_output=True, timeout=100).returncode:
        pytest.skip("the build backend cannot be had here")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(tree / "dist")],
        cwd=tree, capture_output=True, text=True, timeout=100,
        env={"PYTHONPATH": str(backend), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return tree


@pytest.mark.slow
def test_nothing_that_was_collected_is_shipped_and_all_that_is_known_is(built: Path) -> None:
    with zipfile.ZipFile(next((built / "dist").glob("*.whl"))) as wheel:
        in_wheel = set(wheel.namelist())
    with tarfile.open(next((built / "dist").glob("*.tar.gz"))) as sdist:
        in_sdist = {name.partition("/")[2] for name in sdist.getnames()}
    assert not [name for name in in_wheel | in_sdist if "collected" in name]
    known = {
        str(path.relative_to(built))
        for room in _ROOMS
        for path in (built / room).rglob("*")
        if path.is_file() and "collected" not in path.parts and "__pycache__" not in path.parts
    }
    assert {"data/formats.csv", "data/forms/labels.csv", "data/obstacles.yml"} <= known
    assert known <= in_wheel and known <= in_sdist
