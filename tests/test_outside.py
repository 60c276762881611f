"""Figures that others published beside those held: equal, differs, not held."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from warehouse_parts import applications, begun, capture, reading, write_part

from data.places import DATA
from warehouse.load import load

# What is held of 甲局 for 2022: 12 applications received, in the scope of the case.
CASES = {
    "the same": ("", "unknown", [("", 12, 0)], ["equal"]),
    "within the tolerance": ("", "unknown", [("", 13, 1)], ["equal"]),
    "beyond the tolerance": ("", "unknown", [("", 14, 1)], ["differs"]),
    "of the same scope": ("", "division", [("division", 14, 0)], ["differs"]),
    "of another scope": ("", "division", [("own_level", 12, 0)], ["not_held other_scope"]),
    "scope not said, the same": ("", "unknown", [("division", 12, 0)], ["equal scope_unknown"]),
    "scope not said, another": ("", "unknown", [("division", 14, 0)], ["differs scope_unknown"]),
    "scope not said, and one of two": (
        "", "unknown", [("division", 12, 0), ("own_level", 3, 0)], ["equal scope_unknown", "not_held other_scope"],
    ),
    "no such agency": ("乙局", "unknown", [("", 12, 0)], ["not_held no_agency"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_others_published_is_compared_in_its_scope(tmp_path: Path, case: str) -> None:
    name, held_scope, figures, expected = CASES[case]
    con = begun(tmp_path / "home")
    load(
        con,
        [write_part(tmp_path / "p", [reading("a", "甲局", 2022, applications(new=12))])],
        [capture("a")],
    )
    con.execute("UPDATE report SET scope = ?", [held_scope])
    con.execute("INSERT INTO agency BY NAME SELECT DISTINCT agency_id, '甲局' AS name_zh FROM report")
    con.execute("DELETE FROM outside_figure")
    for scope, value, tolerance in figures:
        con.execute(
            "INSERT INTO outside_figure VALUES (?, 2022, 'applications_received', ?, ?, ?, '', 'a newspaper', '')",
            [name or "甲局", value, tolerance, scope],
        )
    got = con.execute("SELECT trim(state || ' ' || coalesce(reason, '')) FROM outside ORDER BY value DESC").fetchall()
    con.close()
    assert [state for (state,) in got] == expected


def test_a_year_without_a_report_is_not_held(tmp_path: Path) -> None:
    con = begun(tmp_path / "home")
    con.execute("DELETE FROM outside_figure")
    con.execute("INSERT INTO outside_figure VALUES ('甲局', 2022, 'applications_received', 12, 0, '', '', 'x', '')")
    con.execute("INSERT INTO agency BY NAME SELECT 'a' AS agency_id, '甲局' AS name_zh")
    assert con.execute("SELECT state, reason, held_value FROM outside").fetchall() == [("not_held", "no_figure", None)]
    con.close()


def test_shipped_figures_are_complete_and_stand_once() -> None:
    with (DATA / "outside.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with (DATA / "forms" / "concepts.csv").open(encoding="utf-8", newline="") as lines:
        concepts = {row["concept"] for row in csv.DictReader(lines)}
    keys = [(row["agency_zh"], row["report_year"], row["concept"], row["scope"]) for row in rows]
    assert rows and len(keys) == len(set(keys))
    for row in rows:
        assert row["concept"] in concepts and row["source"] and Decimal(row["tolerance"]) >= 0 and Decimal(row["value"])
        assert row["scope"] in ("", "own_office", "own_level", "division", "system")
