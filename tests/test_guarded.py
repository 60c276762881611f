"""Texts that a spreadsheet would run are guarded in every file for people, the same way in each."""

import csv
from pathlib import Path

import duckdb
import openpyxl
import pytest

from warehouse.export import export
from warehouse.guarded import guarded, guarded_sql

RUN = [
    "=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＠x",
    '=HYPERLINK("http://h")',
]  # fmt: skip
LEFT = ["-", "－", "--", "-5", "+3", "-1,234.5", "-3%", "规章", "", "a=b", "1-2", "12", None]


@pytest.mark.parametrize("text", RUN + LEFT)
def test_python_and_duckdb_guard_alike(text: str | None) -> None:
    wanted = f"'{text}" if text in RUN else text
    assert guarded(text) == wanted
    assert duckdb.execute(f"SELECT {guarded_sql('t')} FROM (SELECT ?::VARCHAR AS t)", [text]).fetchone() == (wanted,)


def test_exports_for_people_are_guarded_and_parquet_is_verbatim(tmp_path: Path) -> None:
    file = tmp_path / "x.duckdb"
    given = [text for text in RUN if text[0] not in "\r\n"]
    with duckdb.connect(str(file)) as con:
        con.execute("CREATE TABLE report (title_zh VARCHAR, n INTEGER)")
        con.execute("CREATE TABLE release (release_id VARCHAR, published_at TIMESTAMP)")
        con.executemany("INSERT INTO report VALUES (?, -1)", [[text] for text in given])
    export(file, tmp_path / "out", tables=("report",))
    with (tmp_path / "out" / "report.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["title_zh"] for row in rows] == [f"'{text}" for text in given] and {row["n"] for row in rows} == {"-1"}
    sheet = openpyxl.load_workbook(tmp_path / "out" / "report.xlsx").active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [f"'{text}" for text in given]
    kept = duckdb.execute(f"SELECT title_zh FROM '{tmp_path}/out/report.parquet'").fetchall()
    assert [text for (text,) in kept] == given
