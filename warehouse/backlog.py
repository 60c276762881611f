"""What is read and loaded already, by an open warehouse or by the published file: for those who look while somebody
else writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.published import Unreadable, connect

# for those who hand one on and do not know DuckDB
Connection = duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class AlreadyRead:
    """capture_ids: captures with a reading, and those taken down, which need none; used: what the readings were made
    with, as they say it; versions: of their readers."""

    capture_ids: frozenset[str]
    used: frozenset[str]
    versions: frozenset[str]


@contextmanager
def published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, open for questions. Raises Unreadable."""
    try:
        con = connect(path)
        try:
            yield con
        finally:
            con.close()
    except duckdb.Error as error:
        raise Unreadable(f"{path} cannot be read: {error}") from error


def already_read(con: duckdb.DuckDBPyConnection) -> AlreadyRead:
    """What has been read, whatever with."""
    rows = con.execute("SELECT DISTINCT coalesce(read_with, ''), reader_version FROM reading").fetchall()
    ids = con.execute(
        "SELECT capture_id FROM reading UNION SELECT capture_id FROM capture WHERE obstacle = 'taken_down'"
    ).fetchall()
    return AlreadyRead(frozenset(i for (i,) in ids), frozenset(u for u, _ in rows), frozenset(v for _, v in rows))


def read_by(con: duckdb.DuckDBPyConnection, used: Iterable[str]) -> set[str]:
    """Captures whose reading was made with one of these."""
    return {row[0] for row in con.execute(f"SELECT capture_id FROM reading WHERE {_made_with(used)}").fetchall()}


def unknown_texts(con: duckdb.DuckDBPyConnection, used: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """(capture, form, table, text) of what readings made with one of these could not take by its words: messages of
    issues about labels, and labels and heads of unmapped lines. Form or table is "" where it is not said."""
    yield from con.execute(
        f"""
        SELECT DISTINCT r.capture_id, '', coalesce(i."table", ''), i.message
        FROM issue AS i JOIN reading AS r USING (reading_id)
        WHERE i.code IN ('unknown_label', 'unknown_column', 'unknown_table', 'label_aligned') AND {_made_with(used)}
        UNION ALL
        SELECT DISTINCT r.capture_id, coalesce(u.form, ''), '', unnest([u.label_zh, u.column_label_zh])
        FROM unmapped_line AS u JOIN reading AS r USING (reading_id) WHERE {_made_with(used)}
        """
    ).fetchall()


def labels_read(con: duckdb.DuckDBPyConnection, used: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """(capture, form, table, label) of lines and columns that readings made with one of these took."""
    yield from con.execute(
        f"""
        SELECT DISTINCT r.capture_id, k.form, k."table", unnest([l.row_label_zh, l.column_label_zh])
        FROM cell_fact AS f JOIN cell_key AS k USING (key_id) JOIN cell_label AS l USING (label_id)
        JOIN reading AS r USING (reading_id) WHERE {_made_with(used)}
        """
    ).fetchall()


def bundles_of(con: duckdb.DuckDBPyConnection, capture_ids: Iterable[str]) -> set[str]:
    """The bundles in which these captures lie: a member is read again with its bundle."""
    wanted = ", ".join(_quoted(i) for i in sorted(capture_ids)) or "NULL"
    return {
        row[0]
        for row in con.execute(
            "SELECT DISTINCT b.capture_id FROM capture AS m JOIN capture AS b"
            " ON b.url = m.parent_url AND b.fetched_at = m.fetched_at AND b.kind <> 'member'"
            f" WHERE m.kind = 'member' AND m.capture_id IN ({wanted})"
        ).fetchall()
    }


def _made_with(used: Iterable[str]) -> str:
    # no parameters: to bind one DuckDB 1.5.5 imports pandas, which takes a second
    return f"coalesce(read_with, '') IN ({', '.join(map(_quoted, sorted(used))) or 'NULL'})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def loaded_parts(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the parts that the warehouse holds; after a change of schema it begins empty."""
    return {row[0] for row in con.execute("SELECT part FROM load").fetchall()}
