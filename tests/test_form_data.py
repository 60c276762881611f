"""The form folders agree with each other and with the fixed vocabulary."""

import csv
from pathlib import Path

from data.concepts import cells_of
from data.forms import forms
from data.places import DATA


def _rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_keys_and_units_are_those_of_the_vocabulary(shared: Path) -> None:
    fixed = {
        (r["form"], r["table"], r["row"], r["column"]): r["unit"] for r in _rows(shared / "contract" / "cells.csv")
    }
    ours = {
        (form.form, table.table, row, column): unit
        for form in forms().values()
        for table in form.tables.values()
        for (row, column), unit in table.units.items()
    }
    assert ours == fixed


def test_cells_sums_and_concepts_name_lines_and_columns_that_exist() -> None:
    concepts = {row["concept"] for row in _rows(DATA / "forms" / "concepts.csv")}
    for form in forms().values():
        for table in form.tables.values():
            for row, column in table.units:
                assert row in table.lines and column in table.columns, (form.form, row, column)
            for rule in table.sums:
                known = table.lines if rule.axis == "line" else table.columns
                assert {rule.total, *(name for name, _ in rule.parts)} <= set(known), rule
            for line in table.lines.values():
                assert not line.parent or line.parent in table.lines, line
        for row in _rows(DATA / "forms" / form.form / "concepts.csv"):
            assert row["concept"] in concepts
            assert (row["row"], row["column"]) in form.tables[row["table"]].units, row
            assert row["grade"] in ("same", "close", "not_comparable")


def test_wordings_of_sentences_name_concepts_that_a_form_counts() -> None:
    counted = {concept for form in forms() for concept in cells_of(form)}
    for row in _rows(DATA / "forms" / "stated.csv"):
        assert row["concept"] in counted, row
        assert row["kind"] in ("count", "none") and row["grade"] in ("same", "close"), row
