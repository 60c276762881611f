"""Run the checks: one SQL file each, which returns the bad rows."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from warehouse.places import SQL
from warehouse.query import fetch

COLUMNS = (
    "check", "severity", "agency_id", "agency_zh", "report_year", "capture_id", "table", "row", "column", "message",
    "advice",
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """A file of checks/: its name, what it looks for, what to do about a row of it, and its question."""

    name: str
    title: str
    advice: str
    sql: str


class CheckFailed(RuntimeError):
    """A check could not be run; the message names its file."""


def all_checks() -> list[Check]:
    """The checks in the order of their names."""
    found = []
    for file in sorted((SQL / "checks").glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        head = {
            name: value
            for name, _, value in (line[3:].partition(": ") for line in text.splitlines() if line.startswith("-- "))
        }
        found.append(Check(file.stem, head["title"], head["advice"], text))
    return found


def run_checks(con: duckdb.DuckDBPyConnection, record: bool = True) -> pd.DataFrame:
    """The bad rows of all checks, errors first, with the columns `COLUMNS`; kept in check_result unless `record` is
    False. Raises `CheckFailed` if a check itself is at fault.
    """
    con.begin()
    try:
        con.execute("CREATE OR REPLACE TEMP TABLE bad_row AS SELECT * FROM check_result LIMIT 0")
        for check in all_checks():
            question = check.sql.rstrip().rstrip(";")
            try:
                con.execute(
                    f'INSERT INTO bad_row BY NAME SELECT ? AS "check", ? AS advice, * FROM ({question}\n)',
                    [check.name, check.advice],
                )
            except duckdb.Error as error:
                raise CheckFailed(f"checks/{check.name}.sql: {error}") from error
        columns = ", ".join(f'"{name}"' for name in COLUMNS)
        ordered = f"FROM bad_row ORDER BY list_position(['error', 'warning', 'info'], severity), {columns}"
        frame = fetch(con, f"SELECT {columns} {ordered}")
        if record:
            con.execute("DELETE FROM check_result")
            con.execute(f"INSERT INTO check_result BY NAME SELECT {columns} {ordered}")
        con.execute("DROP TABLE bad_row")
        con.commit()
    except BaseException:
        con.rollback()
        raise
    return frame
