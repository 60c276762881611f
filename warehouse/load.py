"""Parts and captures into the warehouse: one transaction, idempotent; a newer reader's reading replaces the older."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.knowledge import load_knowledge
from warehouse.parts import RefusedPart, files, sort_out
from warehouse.places import DATA, SQL
from warehouse.resolve import resolve_names

_CAPTURE = pa.schema(
    [
        *((name, pa.string()) for name in (
            "capture_id", "portal", "url", "kind", "parent_url", "title", "listed_date", "agency", "obtained_by",
            "fetched_at",
        )),
        ("status", pa.int32()),
        *((name, pa.string()) for name in ("media_type", "charset", "etag", "last_modified", "digest")),
        ("size", pa.int64()),
        ("warc_file", pa.string()),
        ("warc_offset", pa.int64()),
        ("warc_length", pa.int64()),
        ("obstacle", pa.string()),
        ("is_repeat", pa.bool_()),
    ]
)  # fmt: skip
_RUN = (
    "requests", "bytes", "lists", "links", "followed", "captured_new", "captured_revised", "unchanged", "failed",
)  # fmt: skip


@dataclass(frozen=True)
class LoadCounts:
    """What one call changed. `readings_superseded` were older than, or the same as, what the warehouse held."""

    captures: int
    readings: int
    readings_replaced: int
    readings_superseded: int
    cells: int
    reports: int
    refused: tuple[RefusedPart, ...]


def load(
    con: duckdb.DuckDBPyConnection,
    parts: Sequence[Path],
    captures: Sequence[Mapping[str, Any]],
    data: Path = DATA,
) -> LoadCounts:
    """Load parts (folders of Parquet files) and capture index rows, and derive reports and versions anew.

    `captures` have the keys of a line of the capture index; those loaded before may be given again. A part that is
    not whole is left out and named in `refused`; whatever else goes wrong rolls everything back.
    """
    whole, refused = sort_out(con, parts)
    con.begin()
    try:
        load_knowledge(con, data)
        captures_new = _load_captures(con, captures)
        counts = _load_parts(con, whole) if whole else (0, 0, 0, 0)
        resolve_names(con, data)
        for step in ("version", "report"):
            con.execute((SQL / "derive" / f"{step}.sql").read_text(encoding="utf-8"))
        reports = _count(con, "SELECT count(*) FROM report")
        con.commit()
    except BaseException:
        con.rollback()
        raise
    return LoadCounts(captures_new, *counts, reports, tuple(refused))


def pending(con: duckdb.DuckDBPyConnection, reader_version: str) -> set[str]:
    """Capture ids that need no reading by `reader_version`: read by it already, or by a newer one."""
    return {
        row[0]
        for row in con.execute(
            "SELECT capture_id FROM reading WHERE version_order(reader_version) >= version_order(?)", [reader_version]
        ).fetchall()
    }


def loaded_parts(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the parts that the warehouse holds; after a change of schema it begins empty."""
    return {row[0] for row in con.execute("SELECT part FROM load").fetchall()}


def record_runs(con: duckdb.DuckDBPyConnection, summaries: Sequence[Mapping[str, Any]]) -> int:
    """Keep crawl summaries (the crawl's JSON as a mapping) in the table run; one known already changes nothing."""
    added = 0
    con.begin()
    try:
        for summary in summaries:
            known = con.execute(
                "SELECT 1 FROM run WHERE portal = ? AND started_at = CAST(? AS TIMESTAMP)",
                [summary["portal"], _plain(summary["started_at"])],
            ).fetchone()
            if known:
                continue
            con.execute(
                "INSERT INTO run SELECT ?, CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), ?, ?,"
                + " ?," * len(_RUN) + " ?, ?, ?",
                [
                    summary["portal"], _plain(summary["started_at"]), _plain(summary.get("finished_at") or "") or None,
                    summary.get("title"), summary.get("outcome"), *(summary.get(name) for name in _RUN),
                    sum((summary.get("skipped") or {}).values()), len(summary.get("obstacles") or ()),
                    "; ".join(summary.get("problems") or ()),
                ],
            )  # fmt: skip
            added += 1
        con.commit()
    except BaseException:
        con.rollback()
        raise
    return added


def _load_captures(con: duckdb.DuckDBPyConnection, captures: Sequence[Mapping[str, Any]]) -> int:
    if not captures:
        return 0
    rows = pa.Table.from_pylist([{name: row.get(name) for name in _CAPTURE.names} for row in captures], schema=_CAPTURE)
    con.register("capture_rows", rows)
    # A document found unchanged is indexed again without a body: the row with the body says where the bytes lie.
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE incoming_capture AS
        SELECT * EXCLUDE (is_repeat, fetched, listed_date, fetched_at, choice),
            TRY_CAST(nullif(listed_date, '') AS DATE) AS listed_date,
            min(fetched) OVER (PARTITION BY capture_id) AS fetched_at,
            max(fetched) OVER (PARTITION BY capture_id) AS last_seen_at,
            choice
        FROM (
            SELECT *, CAST(replace(fetched_at, 'Z', '') AS TIMESTAMP) AS fetched,
                row_number() OVER (PARTITION BY capture_id ORDER BY coalesce(is_repeat, false), fetched_at) AS choice
            FROM capture_rows
        )
        """
    )
    con.execute("DELETE FROM incoming_capture WHERE choice > 1")
    new = _count(con, "SELECT count(*) FROM incoming_capture WHERE capture_id NOT IN (SELECT capture_id FROM capture)")
    # An index may come in any order: the earliest row stands, the latest sighting counts.
    con.execute(
        """
        UPDATE incoming_capture AS i SET last_seen_at = greatest(i.last_seen_at, c.last_seen_at)
        FROM capture AS c WHERE c.capture_id = i.capture_id
        """
    )
    con.execute(
        """
        UPDATE capture AS c SET last_seen_at = i.last_seen_at
        FROM incoming_capture AS i WHERE i.capture_id = c.capture_id AND i.last_seen_at > c.last_seen_at
        """
    )
    con.execute(
        """
        DELETE FROM incoming_capture WHERE EXISTS (
            SELECT 1 FROM capture AS c
            WHERE c.capture_id = incoming_capture.capture_id AND c.fetched_at <= incoming_capture.fetched_at
        )
        """
    )
    con.execute("DELETE FROM capture WHERE capture_id IN (SELECT capture_id FROM incoming_capture)")
    con.execute("INSERT INTO capture BY NAME SELECT * EXCLUDE (choice) FROM incoming_capture ORDER BY portal, url")
    con.execute("DROP TABLE incoming_capture")
    con.unregister("capture_rows")
    return new


def _load_parts(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> tuple[int, int, int, int]:
    """(readings loaded, of these replacing older ones, readings left out, cells loaded)."""
    given = _stage_readings(con, parts)
    loaded = _count(con, "SELECT count(*) FROM incoming")
    replaced = _count(con, "SELECT count(*) FROM reading WHERE capture_id IN (SELECT capture_id FROM incoming)")
    if replaced:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE outdated AS SELECT reading_id FROM reading"
            " WHERE capture_id IN (SELECT capture_id FROM incoming)"
        )
        for table in ("cell_fact", "section", "issue", "finding", "reading"):
            con.execute(f"DELETE FROM {table} WHERE reading_id IN (SELECT reading_id FROM outdated)")
        con.execute("DROP TABLE outdated")
    cells = _load_cells(con, parts) if loaded else 0
    if loaded:
        _load_readings(con, parts)
    con.execute(
        f"""
        INSERT INTO load
        SELECT parse_filename(parse_dirpath(filename)) AS part, CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP),
            arg_max(reader_version, version_order(reader_version)), count(*), sum(cell_count)
        FROM read_parquet({files(parts, "reading")}, filename = true, union_by_name = true)
        GROUP BY 1 HAVING part NOT IN (SELECT part FROM load)
        """
    )
    con.execute("DROP TABLE incoming")
    return loaded, replaced, given - loaded, cells


def _stage_readings(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> int:
    """Make the table incoming: the newest reading of each capture, where newer than the warehouse's. Rows given."""
    source = f"read_parquet({files(parts, 'reading')}, filename = true, union_by_name = true)"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE incoming AS
        WITH ranked AS (
            SELECT * EXCLUDE (filename), parse_filename(parse_dirpath(filename)) AS part,
                row_number() OVER (
                    PARTITION BY capture_id ORDER BY version_order(reader_version) DESC, filename
                ) AS choice
            FROM {source}
        )
        SELECT * EXCLUDE (choice),
            CAST((SELECT coalesce(max(reading_id), 0) FROM reading)
                + row_number() OVER (ORDER BY report_year, agency_zh, capture_id) AS INTEGER) AS reading_id
        FROM ranked
        WHERE choice = 1 AND NOT EXISTS (
            SELECT 1 FROM reading
            WHERE reading.capture_id = ranked.capture_id
                AND version_order(reading.reader_version) >= version_order(ranked.reader_version)
        )
        """
    )
    return _count(con, f"SELECT count(*) FROM {source}")


def _load_cells(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> int:
    source = f"read_parquet({files(parts, 'cell')}, filename = true, union_by_name = true)"
    con.execute(
        f"""
        INSERT INTO cell_key
        SELECT (SELECT coalesce(max(key_id), 0) FROM cell_key)
                + row_number() OVER (ORDER BY form, "table", "row", "column", unit), *
        FROM (
            SELECT DISTINCT form, "table", "row", "column", unit FROM {source}
            EXCEPT SELECT form, "table", "row", "column", unit FROM cell_key
        )
        """
    )
    con.execute(
        f"""
        INSERT INTO cell_label
        SELECT (SELECT coalesce(max(label_id), 0) FROM cell_label)
                + row_number() OVER (ORDER BY row_label_zh, column_label_zh), *
        FROM (
            SELECT DISTINCT row_label_zh, column_label_zh FROM {source}
            EXCEPT SELECT row_label_zh, column_label_zh FROM cell_label
        )
        """
    )
    # Sorted by key, so that a question about one figure of all agencies reads one stretch of the file.
    con.execute(
        f"""
        INSERT INTO cell_fact BY NAME
        SELECT k.key_id, i.reading_id, c.value, c.state, c.raw_zh, l.label_id,
            c.table_index, c.row_index, c.column_index, c.page, c.confidence
        FROM {source} AS c
        JOIN incoming AS i ON i.capture_id = c.capture_id AND i.reader_version = c.reader_version
            AND i.part = parse_filename(parse_dirpath(c.filename))
        JOIN cell_key AS k ON k.form = c.form AND k."table" = c."table" AND k."row" = c."row"
            AND k."column" = c."column" AND k.unit IS NOT DISTINCT FROM c.unit
        LEFT JOIN cell_label AS l ON l.row_label_zh IS NOT DISTINCT FROM c.row_label_zh
            AND l.column_label_zh IS NOT DISTINCT FROM c.column_label_zh
        ORDER BY k.key_id, i.reading_id
        """
    )
    return _count(con, "SELECT count(*) FROM cell_fact WHERE reading_id IN (SELECT reading_id FROM incoming)")


def _load_readings(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> None:
    """Everything else of the incoming readings; the hashes say which of them word the same report alike."""
    for table in ("section", "issue", "finding"):
        source = f"read_parquet({files(parts, table)}, filename = true, union_by_name = true)"
        con.execute(
            f"""
            INSERT INTO {table} BY NAME
            SELECT i.reading_id, t.* EXCLUDE (capture_id, reader_version, filename)
            FROM {source} AS t
            JOIN incoming AS i ON i.capture_id = t.capture_id AND i.reader_version = t.reader_version
                AND i.part = parse_filename(parse_dirpath(t.filename))
            """
        )
    con.execute((SQL / "derive" / "reading.sql").read_text(encoding="utf-8"))


def _plain(moment: str) -> str:
    return moment.removesuffix("Z")


def _count(con: duckdb.DuckDBPyConnection, question: str) -> int:
    row = con.execute(question).fetchone()
    return int(row[0]) if row else 0
