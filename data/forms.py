"""The official forms, as data/forms/ and the folders of NIANBAO_FORMS describe them: lines, columns and wordings."""

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

from data.csv_rows import csv_rows
from data.errors import Told
from data.labels import MARK, clean_label, grammar_key
from data.places import form_folders

# in a drafted form: a concept that nobody has decided yet, and a sum that happens to hold and nobody has confirmed
UNDECIDED = "?"
_TELLING_CORNER = 5
CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line or a column of one table. kind is heading, value or total for lines; signed or "" for columns."""

    key: str
    order: int
    label: str
    parent: str = ""
    kind: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum rule. axis `line`: total and parts are lines, taken column by column; `column`: the reverse."""

    rule: str
    table: str
    axis: str
    total: str
    parts: tuple[tuple[str, int], ...]
    basis: str


@dataclass
class FormTable:
    """One table of one form, with an index from cleaned wording to what it names."""

    form: str
    table: str
    lines: dict[str, Entry] = field(default_factory=dict)
    columns: dict[str, Entry] = field(default_factory=dict)
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    by_line: dict[str, list[Entry]] = field(default_factory=dict)
    by_column: dict[str, str] = field(default_factory=dict)
    by_block: dict[str, str] = field(default_factory=dict)
    by_group: dict[str, str] = field(default_factory=dict)
    corners: set[str] = field(default_factory=set)
    unit_heads: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)
    year_columns: list[tuple[re.Pattern[str], str]] = field(default_factory=list)
    two_columns: set[str] = field(default_factory=set)

    @functools.cached_property
    def heads(self) -> set[str]:
        """Labels of blocks and groups of columns."""
        return self.by_block.keys() | self.by_group.keys()

    @functools.cached_property
    def wordings(self) -> frozenset[str]:
        """Every cleaned label of the table, of any axis, and what the grammar leaves of each."""
        indexes = (
            self.by_line,
            self.by_column,
            self.by_block,
            self.by_group,
            self.corners,
            self.unit_heads,
            self.ignored,
        )
        return frozenset(label for index in indexes for label in index)

    @functools.cached_property
    def ancestors(self) -> dict[str, list[str]]:
        """Each line with itself, if others stand under it, and the lines that it stands under, innermost first."""
        parents = {entry.parent for entry in self.lines.values()}
        found: dict[str, list[str]] = {}
        for line in self.lines:
            above, key = [], line
            while key and key not in above:
                above.append(key)
                key = self.lines[key].parent if key in self.lines else ""
            found[line] = [key for key in above if key in parents]
        return found

    @functools.cached_property
    def above_figures(self) -> set[str]:
        """Labels of columns, blocks and groups, those with a year in them left out."""
        return self.heads | self.by_column.keys()

    @functools.cached_property
    def head_labels(self) -> frozenset[str]:
        """Labels of heads: of columns, those with a year in them left out, groups, blocks, corners and units."""
        return frozenset((*self.above_figures, *self.corners, *self.unit_heads))

    def column_of(self, label: str) -> str | None:
        """The column that a cleaned head names, or None. 2018年度 names the column whose wording is {year}年度."""
        key = None if label in self.two_columns else self.by_column.get(label)
        if key is None and "20" in label:
            for wording, named in self.year_columns:
                if wording.fullmatch(label):
                    return named
        return key


@dataclass(slots=True)
class Form:
    """One form: the years in which it is usual (never a criterion), its tables by name, and where its folder lies."""

    form: str
    first_year: int
    last_year: int
    tables: dict[str, FormTable]
    folder: Path


class FormError(Told):
    """A folder of forms is not complete or contradicts itself; the message names file and text."""


def _index(table: FormTable, axis: str, key: str, wording: str, file: Path) -> None:
    _index_one(table, axis, key, clean_label(wording)[0], wording, file)
    if (left := grammar_key(wording)) and "{year}" not in wording:
        _index_one(table, axis, key, left, wording, file)


def _index_one(table: FormTable, axis: str, key: str, cleaned: str, wording: str, file: Path) -> None:
    if axis == "line":
        if key not in table.lines:
            raise FormError(f"{file}: {table.form}/{table.table} has no line {key!r} (wording {wording!r})")
        entries = table.by_line.setdefault(cleaned, [])
        if table.lines[key] not in entries:
            entries.append(table.lines[key])
    elif axis == "column" and "{year}" in wording:
        table.year_columns.append((re.compile(re.escape(cleaned).replace("year", r"20\d\d")), key))
    elif axis == "column":
        if key not in table.columns:
            raise FormError(f"{file}: {table.form}/{table.table} has no column {key!r} ({wording!r})")
        if cleaned.startswith(MARK) and table.by_column.get(cleaned, key) != key:
            table.two_columns.add(cleaned)  # nothing says which of two is meant
        table.by_column[cleaned] = key
    elif axis == "block":
        table.by_block[cleaned] = key
    elif axis == "group":
        table.by_group[cleaned] = key
    elif axis == "corner":
        table.corners.add(cleaned)
    elif axis == "unit":
        table.unit_heads.add(cleaned)
    elif axis == "ignored":
        table.ignored.add(cleaned)
    else:
        raise FormError(f"{file}: unknown axis {axis!r} (wording {wording!r})")


def _load_form(row: dict[str, str], folder: Path) -> Form:
    name = row["form"]
    tables: dict[str, FormTable] = {}
    for line in csv_rows(folder / name / "lines.csv"):
        table = tables.setdefault(line["table"], FormTable(name, line["table"]))
        entry = Entry(line["line"], int(line["order"]), line["label"], line["parent"], line["kind"], line["unit"])
        table.lines[entry.key] = entry
    for column in csv_rows(folder / name / "columns.csv"):
        table = tables[column["table"]]
        kind = "signed" if column["note"] == "signed" else ""
        table.columns[column["column"]] = Entry(column["column"], int(column["order"]), column["label"], kind=kind)
    if (folder / name / "cells.csv").is_file():
        for cell in csv_rows(folder / name / "cells.csv"):
            tables[cell["table"]].units[cell["row"], cell["column"]] = cell["unit"]
    else:  # a list whose lines all have a figure in each column
        for table in tables.values():
            valued = [entry for entry in table.lines.values() if entry.kind != "heading"]
            table.units = {(entry.key, column): entry.unit for entry in valued for column in table.columns}
    _refuse_draft(folder / name / "concepts.csv")
    parts: dict[tuple[str, str, str, str, str], list[tuple[str, int]]] = {}
    for part in csv_rows(folder / name / "sums.csv"):
        if part["basis"] == CANDIDATE:
            continue
        key = (part["table"], part["rule"], part["axis"], part["total"], part["basis"])
        parts.setdefault(key, []).append((part["part"], -1 if part["sign"] == "-" else 1))
    for (table_name, rule, axis, total, basis), members in parts.items():
        tables[table_name].sums.append(Sum(rule, table_name, axis, total, tuple(members), basis))
    for table in tables.values():
        for entry in table.lines.values():
            _index(table, "line", entry.key, entry.label, folder / name / "lines.csv")
        for entry in table.columns.values():
            _index(table, "column", entry.key, entry.label, folder / name / "columns.csv")
    return Form(name, int(row["first_year"] or 0), int(row["last_year"] or 9999), tables, folder)


def _refuse_draft(concepts: Path) -> None:
    """A drafted form is read by when a person has decided which concept each of its figures states, if any."""
    undecided = [row["row"] for row in csv_rows(concepts) if row["concept"] == UNDECIDED]
    if undecided:
        raise FormError(
            f"{concepts}: {len(undecided)} lines are still marked {UNDECIDED} ({', '.join(undecided[:3])} …): write "
            "the concept that each states, or nothing if none"
        )


@functools.cache
def forms() -> dict[str, Form]:
    """All forms of the folders of forms by name, with every wording of their labels.csv in their indexes.

    Raises `FormError`.
    """
    found: dict[str, Form] = {}
    for folder in form_folders():
        try:
            for row in csv_rows(folder / "forms.csv"):
                if row["form"] in found:
                    raise FormError(f"{folder / 'forms.csv'}: there is a form {row['form']} already")
                found[row["form"]] = _load_form(row, folder)
            wordings = list(csv_rows(folder / "labels.csv"))
        except OSError as error:
            raise FormError(
                f"{error.filename}: {error.strerror}; a folder of forms has forms.csv and labels.csv"
            ) from None
        except KeyError as error:
            raise FormError(f"{folder}: a table or column named {error} is missing") from error
        for row in wordings:
            if row["form"] not in found or row["table"] not in found[row["form"]].tables:
                raise FormError(
                    f"{folder / 'labels.csv'}: no table {row['form']}/{row['table']} (wording {row['wording']!r})"
                )
            table = found[row["form"]].tables[row["table"]]
            _index(table, row["axis"], row["key"], row["wording"], folder / "labels.csv")
    return found


@functools.cache
def table_variants() -> dict[str, list[FormTable]]:
    """The tables of all forms by table name: applications → those of 2019 and 2021."""
    variants: dict[str, list[FormTable]] = {}
    for form in forms().values():
        for name, table in form.tables.items():
            variants.setdefault(name, []).append(table)
    return variants


@functools.cache
def known_labels() -> frozenset[str]:
    """Every cleaned label of any axis of any form, and what the grammar leaves of each behind its mark."""
    return frozenset().union(*(table.wordings for variants in table_variants().values() for table in variants))


@functools.cache
def label_owners() -> dict[str, frozenset[str]]:
    """Every cleaned label of a line, column, block, group or corner, with the names of the tables it occurs in.

    A short corner (项目, 指标) is any table's.
    """
    owners: dict[str, set[str]] = {}
    for name, variants in table_variants().items():
        for table in variants:
            corners = [label for label in table.corners if len(label) >= _TELLING_CORNER]
            for label in (*table.by_line, *table.by_column, *table.by_block, *table.by_group, *corners):
                owners.setdefault(label, set()).add(name)
    return {label: frozenset(names) for label, names in owners.items()}
