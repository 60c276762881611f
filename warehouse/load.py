"""Parts and captures into the warehouse: one transaction, idempotent; a newer reader's reading replaces the older."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data.captures import Capture
from data.places import DATA
from data.rows import STATED, UNMAPPED
from warehouse import lake
from warehouse.append import append
from warehouse.captures import give_back, load_captures
from warehouse.cells import WORDING_SUM, add_up, derive, judge_again, learn_keys, load_cells
from warehouse.heal import is_damage
from warehouse.knowledge import Learnt, load_knowledge
from warehouse.masked import TEXTS, TITLES, mask_again, masking
from warehouse.parts import Agrees, RefusedPart, files, first_line, having, may_lie_in_a_part, members, sort_out
from warehouse.resolve import resolve_names

_OF_READING = (
    "cell_fact", "summed_figure", "section", "issue", "finding", UNMAPPED, STATED, "corrected_cell", "reading",
)  # fmt: skip
_TAKEN_DOWN = "SELECT capture_id FROM capture WHERE obstacle = 'taken_down'"


@dataclass(frozen=True)
class LoadCounts:
    """What one call changed. `readings_superseded` were older than, or the same as, what the warehouse held.

    `given_back`: captures that were taken down and are not any more; a load of all parts and index rows that the
    warehouse lacks after this one brings them.
    """

    captures: int
    readings: int
    readings_replaced: int
    readings_superseded: int
    cells: int
    reports: int
    refused: tuple[RefusedPart, ...]
    given_back: int = 0


def load(
    con: duckdb.DuckDBPyConnection,
    parts: Sequence[Path],
    captures: Sequence[Capture],
    data: Path = DATA,
    agrees: Agrees | None = None,
) -> LoadCounts:
    """Load parts (folders of Parquet files) and capture index rows, and derive reports and versions anew.

    Captures that were loaded before may be given again. A part that is not whole (`sort_out`), or that the load breaks
    off at, is left out and named in `refused`; whatever else goes wrong rolls everything back.
    """
    whole, refused = sort_out(parts, agrees)
    with lake.writing(con):
        try:
            return _load(con, whole, refused, captures, data)
        except Exception as error:
            if not whole or is_damage(error) or lake.is_lost(error) or not may_lie_in_a_part(error):
                raise
        # One of the parts may be to blame, if the rest loads without them: then each shows for itself.
        counts = _load(con, [], refused, captures, data)
        for part in whole:
            try:
                counts = together(counts, _load(con, [part], [], [], data))
            except Exception as error:
                if is_damage(error) or lake.is_lost(error) or not may_lie_in_a_part(error):
                    raise
                broken = RefusedPart(part.name, f"{part}: cannot be loaded: {first_line(error)}")
                counts = replace(counts, refused=(*counts.refused, broken))
        return counts


def together(first: LoadCounts, second: LoadCounts) -> LoadCounts:
    """The counts of two loads, one after the other."""
    added = ("captures", "readings", "readings_replaced", "readings_superseded", "cells", "refused", "given_back")
    return replace(second, **{name: getattr(first, name) + getattr(second, name) for name in added})


@lake.retried
def _load(
    con: duckdb.DuckDBPyConnection,
    whole: Sequence[Path],
    refused: Sequence[RefusedPart],
    captures: Sequence[Capture],
    data: Path,
) -> LoadCounts:
    with lake.transaction(con):
        lake.take_turn(con)
        learnt = load_knowledge(con, data)
        given_back = give_back(con) if learnt else 0
        captures_new = load_captures(con, [*captures, *(row for part in whole for row in members(part))])
        con.execute("CREATE OR REPLACE TEMP TABLE affected (agency_id VARCHAR, report_year INTEGER)")
        con.execute("CREATE OR REPLACE TEMP TABLE asked_reading (reading_id INTEGER)")
        if learnt:
            _forget_derived(con)
        _withhold(con, "reading", "part")
        _remove(con, f"SELECT reading_id FROM reading WHERE capture_id IN ({_TAKEN_DOWN})")
        if learnt:
            _apply_knowledge(con, learnt)
        counts = _load_parts(con, whole) if whole else (0, 0, 0, 0)
        _derive_reports(con, data, learnt is not None)
        reports = _count(con, "SELECT count(*) FROM report")
    return LoadCounts(captures_new, *counts, reports, tuple(refused), given_back)


def loaded_index_files(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Index files that are loaded, with how many bytes of each."""
    return dict(con.execute("SELECT file, size FROM index_file").fetchall())


@lake.retried
def record_index_files(con: duckdb.DuckDBPyConnection, sizes: Mapping[str, int]) -> None:
    """Note that the captures of these index files are loaded."""
    with lake.transaction(con):
        for file, size in sizes.items():
            con.execute("DELETE FROM index_file WHERE file = ?", [file])
            con.execute("INSERT INTO index_file VALUES (?, ?)", [file, size])


def _forget_derived(con: duckdb.DuckDBPyConnection) -> None:
    """After a change of the data files nothing derived by them stands."""
    con.execute("DELETE FROM resolved_name")
    append(con, "affected", "SELECT DISTINCT agency_id, report_year FROM version")


def _apply_knowledge(con: duckdb.DuckDBPyConnection, learnt: Learnt) -> None:
    """Everything that the data files say, on what the warehouse held before this load."""
    append(con, "asked_reading", "SELECT reading_id FROM reading")
    derive(con, "sum_part")
    derive(con, "concept_part")
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE doubtful_reading AS
        SELECT reading_id FROM corrected_cell
        UNION
        SELECT r.reading_id FROM reading AS r JOIN correction AS c ON c.capture_id = r.capture_id AND c.kind = 'cell'
        """
    )
    if learnt.sums:
        append(con, "doubtful_reading", "SELECT DISTINCT reading_id FROM cell_fact WHERE zero_basis IS NOT NULL")
    if _count(con, "SELECT count(*) FROM doubtful_reading"):
        judge_again(con)
    con.execute("DROP TABLE doubtful_reading")
    mask_again(con)
    if learnt.concepts:
        con.execute("DELETE FROM summed_figure")
        add_up(con, "reading")


def _derive_reports(con: duckdb.DuckDBPyConnection, data: Path, learnt: bool) -> None:
    """Reports and versions of what changed: new readings, captures seen again, readings that are gone."""
    append(con, "asked_reading", "SELECT reading_id FROM reading SEMI JOIN touched_capture USING (capture_id)")
    resolve_names(con, data)
    derive(con, "reading_agency")
    append(
        con,
        "affected",
        """
        SELECT v.agency_id, v.report_year FROM version AS v SEMI JOIN renamed_agency USING (agency_id)
        UNION ALL
        SELECT r.agency_id, r.report_year FROM reading AS r SEMI JOIN asked_reading USING (reading_id)
        """,
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE affected AS"
        " SELECT DISTINCT agency_id, report_year FROM affected WHERE report_year IS NOT NULL"
    )
    derive(con, "version")
    latest = "(SELECT max(report_year) FROM version) > (SELECT max(report_year) FROM place)"
    if learnt or _count(con, f"SELECT count(*) FROM (SELECT 1) WHERE {latest}"):
        derive(con, "place")
    for step in ("rendition_difference", "scope", "report", "blocked_report", "due"):
        derive(con, step)


def _remove(con: duckdb.DuckDBPyConnection, question: str) -> int:
    """Take readings out with all that belongs to them; their reports are derived anew."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE outdated AS {question}")
    removed = _count(con, "SELECT count(*) FROM outdated")
    if removed:
        append(con, "affected", "SELECT agency_id, report_year FROM reading SEMI JOIN outdated USING (reading_id)")
        for table in _OF_READING:
            con.execute(f"DELETE FROM {table} WHERE reading_id IN (SELECT reading_id FROM outdated)")
    con.execute("DROP TABLE outdated")
    return removed


def _load_parts(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> tuple[int, int, int, int]:
    """(readings loaded, of these replacing older ones, readings left out, cells loaded)."""
    given = _stage_readings(con, parts)
    loaded = _count(con, "SELECT count(*) FROM incoming")
    replaced = _remove(con, "SELECT reading_id FROM reading SEMI JOIN incoming USING (capture_id)")
    cells = 0
    if loaded:
        learn_keys(con, parts)
        derive(con, "sum_part")
        derive(con, "concept_part")
        _load_texts(con, parts)
        con.execute(WORDING_SUM)
        cells = load_cells(con, parts)
        derive(con, "reading")
        append(con, "asked_reading", "SELECT reading_id FROM incoming")
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


def _withhold(con: duckdb.DuckDBPyConnection, readings: str, part: str) -> None:
    """Note in which parts readings of documents lie that are taken down."""
    append(
        con,
        "withheld",
        f"""
        SELECT capture_id, {part} AS part FROM {readings} WHERE capture_id IN ({_TAKEN_DOWN})
        EXCEPT SELECT capture_id, part FROM withheld
        """,
    )


def _stage_readings(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> int:
    """Make the table incoming: the newest reading of each capture, where newer than the warehouse's. Rows given."""
    source = f"read_parquet({files(parts, 'reading')}, filename = true, union_by_name = true)"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE incoming AS
        WITH ranked AS (
            SELECT * EXCLUDE (filename, telephone, email), parse_filename(parse_dirpath(filename)) AS part,
                row_number() OVER (
                    PARTITION BY capture_id ORDER BY version_order(reader_version) DESC, filename
                ) AS choice
            FROM {source}
        )
        SELECT * EXCLUDE (choice),
            CAST((SELECT coalesce(max(reading_id), 0) FROM reading)
                + row_number() OVER (ORDER BY report_year, agency_zh, capture_id) AS INTEGER) AS reading_id
        FROM ranked
        WHERE choice = 1 AND capture_id NOT IN ({_TAKEN_DOWN})
            AND NOT EXISTS (
            SELECT 1 FROM reading
            WHERE reading.capture_id = ranked.capture_id
                AND version_order(reading.reader_version) >= version_order(ranked.reader_version)
        )
        """
    )
    # parts written before it was kept how the name was found
    con.execute("ALTER TABLE incoming ADD COLUMN IF NOT EXISTS agency_basis VARCHAR")
    con.execute("ALTER TABLE incoming ADD COLUMN IF NOT EXISTS read_with VARCHAR")
    _withhold(con, source, "parse_filename(parse_dirpath(filename))")
    return _count(con, f"SELECT count(*) FROM {source}")


def _load_texts(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> None:
    """Sections, issues, findings, unmapped lines, stated figures of the incoming readings, without what is private."""
    with masking(con) as masked:
        for column in TITLES:
            con.execute(f"UPDATE incoming SET {column} = {masked(column)} WHERE {column} <> {masked(column)}")
        for table, texts in TEXTS.items():
            if not (holding := having(parts, table)):
                continue
            source = f"read_parquet({files(holding, table)}, filename = true, union_by_name = true)"
            held = {name for name, *_ in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
            replaced = ", ".join(f"{masked('t.' + name)} AS {name}" for name in texts if name in held)
            con.execute(
                f"""
                INSERT INTO {table} BY NAME
                SELECT i.reading_id, t.* EXCLUDE (capture_id, reader_version, filename) REPLACE ({replaced})
                FROM {source} AS t
                JOIN incoming AS i ON i.capture_id = t.capture_id AND i.reader_version = t.reader_version
                    AND i.part = parse_filename(parse_dirpath(t.filename))
                """
            )


def _count(con: duckdb.DuckDBPyConnection, question: str) -> int:
    row = con.execute(question).fetchone()
    return int(row[0]) if row else 0
