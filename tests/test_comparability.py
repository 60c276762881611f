"""The vocabulary that spans the forms: every line has a concept, every concept says how far it compares."""

import csv
from collections import defaultdict
from pathlib import Path

from data.places import DATA
from warehouse.comparability import comparability

_ROOT = Path(__file__).resolve().parents[1]
_FORMS = sorted(path.parent.name for path in (DATA / "forms").glob("*/concepts.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / "forms" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _maps() -> dict[str, list[dict[str, str]]]:
    return {form: _rows(f"{form}/concepts.csv") for form in _FORMS}


def _spans() -> dict[str, set[str]]:
    spans = defaultdict(set)
    for form, rows in _maps().items():
        for row in rows:
            spans[row["concept"]].add(form)
    return spans


def test_every_line_of_every_form_carries_a_concept() -> None:
    for form, rows in _maps().items():
        mapped = {(row["table"], row["row"]) for row in rows}
        lines = {(row["table"], row["line"]) for row in _rows(f"{form}/lines.csv") if row["kind"] != "heading"}
        assert lines - mapped == set(), form


def test_sixty_concepts_span_forms_and_the_others_say_whose_they_are() -> None:
    spans = _spans()
    assert sum(len(forms) > 1 for forms in spans.values()) >= 60
    concepts = {row["concept"]: row for row in _rows("concepts.csv")}
    assert spans.keys() == concepts.keys()
    for concept, forms in spans.items():
        says_one = any(concepts[concept]["note"].startswith(f"only {form}") for form in _FORMS)
        assert says_one == (len(forms) == 1), concept
        if len(forms) == 1:
            assert concepts[concept]["note"].startswith(f"only {next(iter(forms))}"), concept


def test_concepts_are_defined_in_both_languages_with_a_unit_that_is_known() -> None:
    units = {row["unit"] for row in _rows("units.csv")}
    seen = set()
    for row in _rows("concepts.csv"):
        assert row["concept"] not in seen
        seen.add(row["concept"])
        assert row["unit"] in units, row
        for name in ("label_zh", "label_en", "definition_zh", "definition_en"):
            assert row[name].strip(), (row["concept"], name)
        assert not row["label_en"].isspace() and row["label_en"].isprintable()


def test_what_is_not_the_same_says_why_and_no_cell_counts_twice_in_a_concept() -> None:
    for form, rows in _maps().items():
        keys = [(row["table"], row["row"], row["column"], row["concept"]) for row in rows]
        assert len(keys) == len(set(keys)), form
        grades = defaultdict(set)
        for row in rows:
            assert row["grade"] == "same" or row["note"], (form, row)
            grades[row["concept"]].add(row["grade"])
        assert {concept for concept, found in grades.items() if len(found) > 1} == set(), form


def test_the_document_is_made_from_the_data() -> None:
    made = comparability()
    assert made == (_ROOT / "docs" / "comparability.md").read_text(encoding="utf-8"), (
        "run nianbao comparability --output docs/comparability.md"
    )
