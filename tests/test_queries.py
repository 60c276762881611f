"""docs/queries.md and docs/notebook.ipynb answer what they say they answer, on the sample reports."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from queries_doc import DOC, NOTEBOOK, blocks, output, run_cells
from sample_home import sample_home

_BLOCKS = blocks(DOC.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory) / "warehouse" / "nianbao.duckdb"


@pytest.fixture(scope="module")
def con(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(str(path), read_only=True)
    yield con
    con.close()


def test_there_are_twenty_five_questions_each_with_query_and_rows() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert text.count("\n## ") == len(_BLOCKS) == 25
    assert all(shown.count("\n") >= 2 for _, shown in _BLOCKS), "an answer without rows"


@pytest.mark.parametrize("number", range(1, 26))
def test_query_gives_the_output_shown(con: duckdb.DuckDBPyConnection, number: int) -> None:
    sql, shown = _BLOCKS[number - 1]
    assert output(con, sql) == shown, "python -m tests.queries_doc writes the outputs anew"


def test_notebook_runs_without_settings_and_its_answers_hold(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert not any(str(Path.home()) in "".join(cell["source"]) for cell in notebook["cells"])
    kept = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    monkeypatch.delenv("NIANBAO_FILE", raising=False)
    # where the home of a checkout would be
    monkeypatch.setenv("NIANBAO_HOME", str(path.parents[1]))
    space = run_cells(notebook)
    space["con"].close()
    assert all(len(space[name]) for name in ("by_year", "grounds", "lost", "late", "broken"))
    assert space["by_year"].loc[2023] == 81
    # a year without a figure is not zero, and has no point
    assert space["by_year"].isna().loc[2012] and len(space["axes"].lines) > 2
    outputs = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    shown = [[one["data"]["text/plain"] for one in cell] for cell in outputs]
    assert shown == [[one["data"]["text/plain"] for one in cell] for cell in kept], "python -m tests.queries_doc"
