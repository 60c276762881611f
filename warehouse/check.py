"""Run the checks: one SQL file each, which returns the bad rows.

A check whose head says `scope: agency` looks only at the agencies in the table due, and one that says `scope: reading`
only at the readings there: what changed since the checks ran last. Their older rows about other agencies stand. A check
without a scope looks at everything, and asks only tables that are small.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import duckdb

from warehouse.append import append
from warehouse.heal import is_damage
from warehouse.lake import retried, transaction
from warehouse.places import SQL

COLUMNS = (
    "check", "severity", "agency_id", "agency_zh", "report_year", "capture_id", "table", "row", "column", "message",
    "advice",
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """A file of checks/: its name, what it looks for, what to do about a row of it, its scope ("", agency or reading),
    and its question.
    """

    name: str
    title: str
    advice: str
    scope: str
    sql: str


class CheckFailed(RuntimeError):
    """A check could not be run; the message names its file."""


_DUE = "CREATE OR REPLACE TEMP TABLE due_agency AS SELECT DISTINCT agency_id FROM due"
_DUE_ALL = (
    "CREATE OR REPLACE TEMP TABLE due_agency AS SELECT DISTINCT agency_id FROM report"
    " UNION SELECT DISTINCT parent_id FROM agency WHERE parent_id <> ''"
)


def all_checks() -> list[Check]:
    """The checks in the order of their names."""
    found = []
    for file in sorted((SQL / "checks").glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        head = {
            name: value
            for name, _, value in (line[3:].partition(": ") for line in text.splitlines() if line.startswith("-- "))
        }
        found.append(Check(file.stem, head["title"], head["advice"], head.get("scope", ""), text))
    return found


@retried
def run_checks(
    con: duckdb.DuckDBPyConnection, record: bool = True, everything: bool = False
) -> Counter[tuple[str, str]]:
    """How many bad rows there are, by check and severity; the rows are kept in check_result, errors first, unless
    `record` is False. With `everything` as if all had changed. Raises `CheckFailed` if a check itself is at fault.
    """
    with transaction(con):
        con.execute(_DUE_ALL if everything else _DUE)
        chosen = "" if everything else " SEMI JOIN due USING (reading_id)"
        con.execute(f"CREATE OR REPLACE TEMP TABLE due_reading AS SELECT reading_id, capture_id FROM reading{chosen}")
        con.execute("CREATE OR REPLACE TEMP TABLE bad_row AS SELECT * FROM check_result LIMIT 0")
        for check in all_checks():
            question = check.sql.rstrip().rstrip(";")
            try:
                con.execute(
                    f'CREATE OR REPLACE TEMP TABLE own_row AS SELECT ? AS "check", ? AS advice, * FROM ({question}\n)',
                    [check.name, check.advice],
                )
                append(con, "bad_row", "SELECT * FROM own_row")
            except duckdb.Error as error:
                if is_damage(error):
                    raise  # of the file, not of the check
                raise CheckFailed(f"checks/{check.name}.sql: {error}") from error
        columns = ", ".join(f'"{name}"' for name in COLUMNS)
        for scope, key in (("agency", "agency_id"), ("reading", "capture_id")):
            names = ", ".join(f"'{check.name}'" for check in all_checks() if check.scope == scope)
            append(
                con,
                "bad_row",
                f'SELECT {columns} FROM check_result WHERE "check" IN ({names})'
                f" AND {key} NOT IN (SELECT {key} FROM due_{scope}) AND {key} IN (SELECT {key} FROM report)",
            )
        counts = con.execute('SELECT "check", severity, count(*) FROM bad_row GROUP BY ALL ORDER BY ALL').fetchall()
        if record:
            con.execute("DELETE FROM check_result")
            con.execute(
                f"INSERT INTO check_result BY NAME SELECT {columns} FROM bad_row"
                f" ORDER BY list_position(['error', 'warning', 'info'], severity), {columns}"
            )
            con.execute("DELETE FROM due")
        for table in ("bad_row", "own_row", "due_agency", "due_reading"):
            con.execute(f"DROP TABLE {table}")
    return Counter({(name, severity): count for name, severity, count in counts})
