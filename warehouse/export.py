"""Results as files that other programs read: Parquet, CSV, XLSX, with a Frictionless data package descriptor."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from data.errors import Told
from warehouse.guarded import guarded, guarded_sql
from warehouse.published import connect
from warehouse.shown import MAIN

FORMATS = ("parquet", "csv", "xlsx")
# What analysts take away: the figures, whose they are, what they mean, and what does not add up.
USUAL = ("panel", "report", "agency", "concept", "coverage", "findings", "revisions", "current_release")
# A worksheet ends after 1,048,576 rows, the heading among them.
SHEET_ROWS = 1_048_575

_GUARD = "a text that begins like a formula (= + - @, tab, line end) has ' before it; parquet has it as it is"
_FIELD = {
    "VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "SMALLINT": "integer", "DATE": "date",
    "TIMESTAMP": "datetime", "BOOLEAN": "boolean", "FLOAT": "number", "DOUBLE": "number", "HUGEINT": "integer",
}  # fmt: skip


class ExportRefused(Told):
    """What was asked for cannot be exported; the message says why."""


def export(path: Path, folder: Path, formats: Sequence[str] = FORMATS, tables: Sequence[str] = USUAL) -> list[Path]:
    """Write tables or views of the published file into `folder`, with datapackage.json beside; returns all paths.

    Decimals stay exact in Parquet and CSV; a sheet holds them as numbers, doubles there. In CSV and XLSX a text that
    begins like a formula has ' before it (`guarded`). Raises ExportRefused.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise ExportRefused(f"no format {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    con = connect(path)
    try:
        # what people look at before an inner table of its name
        known = {
            name: (f'"{schema}"."{name}"', comment or "")
            for schema, name, comment in con.execute(
                "FROM (SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal"
                " UNION ALL SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal)"
                f" ORDER BY schema_name = '{MAIN}', schema_name, table_name"
            ).fetchall()
        }
        if missing := [name for name in tables if name not in known]:
            raise ExportRefused(f"no table or view {', '.join(missing)}; there are {', '.join(sorted(known))}")
        folder.mkdir(parents=True, exist_ok=True)
        written, resources = [], []
        for name in tables:
            source, comment = known[name]
            schema = _schema(con, source)
            for form in formats:
                file = folder / f"{name}.{form}"
                rows = _write(con, source, form, file)
                written.append(file)
                resources.append(
                    {"name": f"{name}-{form}", "path": file.name, "format": form, "title": name, "rows": rows,
                     "bytes": file.stat().st_size, "description": comment, "schema": schema,
                     **({"encoding": "utf-8", "mediatype": "text/csv"} if form == "csv" else {}),
                     **({} if form == "parquet" else {"texts": _GUARD})}
                )  # fmt: skip
        descriptor = folder / "datapackage.json"
        package = {**_package(con), "resources": resources}
        descriptor.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return [*written, descriptor]
    finally:
        con.close()


def _write(con: duckdb.DuckDBPyConnection, source: str, form: str, file: Path) -> int:
    fresh = file.with_name(f".{os.getpid()}.{file.name}")
    try:
        if form == "xlsx":
            rows = _sheet(con, source, file.stem, fresh)
        else:
            options = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER"
            target = str(fresh).replace("'", "''")
            columns = "*" if form == "parquet" else _for_csv(con, source)
            done = con.execute(f"COPY (SELECT {columns} FROM {source}) TO '{target}' ({options})").fetchone()
            rows = int(done[0]) if done else 0
        os.replace(fresh, file)
    finally:
        fresh.unlink(missing_ok=True)
    return rows


def _for_csv(con: duckdb.DuckDBPyConnection, source: str) -> str:
    columns = con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    quoted = [('"' + column.replace('"', '""') + '"', kind) for column, kind, *_ in columns]
    return ", ".join(guarded_sql(column) if kind == "VARCHAR" else column for column, kind in quoted)


def _sheet(con: duckdb.DuckDBPyConnection, source: str, name: str, file: Path) -> int:
    from openpyxl import Workbook  # type: ignore[import-untyped]

    counted = con.execute(f"SELECT count(*) FROM {source}").fetchone()
    if counted and counted[0] > SHEET_ROWS:
        raise ExportRefused(f"{name} has {counted[0]} rows, a sheet at most {SHEET_ROWS}: export it as parquet or csv")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    result = con.execute(f"SELECT * FROM {source}")
    sheet.append([column[0] for column in result.description or ()])
    rows = 0
    while batch := result.fetchmany(10_000):
        for row in batch:
            sheet.append([_for_sheet(value) for value in row])
        rows += len(batch)
    book.save(file)
    return rows


def _for_sheet(value: Any) -> Any:
    if isinstance(value, str):
        # a sheet takes no control characters
        return guarded("".join(c for c in value if c >= " " or c in "\n\t"))
    return value if not isinstance(value, list | tuple | dict) else json.dumps(value, ensure_ascii=False)


def _schema(con: duckdb.DuckDBPyConnection, source: str) -> dict[str, Any]:
    fields = []
    for column, kind, comment in con.execute(
        "SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns()"
        """ WHERE format('"{}"."{}"', schema_name, table_name) = ? AND NOT internal ORDER BY column_index""",
        [source],
    ).fetchall():
        usual = "number" if kind.startswith("DECIMAL") else _FIELD.get(kind, "string")
        fields.append({"name": column, "type": usual, "description": comment})
    return {"fields": fields, "missingValues": [""]}


def _package(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    row = con.execute("SELECT * FROM release ORDER BY published_at DESC LIMIT 1")
    names = [column[0] for column in row.description or ()]
    release = dict(zip(names, row.fetchone() or (), strict=False))
    about = {"name": "nianbao", "title": "Chinese agencies' annual open-government-information reports",
             "profile": "data-package"}  # fmt: skip
    if release:
        about |= {"version": str(release["release_id"]), "created": f"{release['published_at']:%Y-%m-%dT%H:%M:%SZ}"}
        about |= {
            key: str(release[name]) for key, name in (("citation", "citation"), ("terms", "terms")) if release.get(name)
        }
    return about
