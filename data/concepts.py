"""concepts.csv of data/forms and of each form: concepts that span forms, by the words of lines and by their cells."""

import functools

from data.csv_rows import csv_rows
from data.forms import forms
from data.labels import clean_label
from data.places import DATA


@functools.cache
def labelled_concepts() -> tuple[tuple[str, str], ...]:
    """(cleaned label, concept) of every line that a form maps but those of disputes, and of the vocabulary itself."""
    found = []
    for form in forms().values():
        for row in csv_rows(form.folder / form.form / "concepts.csv"):
            line = form.tables[row["table"]].lines.get(row["row"])
            if row["concept"] and line and row["table"] != "disputes":
                found.append((clean_label(line.label)[0], row["concept"]))
    found += [(clean_label(row["label_zh"])[0], row["concept"]) for row in csv_rows(DATA / "forms" / "concepts.csv")]
    return tuple(found)


@functools.cache
def cells_of(form: str) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """concept → (table, row, column) of the cells of a form whose sum it is; what cannot be compared is left out."""
    found: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for row in csv_rows(forms()[form].folder / form / "concepts.csv"):
        if row["concept"] and row["grade"] != "not_comparable":
            found[row["concept"]] = (*found.get(row["concept"], ()), (row["table"], row["row"], row["column"]))
    return found
