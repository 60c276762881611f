"""A part: one folder of Parquet files, the readings of one batch: their columns, and whether it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

HEAD = ("capture_id", "reader_version")
COLUMNS: dict[str, tuple[str, ...]] = {
    "reading": (
        *HEAD, "document", "outcome", "reason", "title_zh", "agency_zh", "report_year", "year_basis", "published_date",
        "period_start", "period_end", "address_zh", "telephone", "email", "index_number", "scope", "media", "encoding",
        "cell_count", "checks_held", "checks_broken", "checks_not_stated",
    ),
    "cell": (
        *HEAD, "form", "table", "row", "column", "value", "unit", "state", "raw_zh", "row_label_zh", "column_label_zh",
        "table_index", "row_index", "column_index", "page", "confidence",
    ),
    "section": (*HEAD, "section", "heading_zh", "text_zh"),
    "issue": (*HEAD, "code", "severity", "table", "row", "column", "message"),
    "finding": (*HEAD, "code", "rule", "table", "row", "column", "stated", "computed", "message"),
    "unmapped_line": (
        *HEAD, "form", "table_index", "row_index", "label_zh", "code", "unit", "column_label_zh", "column_index",
        "raw_zh", "value", "page", "confidence",
    ),
}  # fmt: skip
# Parts written before lines of no form were kept have no such file; all others must be there.
UNMAPPED = "unmapped_line"
_DECIMALS = {"cell": ("value",), "finding": ("stated", "computed"), UNMAPPED: ("value",)}


@dataclass(frozen=True)
class RefusedPart:
    """A part that was left out of the load, and why; the others are loaded all the same."""

    part: str
    message: str


def sort_out(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> tuple[list[Path], list[RefusedPart]]:
    """Tell whole parts from those that cannot be loaded without losing or inventing rows.

    Refused: a missing or torn file, a missing column, a figure that is not DECIMAL(20,6), a reader version that is not
    dotted integers, rows whose reading is not in the same part, a number of cells other than the readings say.
    """
    refused: dict[str, str] = {}
    whole: list[Path] = []
    for part in sorted(set(parts), key=lambda p: p.name):
        lacking = [name for name in COLUMNS if name != UNMAPPED and not (part / f"{name}.parquet").is_file()]
        if lacking:
            refused[part.name] = f"{part}: no {lacking[0]}.parquet"
        elif any(other.name == part.name for other in whole):
            refused[part.name] = f"{part}: a part of this name is given twice"
        else:
            whole.append(part)
    for name in COLUMNS:
        wrong = _misshapen(con, having(whole, name), name)
        whole = [p for p in whole if not _note(refused, p, wrong.get(p, ""))]
    if whole:
        unfit = _inconsistent(con, whole)
        whole = [p for p in whole if not _note(refused, p, unfit.get(p.name, ""))]
    return whole, [RefusedPart(part, message) for part, message in refused.items()]


def having(parts: Sequence[Path], name: str) -> list[Path]:
    """The parts that have a `name` file."""
    return [part for part in parts if name != UNMAPPED or (part / f"{name}.parquet").is_file()]


def refused_of(parts: Sequence[Path]) -> list[RefusedPart]:
    """Those of the parts that a load would refuse, without a warehouse."""
    con = duckdb.connect()
    try:
        return sort_out(con, parts)[1]
    finally:
        con.close()


def files(parts: Sequence[Path], name: str) -> str:
    """The `name` files of all parts as a SQL list, for read_parquet."""
    quoted = ("'" + str(part / f"{name}.parquet").replace("'", "''") + "'" for part in parts)
    return "[" + ", ".join(quoted) + "]"


def _note(refused: dict[str, str], part: Path, message: str) -> bool:
    if message:
        refused[part.name] = f"{part}: {message}"
    return bool(message)


def _misshapen(con: duckdb.DuckDBPyConnection, parts: Sequence[Path], name: str) -> dict[Path, str]:
    """Part → what is wrong with its `name` file by itself."""
    question = "SELECT file_name, name, precision, scale FROM parquet_schema({})"
    wrong: dict[Path, str] = {}
    try:
        rows = con.execute(question.format(files(parts, name))).fetchall() if parts else []
    except duckdb.Error:
        # One torn file fails the question for all: ask for each.
        rows = []
        for part in parts:
            try:
                rows += con.execute(question.format(files([part], name))).fetchall()
            except duckdb.Error as error:
                wrong[part] = f"{name}.parquet cannot be read: {error}"
    found: dict[Path, dict[str, tuple[int, int]]] = {part: {} for part in parts}
    for file, column, precision, scale in rows:
        found[Path(file).parent][column] = (precision, scale)
    for part in parts:
        missing = [column for column in COLUMNS[name] if column not in found[part]]
        floats = [column for column in _DECIMALS.get(name, ()) if found[part].get(column) != (20, 6)]
        if missing:
            wrong.setdefault(part, f"{name}.parquet has no column {', '.join(missing)}")
        elif floats:
            wrong.setdefault(part, f"{name}.parquet: {', '.join(floats)} must be DECIMAL(20,6)")
    return wrong


def _inconsistent(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> dict[str, str]:
    """Part name → what does not fit together between its files."""
    readings = f"read_parquet({files(parts, 'reading')}, filename = true, union_by_name = true)"
    wrong: dict[str, str] = {}
    for file, version in con.execute(
        f"SELECT filename, any_value(reader_version) FROM {readings}"
        " WHERE NOT regexp_full_match(reader_version, '[0-9]+([.][0-9]+)*') GROUP BY filename"
    ).fetchall():
        wrong[Path(file).parent.name] = f"reader version {version!r} is not dotted integers"
    # The number of cells is compared by the files' own counts: joining every cell would double the time of a load.
    held = {
        Path(file).parent.name: rows
        for file, rows in con.execute(
            f"SELECT file_name, num_rows FROM parquet_file_metadata({files(parts, 'cell')})"
        ).fetchall()
    }
    for file, said in con.execute(f"SELECT filename, sum(cell_count) FROM {readings} GROUP BY filename").fetchall():
        part = Path(file).parent.name
        if held[part] != said:
            wrong[part] = f"its readings say {said} cells, cell.parquet holds {held[part]}"
    for name in ("section", "issue", "finding", UNMAPPED):
        if not (holding := having(parts, name)):
            continue
        rows = con.execute(
            f"SELECT filename, count(*), any_value(capture_id) FROM"
            f" read_parquet({files(holding, name)}, filename = true, union_by_name = true) AS t"
            f" WHERE NOT EXISTS (SELECT 1 FROM {readings} AS r WHERE r.capture_id = t.capture_id"
            f" AND r.reader_version = t.reader_version AND parse_dirpath(r.filename) = parse_dirpath(t.filename))"
            " GROUP BY filename"
        ).fetchall()
        for file, count, capture in rows:
            wrong[Path(file).parent.name] = f"{count} rows of {name}.parquet without their reading (capture {capture})"
    return wrong
