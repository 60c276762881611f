"""What people should look at: wordings no form knows, names no register knows, cells in doubt, most frequent first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from warehouse.published import connect
from warehouse.query import fetch

# The reader's messages quote the printed text: no line of form F is called 'TEXT'.
_CALLED = r"called (?:'([^']*)'|\"([^\"]*)\")"
_FORM = r"of form (\S+?)[ :]"
# Below this, character recognition is in doubt about a cell.
DOUBT = 0.9


def unknown_labels(path: Path) -> pd.DataFrame:
    """Columns: form, table, wording (as printed, else the message), code, count, report_count, url (of one)."""
    return _ask(
        path,
        f"""
        SELECT regexp_extract(message, '{_FORM}', 1) AS form, "table",
            coalesce(
                nullif(regexp_extract(message, '{_CALLED.replace("'", "''")}', 1), ''),
                nullif(regexp_extract(message, '{_CALLED.replace("'", "''")}', 2), ''),
                regexp_replace(message, '^table [0-9]+, row [0-9]+: ', '')
            ) AS wording,
            code, count(*) AS count, count(DISTINCT capture_id) AS report_count, min(url) AS url
        FROM issues WHERE code IN ('unknown_label', 'unknown_column')
        GROUP BY ALL ORDER BY count DESC, form, "table", wording
        """,
    )


# The reader's message about a column that it took: 'TEXT' is taken for 'LABEL': no other column has figures.
_TAKEN = "^'([^']*)' is taken for '([^']*)': no other column"


def aligned_labels(path: Path) -> pd.DataFrame:
    """Wordings that were taken for a line or column by what stands around them, by wording and portal.

    Columns: form, table, axis (line or column), key (of the line; the label of the column), wording (as printed),
    count (of figures or tables), report_count, portal, url (of one).
    """
    taken = _TAKEN.replace("'", "''")
    return _ask(
        path,
        f"""
        WITH line AS (
            SELECT k.form, k."table", 'line' AS axis, k."row" AS key, l.row_label_zh AS wording, r.capture_id
            FROM cell_fact AS f JOIN cell_key AS k USING (key_id) JOIN reading AS r USING (reading_id)
            JOIN cell_label AS l USING (label_id)
            WHERE f.match = 'aligned'
        ), of_table AS (
            SELECT DISTINCT f.reading_id, k.form, k."table" FROM cell_fact AS f JOIN cell_key AS k USING (key_id)
        ), head AS (
            SELECT t.form, t."table", 'column' AS axis, regexp_extract(i.message, '{taken}', 2) AS key,
                regexp_extract(i.message, '{taken}', 1) AS wording, r.capture_id
            FROM issue AS i JOIN reading AS r USING (reading_id)
            JOIN of_table AS t ON t.reading_id = i.reading_id AND t."table" = i."table"
            WHERE i.code = 'label_aligned' AND regexp_matches(i.message, '{taken}')
        )
        SELECT a.form, a."table", a.axis, a.key, a.wording, count(*) AS count,
            count(DISTINCT a.capture_id) AS report_count, c.portal, min(c.url) AS url
        FROM (FROM line UNION ALL FROM head) AS a LEFT JOIN capture AS c USING (capture_id)
        GROUP BY ALL ORDER BY report_count DESC, count DESC, a.form, a."table", a.wording, c.portal
        """,
    )


def unresolved_names(path: Path) -> pd.DataFrame:
    """Columns: agency_zh, report_count, first_year, last_year, portal, url."""
    return _ask(
        path,
        "SELECT agency_zh, report_count, first_year, last_year, portal, url FROM unresolved_agency"
        " ORDER BY report_count DESC, agency_zh",
    )


def doubtful_cells(path: Path) -> pd.DataFrame:
    """Cells that are unreadable or recognised with little confidence, and those that broken sums point at.

    Columns: form, table, row, column, count, report_count, least_confidence, printed (an example), url (of it).
    """
    return _ask(
        path,
        f"""
        SELECT form, "table", "row", "column", count(*) AS count, count(DISTINCT capture_id) AS report_count,
            min(confidence) AS least_confidence, min(raw_zh) AS printed, min(url) AS url
        FROM lineage AS l
        WHERE is_current AND (
            state = 'unreadable' OR confidence < {DOUBT}
            OR EXISTS (
                SELECT 1 FROM finding AS f
                WHERE f.reading_id = l.reading_id AND f.code = 'sum_broken' AND f."table" = l."table"
                    AND f."row" = l."row" AND f."column" = l."column"
            )
        )
        GROUP BY ALL ORDER BY count DESC, form, "table", "row", "column"
        """,
    )


def agency_ids(path: Path) -> set[str]:
    """Ids of all agencies of the file, of the register and by rule."""
    return set(_ask(path, "SELECT agency_id FROM agency")["agency_id"])


def _ask(path: Path, sql: str) -> pd.DataFrame:
    con = connect(path)
    try:
        return fetch(con, sql)
    finally:
        con.close()
