"""Compare published figures: one agency across years, or agencies across one year, through concepts only."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.errors import Told
from warehouse.published import connect
from warehouse.query import fetch

DOZEN = 12
# What stands in a table where no number does: none of these is a zero.
MARKS = {"nil": "—", "blank": "( )", "unreadable": "?", "incomplete": "…", "not_printed": "·", "no_report": ""}
FINDING, BREAK, NOT_SAME = "!", "|", "~"
LEGEND = (
    "— none, in a word or mark   ( ) printed and left empty   ? not a number   … a part of the sum is missing"
    "   · not in this report   ! does not add up as printed   | another form than before, whose line is not the same"
    "   ~ the form's line is close to the concept, not the same"
)


class UnknownChoice(Told):
    """No such agency, concept or year in the published file; the message names what comes near."""


def across_years(path: Path, agency: str, concepts: Sequence[str] | None = None) -> pd.DataFrame:
    """One agency (id or name), every year between its first and its last report.

    One row a concept and year: agency_id, agency_zh, concept, label_zh, label_en, unit, report_year, value (Decimal or
    None), state (as in the panel, or not_printed, or no_report), form, grade, basis, finding_count, is_break (the
    macro breaks, against the figure before), shown (what a table prints). `concepts` are keys; without them the dozen
    that most forms share.
    """
    con = connect(path)
    try:
        wanted = _concepts(con, concepts)
        return _by_years(con, [find_agency(con, agency)[0]], wanted)
    finally:
        con.close()


def agencies_across_years(path: Path, agencies: Sequence[str], concept: str) -> pd.DataFrame:
    """Rows of one concept as `across_years` gives them, agency (id) after agency in the order given; one question."""
    con = connect(path)
    try:
        return _by_years(con, agencies, _concepts(con, [concept]))
    finally:
        con.close()


def _by_years(con: duckdb.DuckDBPyConnection, agencies: Sequence[str], concepts: Sequence[str]) -> pd.DataFrame:
    # The latest name stands for the agency in all its years, printed otherwise or not.
    frame = fetch(
        con,
        """
        WITH chosen AS (
            SELECT agency_id, max_by(agency_zh, report_year) AS agency_zh, min(report_year) AS first_year,
                max(report_year) AS last_year
            FROM report WHERE list_contains($agencies, agency_id) GROUP BY agency_id
        ),
        figure AS (
            SELECT * FROM panel WHERE list_contains($agencies, agency_id) AND list_contains($concepts, concept)
        )
        SELECT a.agency_id, a.agency_zh, c.concept, c.label_zh, c.label_en, c.unit,
            CAST(y.report_year AS INTEGER) AS report_year, p.value,
            coalesce(p.state, CASE WHEN r.report_id IS NULL THEN 'no_report' ELSE 'not_printed' END) AS state,
            p.form, p.grade, p.basis, coalesce(p.finding_count, 0) AS finding_count,
            breaks(lag(p.form IGNORE NULLS) OVER earlier, lag(p.grade IGNORE NULLS) OVER earlier, p.form, p.grade)
                AS is_break
        FROM (SELECT *, unnest(range(first_year, last_year + 1)) AS report_year FROM chosen) AS y
        JOIN chosen AS a USING (agency_id)
        CROSS JOIN concept AS c
        LEFT JOIN report AS r ON r.agency_id = a.agency_id AND r.report_year = y.report_year
        LEFT JOIN figure AS p ON p.version_id = r.version_id AND p.concept = c.concept
        WHERE list_contains($concepts, c.concept)
        WINDOW earlier AS (PARTITION BY a.agency_id, c.concept ORDER BY y.report_year, p.form)
        ORDER BY list_position($agencies, a.agency_id), list_position($concepts, c.concept), y.report_year, p.form
        """,
        {"agencies": list(agencies), "concepts": list(concepts)},
    )
    return _with_shown(frame)


def across_agencies(
    path: Path, year: int, concepts: Sequence[str] | None = None, agencies: Sequence[str] | None = None
) -> pd.DataFrame:
    """All agencies (or those named) that have a report for `year`; rows as `across_years`, is_break always False."""
    con = connect(path)
    try:
        wanted = _concepts(con, concepts)
        years = [row[0] for row in con.execute("SELECT DISTINCT report_year FROM report ORDER BY 1").fetchall()]
        if year not in years:
            have = f"{years[0]} to {years[-1]}" if years else "none"
            raise UnknownChoice(f"no report for {year}; there are reports for {have}")
        chosen = [find_agency(con, agency)[0] for agency in agencies or ()]
        frame = fetch(
            con,
            """
            SELECT r.agency_id, r.agency_zh, c.concept, c.label_zh, c.label_en, c.unit, r.report_year, p.value,
                coalesce(p.state, 'not_printed') AS state, p.form, p.grade, p.basis,
                coalesce(p.finding_count, 0) AS finding_count
            FROM report AS r
            CROSS JOIN concept AS c
            LEFT JOIN panel AS p ON p.version_id = r.version_id AND p.concept = c.concept
            WHERE r.report_year = ? AND list_contains(?, c.concept) AND (len(?) = 0 OR list_contains(?, r.agency_id))
            ORDER BY list_position(?, c.concept), r.agency_id, p.form
            """,
            [year, wanted, chosen, chosen, wanted],
        )
    finally:
        con.close()
    frame["is_break"] = False
    return _with_shown(frame)


def as_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The comparison as people read it, text in every cell: concepts by years, or agencies by concepts.

    What the marks mean stands in `LEGEND`.
    """
    if frame["agency_id"].nunique() > 1 or frame["report_year"].nunique() == 1:
        key, rows, columns = "agency_id", "agency_zh", "label_zh"
    else:
        key, rows, columns = "concept", "label_zh", "report_year"
    return _laid_out(frame, key, rows, columns, list(dict.fromkeys(frame[columns])))


def as_series_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Agencies by years, text in every cell; the marks are those of LEGEND."""
    return _laid_out(frame, "agency_id", "agency_zh", "report_year", sorted(map(int, frame["report_year"].unique())))


def _laid_out(frame: pd.DataFrame, key: str, rows: str, columns: str, names: list[Any]) -> pd.DataFrame:
    """One row a `key`, under what `rows` calls it: two bodies may print one name."""
    table: dict[Any, dict[Any, str]] = {}
    labels: dict[Any, str] = {}
    for row in frame.to_dict("records"):
        cells = table.setdefault(row[key], {})
        labels[row[key]] = row[rows]
        # A report that states a concept by two forms shows both.
        before = cells.get(row[columns])
        cells[row[columns]] = row["shown"] if before is None else f"{before} / {row['shown']}"
    return pd.DataFrame(
        [[cells.get(name, "") for name in names] for cells in table.values()], list(labels.values()), names
    )


def shown_number(value: Decimal) -> str:
    """1,234.5"""
    return f"{value:,}"


def _concepts(con: duckdb.DuckDBPyConnection, given: Sequence[str] | None) -> list[str]:
    known = [row[0] for row in con.execute('SELECT concept FROM concept ORDER BY "order"').fetchall()]
    if given:
        for concept in given:
            if concept not in known:
                raise UnknownChoice(f"no concept {concept!r}{near(concept, known)}")
        return list(given)
    # Concepts that most forms state comparably bridge the most years.
    rows = con.execute(
        """
        SELECT c.concept FROM concept AS c JOIN concept_map AS m USING (concept)
        WHERE m.grade <> 'not_comparable'
        GROUP BY c.concept, c."order" ORDER BY count(DISTINCT m.form) DESC, c."order" LIMIT ?
        """,
        [DOZEN],
    ).fetchall()
    return sorted((row[0] for row in rows), key=known.index)


def find_agency(con: duckdb.DuckDBPyConnection, given: str) -> tuple[str, str]:
    rows = con.execute(
        """
        SELECT r.agency_id, max_by(r.agency_zh, r.report_year) FROM report AS r
        WHERE r.agency_id = $1 OR name_key(r.agency_zh) = name_key($1)
            OR r.agency_id IN (SELECT agency_id FROM agency_name WHERE name_key(name_zh) = name_key($1))
        GROUP BY r.agency_id
        """,
        [given],
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0]), str(rows[0][1])
    if rows:
        raise UnknownChoice(f"{given!r} names several agencies: {', '.join(row[0] for row in rows)}")
    names = [row[0] for row in con.execute("SELECT DISTINCT agency_zh FROM report ORDER BY 1").fetchall()]
    raise UnknownChoice(f"no report of an agency {given!r}{near(given, names)}")


def near(given: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(given, known, n=3, cutoff=0.5) or [name for name in known if given in name][:3]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _with_shown(frame: pd.DataFrame) -> pd.DataFrame:
    frame["value"] = [None if pd.isna(value) else value for value in frame["value"]]
    frame["value"] = frame["value"].astype(object)
    frame["shown"] = [_shown(row) for row in frame.to_dict("records")]
    return frame


def _shown(row: dict[Any, Any]) -> str:
    if row["state"] != "number":
        text = MARKS[row["state"]]
    elif row["value"] is None or pd.isna(row["value"]):
        text = MARKS["unreadable"]
    else:
        text = shown_number(row["value"])
    if row["state"] in ("no_report", "not_printed"):
        return text
    return (
        (BREAK if row["is_break"] else "")
        + (NOT_SAME if row["grade"] != "same" else "")
        + text
        + (FINDING if row["finding_count"] else "")
    )
