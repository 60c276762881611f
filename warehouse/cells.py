"""Cells of parts into the narrow fact table, some million at a time, each chunk sorted by what it is asked by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from warehouse.append import append
from warehouse.parts import files
from warehouse.places import SQL

# A chunk is sorted in memory: half of what the writer may take holds this many rows.
CHUNK_CELLS = 4_000_000
_KEPT = (
    "key_id, reading_id, state, whole, fraction, other_text_zh, label_id, table_index, row_index, column_index, page,"
    " confidence, marks, evidence, match"
)


def derive(con: duckdb.DuckDBPyConnection, step: str) -> None:
    """Run derive/`step`.sql, which says what it needs and makes."""
    con.execute((SQL / "derive" / f"{step}.sql").read_text(encoding="utf-8"))


def learn_keys(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> None:
    """Number the cell keys and labels of `parts` that are new."""
    source = f"read_parquet({files(parts, 'cell')}, union_by_name = true)"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE wording_met AS SELECT DISTINCT"
        f' form, "table", "row", "column", unit, row_label_zh, column_label_zh FROM {source}'
    )
    for table, number, columns in (
        ("cell_key", "key_id", 'form, "table", "row", "column", unit'),
        ("cell_label", "label_id", "row_label_zh, column_label_zh"),
    ):
        con.execute(
            f"""
            INSERT INTO {table}
            SELECT (SELECT coalesce(max({number}), 0) FROM {table}) + row_number() OVER (ORDER BY {columns}), *
            FROM (SELECT DISTINCT {columns} FROM wording_met EXCEPT SELECT {columns} FROM {table})
            """
        )
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE numbered_wording AS
        SELECT w.*, k.key_id, l.label_id
        FROM wording_met AS w
        JOIN cell_key AS k ON k.form = w.form AND k."table" = w."table" AND k."row" = w."row"
            AND k."column" = w."column" AND k.unit IS NOT DISTINCT FROM w.unit
        JOIN cell_label AS l ON l.row_label_zh IS NOT DISTINCT FROM w.row_label_zh
            AND l.column_label_zh IS NOT DISTINCT FROM w.column_label_zh
        """
    )
    con.execute("DROP TABLE wording_met")


def load_cells(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> int:
    """Keep the cells of the readings in the temporary table incoming; fills wording_sum. Cells kept."""
    kept = 0
    for chunk in _chunks(con, parts):
        con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE staged AS
            SELECT w.key_id, i.reading_id, c.state,
                CASE WHEN c.value % 1 = 0 THEN CAST(c.value AS BIGINT) END AS whole,
                CASE WHEN c.value % 1 <> 0 THEN c.value END AS fraction,
                CASE WHEN c.raw_zh <> coalesce(CAST(whole AS VARCHAR), '') THEN c.raw_zh END AS other_text_zh,
                w.label_id, c.table_index, c.row_index, c.column_index, c.page, c.confidence,
                nullif(c.marks, '') AS marks, nullif(c.evidence, '') AS evidence, c.match
            FROM read_parquet({files(chunk, "cell")}, filename = true, union_by_name = true) AS c
            JOIN incoming AS i ON i.capture_id = c.capture_id AND i.reader_version = c.reader_version
                AND i.part = parse_filename(parse_dirpath(c.filename))
            JOIN numbered_wording AS w ON w.form = c.form AND w."table" = c."table" AND w."row" = c."row"
                AND w."column" = c."column" AND w.unit IS NOT DISTINCT FROM c.unit
                AND w.row_label_zh IS NOT DISTINCT FROM c.row_label_zh
                AND w.column_label_zh IS NOT DISTINCT FROM c.column_label_zh
            """
        )
        kept += keep_staged(con)
    return kept


def keep_staged(con: duckdb.DuckDBPyConnection) -> int:
    """Judge the cells of the temporary table staged and keep them; people's corrections are applied on the way.

    A chunk without a cell is left out before anything is inserted, for the reason that `append` gives.
    """
    if not con.execute("SELECT 1 FROM staged LIMIT 1").fetchone():
        return 0
    derive(con, "corrected_cell")
    derive(con, "zero_basis")
    derive(con, "cell")
    # Sorted by key, so that a question about one figure of all agencies reads few stretches of the file; the readings
    # of one chunk follow each other, so that a question about one reading skips the other chunks. Blank cells together:
    # scattered among figures they take a sixth more room.
    row = con.execute(
        f"""
        INSERT INTO cell_fact BY NAME
        SELECT (SELECT coalesce(max(cell_id), 0) FROM cell_fact) + row_number() OVER () AS cell_id, *
        FROM (
            SELECT {", ".join("s." + name.strip() for name in _KEPT.split(","))}, z.basis AS zero_basis,
                coalesce(d.finding_count, 0) AS finding_count, coalesce(t.differs, false) AS is_twice,
                coalesce(s.rowid <> t.first_row, false) AS is_repeat
            FROM staged AS s
            LEFT JOIN judged_zero AS z ON z.reading_id = s.reading_id AND z.key_id = s.key_id
            LEFT JOIN doubted AS d ON d.reading_id = s.reading_id AND d.key_id = s.key_id
            LEFT JOIN printed_twice AS t ON t.reading_id = s.reading_id AND t.key_id = s.key_id
            ORDER BY s.key_id, s.state, s.reading_id
        )
        """
    ).fetchone()
    add_up(con, "staged")
    for table in ("staged", "judged_zero", "doubted", "printed_twice"):
        con.execute(f"DROP TABLE {table}")
    return int(row[0]) if row else 0


def add_up(con: duckdb.DuckDBPyConnection, readings: str) -> None:
    """Add the sums of the readings in the table `readings`, whose cells are kept, to summed_figure."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE summed_reading AS SELECT DISTINCT reading_id FROM {readings}")
    derive(con, "summed_figure")
    append(con, "summed_figure", "SELECT * FROM added_up ORDER BY concept, reading_id")
    for table in ("summed_reading", "added_up"):
        con.execute(f"DROP TABLE {table}")


def judge_again(con: duckdb.DuckDBPyConnection) -> None:
    """Take the cells of the readings in the temporary table doubtful_reading as read, and keep them anew.

    For readings whose corrections changed, or all with empty cells when a rule of sums did.
    """
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE staged AS
        SELECT {", ".join("f." + name.strip() for name in _KEPT.split(","))}
        FROM cell_fact AS f SEMI JOIN doubtful_reading USING (reading_id)
        """
    )
    con.execute(
        """
        UPDATE staged SET state = c.state_read,
            whole = CASE WHEN c.value_read % 1 = 0 THEN CAST(c.value_read AS BIGINT) END,
            fraction = CASE WHEN c.value_read % 1 <> 0 THEN c.value_read END, other_text_zh = c.text_read_zh
        FROM corrected_cell AS c WHERE c.reading_id = staged.reading_id AND c.key_id = staged.key_id
        """
    )
    con.execute("DELETE FROM corrected_cell WHERE reading_id IN (SELECT reading_id FROM doubtful_reading)")
    for table in ("cell_fact", "summed_figure"):
        con.execute(f"DELETE FROM {table} WHERE reading_id IN (SELECT reading_id FROM doubtful_reading)")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE incoming AS"
        " SELECT r.* FROM reading AS r SEMI JOIN doubtful_reading USING (reading_id)"
    )
    con.execute(WORDING_SUM)
    keep_staged(con)
    con.execute(
        """
        UPDATE reading SET wording_hash = w.wording_hash, figures_hash = w.figures_hash, nonzero_count = w.nonzero_count
        FROM wording_sum AS w WHERE w.reading_id = reading.reading_id AND reading.outcome = 'report'
        """
    )
    con.execute("DROP TABLE incoming")


WORDING_SUM = """
    CREATE OR REPLACE TEMP TABLE wording_sum (
        reading_id INTEGER, wording_hash VARCHAR, figures_hash VARCHAR, nonzero_count INTEGER
    )
"""


def _chunks(con: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> Iterator[list[Path]]:
    sizes = {
        Path(file).parent: int(rows)
        for file, rows in con.execute(
            f"SELECT file_name, num_rows FROM parquet_file_metadata({files(parts, 'cell')})"
        ).fetchall()
    }
    chunk: list[Path] = []
    held = 0
    for part in parts:
        if chunk and held + sizes[part] > CHUNK_CELLS:
            yield chunk
            chunk, held = [], 0
        chunk.append(part)
        held += sizes[part]
    if chunk:
        yield chunk
