"""What is known of forms, concepts, units and agencies: the CSV files of data/ into their tables, as they stand.

Folders of forms that NIANBAO_FORMS names are read like data/forms.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from data.errors import Told
from data.formats import FORMATS, renditions
from data.places import own_form_folders
from data.yml import read_yml

# Table → its file below data/. A star is the form's folder, whose name fills the column form.
_SOURCES = {
    "form": "forms/forms.csv",
    "form_line": "forms/*/lines.csv",
    "form_column": "forms/*/columns.csv",
    "concept": "forms/concepts.csv",
    "concept_map": "forms/*/concepts.csv",
    "sum_rule": "forms/*/sums.csv",
    "unit": "forms/units.csv",
    "agency": "agencies/agencies.csv",
    "agency_name": "agencies/names.csv",
    "agency_kind": "agencies/kinds.csv",
    "agency_body": "agencies/bodies.csv",
    "division": "agencies/divisions.csv",
    "township": "agencies/townships.csv.gz",
    "portal": "portals/*.yml",
    "correction": "corrections.csv",
    "takedown": "takedowns.csv",
    "private_text": "private.csv",
    "deadline": "deadlines.csv",
    "outside_figure": "outside.csv",
    "rendition_order": FORMATS,
}
# Files by which names are resolved, and which no table holds.
_GAZETTEER = ("agencies/zones.csv",)
_OPTIONAL = {
    "note", "label_en", "block", "parent", "first_year", "last_year", "level", "parent_id", "division_code",
    "successor_id", "words", "division_id", "basis", "successor", "nation_names",
}  # fmt: skip


# what a drafted form leaves open: a figure without a concept, a sum that nobody confirmed
_DECIDED = {"concept_map": " WHERE concept <> ''", "sum_rule": " WHERE basis <> 'candidate'"}


class KnowledgeError(Told):
    """A data file lacks a column, or a value of it does not fit; the message names file, line and text."""


@dataclass(frozen=True)
class Learnt:
    """The data files are not those that the warehouse was derived with; `sums`: neither are the rules of sums,
    `concepts`: nor which cells make which concept.
    """

    sums: bool
    concepts: bool


def load_knowledge(con: duckdb.DuckDBPyConnection, data: Path) -> Learnt | None:
    """Fill the tables of knowledge from the files below `data`, inside the caller's transaction.

    None if the files are those of the last time: then nothing is touched.
    """
    digest = _digest(data, *_SOURCES.values(), *_GAZETTEER)
    sums, concepts = _digest(data, _SOURCES["sum_rule"]), _digest(data, _SOURCES["concept_map"])
    held = con.execute("SELECT digest, sums_digest, concepts_digest FROM knowledge").fetchone()
    if held is not None and held[0] == digest:
        return None
    con.execute("DELETE FROM knowledge")
    con.execute("INSERT INTO knowledge VALUES (?, ?, ?)", [digest, sums, concepts])
    for table, pattern in _SOURCES.items():
        columns = {
            name: kind
            for name, kind in con.execute(
                "SELECT column_name, data_type FROM duckdb_columns()"
                " WHERE table_name = ? AND schema_name = current_schema() ORDER BY column_index",
                [table],
            ).fetchall()
        }
        rows = [row for file in _files(data, pattern) for row in _read(file, pattern, columns)]
        con.execute(f"DELETE FROM {table}")
        if not rows:
            continue
        con.register("known", pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in columns])))
        wanted = ", ".join(
            f'"{name}"' if kind == "VARCHAR" else f'CAST(nullif("{name}", \'\') AS {kind}) AS "{name}"'
            for name, kind in columns.items()
        )
        try:
            con.execute(f"INSERT INTO {table} BY NAME SELECT {wanted} FROM known{_DECIDED.get(table, '')}")
        except duckdb.ConversionException as error:
            raise KnowledgeError(f"{data / pattern}: {error}") from error
        finally:
            con.unregister("known")
    return Learnt(sums=held is None or held[1] != sums, concepts=held is None or held[2] != concepts)


def _files(data: Path, pattern: str) -> list[Path]:
    """The files below `data` that a pattern names; those of forms in the other folders of forms too."""
    found = sorted(data.glob(pattern))
    if pattern.startswith("forms/"):
        found += [file for folder in own_form_folders() for file in sorted(folder.glob(pattern.removeprefix("forms/")))]
    return found


def _digest(data: Path, *patterns: str) -> str:
    digest = hashlib.sha256()
    for pattern in patterns:
        for file in _files(data, pattern):
            name = file.relative_to(data) if file.is_relative_to(data) else file
            digest.update(f"{name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _read(file: Path, pattern: str, columns: dict[str, str]) -> Iterator[dict[str, str]]:
    if pattern == FORMATS:
        return renditions(file)
    return _scalars(file, pattern, columns) if pattern.endswith(".yml") else _rows(file, pattern, columns)


def _rows(file: Path, pattern: str, columns: dict[str, str]) -> Iterator[dict[str, str]]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        given = {*(reader.fieldnames or ()), "order"} | ({"form"} if "*" in pattern else set())
        lacking = set(columns) - given - _OPTIONAL
        if lacking:
            raise KnowledgeError(f"{file}: no column {', '.join(sorted(lacking))}")
        for number, row in enumerate(reader, start=1):
            if None in row or None in row.values():
                raise KnowledgeError(f"{file}, line {reader.line_num}: not as many fields as the heading has")
            fixed = {"order": str(number)} | ({"form": file.parent.name} if "*" in pattern else {})
            yield {name: (fixed | row).get(name, "") for name in columns}


def _scalars(file: Path, pattern: str, columns: dict[str, str]) -> Iterator[dict[str, str]]:
    given = read_yml(file) or {}
    yield {name: str(given.get(name, "")) for name in columns}
