"""Parts as the readers write them, made small: real Parquet with the agreed column types, and capture index rows."""

import functools
import tempfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.arrow import schemas
from data.captures import Capture
from warehouse.check import run_checks
from warehouse.db import connect_work
from warehouse.load import load
from warehouse.parts import COLUMNS
from warehouse.places import work_file
from warehouse.query import fetch

_HEAD = ("capture_id", "reader_version")
_COUNTS = ("cell_count", "checks_held", "checks_broken", "checks_not_stated")
# as parts have them at least; what came later is left out, as parts of before have none of it
SCHEMAS = {
    name: pa.schema([field for field in schema if field.name in COLUMNS[name]]) for name, schema in schemas().items()
}

# Rows and columns of the 2021 form, enough of them to be a report.
ROWS = ("new", "carried_in", "granted", "partial", "total", "carried_out")


def cell(key: str, raw: str, unit: str = "件", form: str = "2021") -> dict[str, Any]:
    """One cell from `table row column` and its printed text; state and value follow from the text."""
    table, row, column = key.split()
    state = {"": "blank", "/": "nil", "无": "nil"}.get(raw) or ("number" if _number(raw) is not None else "unreadable")
    return {
        "form": form, "table": table, "row": row, "column": column, "value": _number(raw), "unit": unit, "state": state,
        "raw_zh": raw, "row_label_zh": "行" + row, "column_label_zh": "列" + column, "table_index": 1, "row_index": 4,
        "column_index": 3, "evidence": "markup" if state == "blank" else "", "match": "exact",
    }  # fmt: skip


def applications(new: int = 12, carried_in: int = 3, granted: int = 9, partial: int = 2, carried_out: int = 4) -> list:
    """Totals of an applications table of the 2021 form that adds up."""
    figures = {
        "new": new, "carried_in": carried_in, "granted": granted, "partial": partial,
        "total": new + carried_in - carried_out, "carried_out": carried_out,
    }  # fmt: skip
    return [cell(f"applications {row} total", str(value)) for row, value in figures.items()]


def reading(capture_id: str, agency: str, year: int | None, cells: Iterable[dict[str, Any]] = (), **more: Any) -> dict:
    """One reading with its cells; sections, issues and findings as keyword lists of rows."""
    return {
        "capture_id": capture_id, "reader_version": "1.0.0", "outcome": "report", "reason": "", "agency_zh": agency,
        "report_year": year, "title_zh": f"{agency}{year}年政府信息公开工作年度报告", "scope": "organ", "media": "html",
        "cells": list(cells), **more,
    }  # fmt: skip


def write_part(folder: Path, readings: Iterable[Mapping[str, Any]]) -> Path:
    """The files of one part."""
    folder.mkdir(parents=True)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for given in readings:
        head = {name: given[name] for name in _HEAD}
        rows["reading"].append({**dict.fromkeys(_COUNTS, 0), "cell_count": len(given["cells"]), **given})
        for name in ("cell", "section", "issue", "finding", "unmapped_line", "stated_figure"):
            rows[name] += [head | row for row in given.get(name + "s", ())]
    for name, schema in SCHEMAS.items():
        full = [{column: row.get(column) for column in schema.names} for row in rows[name]]
        pq.write_table(pa.Table.from_pylist(full, schema=schema), folder / f"{name}.parquet")
    return folder


def capture(capture_id: str, url: str = "", **more: Any) -> Capture:
    """One line of the capture index."""
    usual = {
        "capture_id": capture_id, "portal": "county", "url": url or f"http://county.example/{capture_id}.html",
        "kind": "page", "parent_url": "", "title": "年度报告", "listed_date": "", "agency": "", "obtained_by": "crawl",
        "fetched_at": "2026-01-20T02:00:00Z", "status": 200, "media_type": "text/html", "charset": "", "etag": "",
        "last_modified": "", "digest": "sha256:" + capture_id, "size": 10, "warc_file": "county/a.warc.gz",
        "warc_offset": 0, "warc_length": 10, "obstacle": "", "is_repeat": False,
    }  # fmt: skip
    return Capture(**{**usual, **more})


def begun(home: Path, knows: bool = True) -> duckdb.DuckDBPyConnection:
    """`connect_work`, quicker: a home that has no writer's file gets a copy of one that the program began.

    knows: with what data/ knows loaded, as after a load of no part.
    """
    path = work_file(home)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_begun(knows))
    return connect_work(home)


@functools.cache
def _begun(knows: bool) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        con = connect_work(Path(folder))
        if knows:
            load(con, [], [])
        con.close()
        return work_file(Path(folder)).read_bytes()


def checked(con: duckdb.DuckDBPyConnection, everything: bool = False) -> pd.DataFrame:
    """The bad rows that the checks leave behind."""
    run_checks(con, everything=everything)
    return fetch(con, "SELECT * FROM check_result")


def _number(raw: str) -> Decimal | None:
    try:
        return Decimal(raw)
    except ArithmeticError:
        return None
