"""The published file opens in the DuckDB clients of its storage version, without extensions: CLI, Python, Node."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from sample_home import sample_home

# No extension may be fetched or loaded, and none is needed.
_ALONE = "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; "
_ASK = (
    "SELECT agency_zh, CAST(value AS INTEGER) AS value FROM panel"
    " WHERE concept = 'granted' AND report_year = 2024 ORDER BY 1"
)
_MACRO = "SELECT count(*) AS years FROM series('350128-zone', 'granted')"
_NODE = """
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  const instance = await DuckDBInstance.create(process.argv[2], { access_mode: 'READ_ONLY' });
  const con = await instance.connect();
  await con.run(process.argv[3]);
  const rows = [];
  for (const sql of process.argv.slice(4)) rows.push((await con.runAndReadAll(sql)).getRowObjectsJson());
  const asked = "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal";
  const views = (await con.runAndReadAll(asked)).getRowsJson();
  for (const [view] of views) await con.runAndReadAll(`SELECT * FROM ${view} LIMIT 1`);
  console.log(JSON.stringify([...rows, views.length]));
})();
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory) / "warehouse" / "nianbao.duckdb"


@pytest.fixture
def expected(path: Path) -> tuple[list, int]:
    con = duckdb.connect(str(path), read_only=True)
    con.execute(_ALONE)
    rows = con.execute(_ASK).fetchall()
    years = con.execute(_MACRO).fetchone()
    for (view,) in con.execute(
        "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall():
        con.execute(f"SELECT * FROM {view} LIMIT 1").fetchall()
    loaded = con.execute(
        "SELECT extension_name FROM duckdb_extensions() WHERE loaded AND install_mode <> 'STATICALLY_LINKED'"
    ).fetchall()
    con.close()
    assert loaded == [] and len(rows) == 2 and years is not None
    return rows, years[0]


def test_python_client_needs_no_extension(expected: tuple[list, int]) -> None:
    assert expected[0] == [("平潭综合实验区管理委员会", 71), ("淮安市人民政府", 1362)]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_command_line_client(path: Path, expected: tuple[list, int], tmp_path: Path) -> None:
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--target", str(tmp_path / "cli"), "duckdb-cli>=1.5,<1.6"],
        capture_output=True, text=True,
    )  # fmt: skip
    if installed.returncode:
        pytest.skip(f"the registry gives no client: {installed.stderr.strip()[-200:]}")
    program = next(p for p in (tmp_path / "cli").rglob("duckdb") if p.is_file())
    program.chmod(0o755)
    for sql, wanted in (
        (_ASK, [{"agency_zh": name, "value": value} for name, value in expected[0]]),
        (_MACRO, [{"years": expected[1]}]),
    ):
        told = subprocess.run(
            [str(program), "-readonly", "-json", str(path), _ALONE + sql], capture_output=True, text=True, check=True
        )
        assert json.loads(told.stdout) == wanted


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_node_client(path: Path, expected: tuple[list, int], tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("no Node")
    installed = subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "@duckdb/node-api@1.5.5-r.5"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    if installed.returncode:
        pytest.skip(f"the registry gives no client: {installed.stderr.strip()[-200:]}")
    (tmp_path / "ask.js").write_text(_NODE, encoding="utf-8")
    told = subprocess.run(
        ["node", "ask.js", str(path), _ALONE, _ASK, _MACRO], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    rows, years, views = json.loads(told.stdout)
    assert [(row["agency_zh"], row["value"]) for row in rows] == expected[0]
    assert int(years[0]["years"]) == expected[1] and views >= 9
