"""Lines of the capture index into the table capture: the earliest sighting stands, the latest counts."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from data.arrow import table_of, values_of
from data.captures import Capture
from warehouse.cells import derive


def load_captures(con: duckdb.DuckDBPyConnection, captures: Sequence[Capture]) -> int:
    """Load index rows; those of captures that changed stay in the temporary table touched_capture. Number of new ones.

    A capture that is taken down keeps its address and loses its title; its obstacle says taken_down.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE touched_capture (capture_id VARCHAR)")
    new = _merge(con, captures) if captures else 0
    if captures:
        _place_members(con)
    derive(con, "taken_down")
    con.execute(
        """
        UPDATE capture SET title = '', obstacle = 'taken_down'
        WHERE obstacle <> 'taken_down' AND capture_id IN (SELECT capture_id FROM named_down)
        """
    )
    con.execute("DROP TABLE named_down")
    return new


def give_back(con: duckdb.DuckDBPyConnection) -> int:
    """Forget what was taken down and is no longer on the list: its captures, that the index files of their portals are
    loaded, and that the parts with its readings are. A load of all that the warehouse then lacks brings it back.
    Number of captures forgotten.
    """
    derive(con, "taken_down")
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE given_back AS
        SELECT capture_id, portal FROM capture
        WHERE obstacle = 'taken_down' AND capture_id NOT IN (SELECT capture_id FROM named_down)
        """
    )
    row = con.execute("SELECT count(*) FROM given_back").fetchone()
    count = int(row[0]) if row else 0
    if count:
        held = "SELECT capture_id FROM given_back"
        con.execute(f"DELETE FROM load WHERE part IN (SELECT part FROM withheld WHERE capture_id IN ({held}))")
        for table in ("withheld", "capture"):
            con.execute(f"DELETE FROM {table} WHERE capture_id IN ({held})")
        con.execute("DELETE FROM index_file WHERE string_split(file, '/')[1] IN (SELECT portal FROM given_back)")
    for table in ("named_down", "given_back"):
        con.execute(f"DROP TABLE {table}")
    return count


def _place_members(con: duckdb.DuckDBPyConnection) -> None:
    """A bundle's members lie where it lies; their rows come from the part that has their readings, and may be old."""
    con.execute(
        """
        UPDATE capture SET warc_file = b.warc_file, warc_offset = b.warc_offset, warc_length = b.warc_length
        FROM (SELECT * FROM capture WHERE kind <> 'member') AS b
        WHERE capture.kind = 'member' AND b.portal = capture.portal AND b.url = capture.parent_url
            AND b.fetched_at = capture.fetched_at
            AND (b.warc_file <> capture.warc_file OR b.warc_offset <> capture.warc_offset)
        """
    )


def _merge(con: duckdb.DuckDBPyConnection, captures: Sequence[Capture]) -> int:
    values = values_of(Capture)
    con.register("capture_rows", table_of(Capture, [values(capture) for capture in captures]))
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
    con.unregister("capture_rows")
    con.execute("DELETE FROM incoming_capture WHERE choice > 1")
    # An index may come in any order: the earliest row stands, the latest sighting counts.
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE held_capture AS
        SELECT c.* FROM capture AS c SEMI JOIN incoming_capture USING (capture_id)
        """
    )
    row = con.execute("SELECT (SELECT count(*) FROM incoming_capture) - (SELECT count(*) FROM held_capture)").fetchone()
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE merged_capture AS
        SELECT i.* EXCLUDE (choice, last_seen_at), greatest(i.last_seen_at, c.last_seen_at) AS last_seen_at
        FROM incoming_capture AS i
        LEFT JOIN held_capture AS c USING (capture_id)
        WHERE c.capture_id IS NULL OR i.fetched_at < c.fetched_at
        UNION ALL BY NAME
        SELECT c.* REPLACE (i.last_seen_at AS last_seen_at)
        FROM held_capture AS c
        JOIN incoming_capture AS i USING (capture_id)
        WHERE i.fetched_at >= c.fetched_at AND i.last_seen_at > c.last_seen_at
        """
    )
    # Where the bytes lie is what the index says now: files of the archive are joined in time.
    con.execute(
        """
        UPDATE capture SET warc_file = i.warc_file, warc_offset = i.warc_offset, warc_length = i.warc_length
        FROM incoming_capture AS i
        WHERE i.capture_id = capture.capture_id AND i.portal = capture.portal
            AND (i.warc_file <> capture.warc_file OR i.warc_offset <> capture.warc_offset)
        """
    )
    con.execute("INSERT INTO touched_capture SELECT capture_id FROM merged_capture")
    con.execute("DELETE FROM capture WHERE capture_id IN (SELECT capture_id FROM merged_capture)")
    con.execute("INSERT INTO capture BY NAME SELECT * FROM merged_capture ORDER BY portal, url")
    for table in ("incoming_capture", "held_capture", "merged_capture"):
        con.execute(f"DROP TABLE {table}")
    return int(row[0]) if row else 0
