"""`nianbao sql` reads the published file and nothing else: no other file, no writing, no configuration."""

import csv
import io
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from warehouse.question import NotAnswered, ask_by_pieces, ask_for_some


def ask(path: Path, sql: str) -> pd.DataFrame:
    return ask_for_some(path, sql, 0)[0]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a small published file beside which lie a CSV and a secret."""
    folder = tmp_path / "home" / "warehouse"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "nianbao.duckdb")) as con:
        con.execute(
            "CREATE TABLE panel AS SELECT * FROM (VALUES ('甲局', 2023, 12.50::DECIMAL(9,2)), ('乙局', 2024, NULL))"
            " AS t(agency_zh, report_year, value)"
        )
        con.execute(
            "CREATE TABLE nested AS SELECT ['a', 'b,c'] AS names, {'k': 1.5} AS pair,"
            " [9007199254740993, NULL] AS numbers"
        )
    (tmp_path / "other.csv").write_text("secret\n42\n")
    return tmp_path / "home"


def _sql(home: Path, query: str, *more: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", "sql", "--home", str(home), query, *more],
        capture_output=True, text=True, timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1]), "HOME": str(home)} | environment,
    )  # fmt: skip


REFUSED = [
    "COPY panel TO 'FOLDER/out.csv'",
    "COPY (SELECT 1) TO 'FOLDER/out.parquet'",
    "COPY panel FROM 'FOLDER/other.csv'",
    "ATTACH 'FOLDER/new.duckdb' AS n",
    "ATTACH ':memory:' AS m",
    "INSTALL httpfs",
    "LOAD 'FOLDER/evil.duckdb_extension'",
    "SELECT * FROM read_csv('FOLDER/other.csv')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_blob('FOLDER/other.csv')",
    "FROM 'FOLDER/other.csv'",
    "SELECT * FROM glob('FOLDER/*')",
    "SELECT * FROM read_json('FOLDER/other.csv')",
    "SELECT * FROM parquet_scan('FOLDER/other.csv')",
    "SELECT * FROM sniff_csv('FOLDER/other.csv')",
    "SELECT * FROM query($$SELECT * FROM read_csv('FOLDER/other.csv')$$)",
    "SELECT * FROM query_table('FOLDER/other.csv')",
    "SELECT * FROM sqlite_scan('FOLDER/other.csv', 't')",
    "EXPORT DATABASE 'FOLDER/out'",
    "IMPORT DATABASE 'FOLDER/out'",
    "CALL enable_logging(storage='file', storage_path='FOLDER/out')",
    "EXPLAIN ANALYZE CALL enable_logging(storage='file', storage_path='FOLDER/out')",
    "EXPLAIN ANALYZE COPY panel TO 'FOLDER/out.csv'",
    "SELECT 1; COPY panel TO 'FOLDER/out.csv'",
    "SELECT 1; SELECT 2",
    "CREATE PERSISTENT SECRET s (TYPE s3)",
    "CREATE TABLE t AS SELECT 1",
    "UPDATE panel SET value = 0",
    "DELETE FROM panel",
    "DROP TABLE panel",
    "CHECKPOINT",
    "SET enable_external_access = true",
    "SET GLOBAL lock_configuration = false",
    "RESET lock_configuration",
    "SET profile_output = 'FOLDER/out'",
    "PRAGMA enable_profiling",
    "PREPARE p AS COPY panel TO 'FOLDER/out.csv'; EXECUTE p",
    "",
]


@pytest.mark.parametrize("query", REFUSED)
def test_what_reads_or_writes_elsewhere_is_refused(home: Path, query: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.parent.rglob("*")}
    with pytest.raises(NotAnswered) as refused:
        ask(home / "warehouse" / "nianbao.duckdb", query.replace("FOLDER", str(home.parent)))
    assert len(str(refused.value)) > 10
    assert {path: path.stat().st_mtime_ns for path in home.parent.rglob("*")} == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1", "FROM panel", "WITH a AS (SELECT 1) SELECT * FROM a", "VALUES (1)", "DESCRIBE panel", "SHOW TABLES",
        "SUMMARIZE panel", "PRAGMA table_info('panel')", "PIVOT panel ON report_year USING sum(value)",
        "SELECT 1.5 AS a, [1] AS a", "SELECT value FROM panel -- ; COPY",
    ],
)  # fmt: skip
def test_questions_are_answered(home: Path, query: str) -> None:
    assert len(ask(home / "warehouse" / "nianbao.duckdb", query))


def test_the_verb_says_in_words_why_and_ends_with_1(home: Path) -> None:
    done = _sql(home, f"COPY panel TO '{home}/out.csv'")
    assert done.returncode == 1 and "COPY is refused" in done.stderr and "Traceback" not in done.stderr
    done = _sql(home, "SELECT * FROM read_text('/etc/hostname')")
    assert done.returncode == 1 and "disabled" in done.stderr and done.stdout == ""


def test_lists_and_structs_are_json_in_csv(home: Path) -> None:
    done = _sql(home, "SELECT * FROM nested", "--csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["names"] == '["a", "b,c"]' and row["pair"] == '{"k": "1.5"}'
    assert json.loads(row["numbers"]) == [9007199254740993, None]


def test_numbers_stand_to_the_right_and_nothing_is_cut_where_nobody_looks(home: Path) -> None:
    done = _sql(home, "SELECT agency_zh, value, value * 1000 AS more, repeat('x', 9) AS w FROM panel")
    lines = done.stdout.splitlines()
    assert "│  12.5 │ 12500 │ xxxxxxxxx" in lines[3]
    wide = _sql(home, "SELECT " + ", ".join(f"'a value of column {n}' AS column_{n}" for n in range(30)))
    assert "column_29" in wide.stdout and "no room" not in wide.stdout


def test_columns_that_a_narrow_terminal_has_no_room_for_are_named() -> None:
    from rich.console import Console

    from flows.say import Printer

    out = io.StringIO()
    printer = Printer(Console(file=out, force_terminal=True, width=60, color_system=None))
    names = [f"name_{n}" for n in range(12)]
    printer.table(names, [[f"a long value {n}" for n in range(12)]])
    assert all(len(line) <= 60 for line in out.getvalue().splitlines())
    said = out.getvalue().replace("\n", " ")
    assert "9 of 12 columns have no room here: name_3, name_4" in said and "name_11" in said


def test_a_table_is_cut_and_says_so_and_csv_gives_all_as_it_comes(home: Path) -> None:
    done = _sql(home, "SELECT range AS n FROM range(10000000)", "--limit", "5")
    assert done.returncode == 0 and "only the first 5 rows are shown" in done.stderr and done.stdout.count("│") < 40
    assert _sql(home, "SELECT range AS n FROM range(5)", "--limit", "5").stderr == ""
    done = _sql(home, "SELECT range AS n, 1.50 AS d FROM range(25000)", "--csv")
    assert done.stdout.splitlines()[::12500] == ["n,d", "12499,1.5", "24999,1.5"] and done.stderr == ""
    done = _sql(home, "SELECT range AS n FROM range(25000)", "--csv", "--limit", "20000")
    assert len(done.stdout.splitlines()) == 20001 and "only the first 20000 rows are given" in done.stderr
    assert _sql(home, "SELECT 1 AS a WHERE false", "--csv").stdout == "a\n"


@pytest.mark.slow
def test_bounded_an_answer_without_end_takes_no_memory_and_no_disk(home: Path) -> None:
    file = home / "warehouse" / "nianbao.duckdb"
    wide, why = ask_for_some(file, "SELECT repeat('x', 100000) AS x, range FROM range(1000000000)", 0)
    assert 600 < len(wide) < 20_000 and "MB" in why
    assert len(next(itertools.islice(ask_by_pieces(file, "SELECT range FROM range(100000000000)"), 1, 2))) <= 20_000
    with pytest.raises(NotAnswered, match="memory"):
        ask(file, "SELECT list(range::VARCHAR || repeat('x', 1000)) FROM range(10000000)")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_one_long_text_takes_no_more_memory_than_is_given(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from warehouse.question import *; import duckdb, pandas, pyarrow\n"
        "try:\n with taking_at_most(600_000_000):\n"
        "  ask_for_some(Path(sys.argv[1]), \"SELECT repeat('x', 1500000000)\", 5)\n"
        "except NotAnswered as error: print(error)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    command = [sys.executable, "-c", code, str(home / "warehouse" / "nianbao.duckdb")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, env=environment)
    assert "more memory than one question may take" in done.stdout, done.stderr[-2000:]


def test_who_stops_reading_ends_it_quietly(home: Path) -> None:
    command = f"{sys.executable} -m flows.cli sql --home {home} --csv 'SELECT range FROM range(10000000000)' | head -3"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, env=environment)
    assert done.stdout.splitlines() == ["range", "0", "1"] and done.stderr == ""
