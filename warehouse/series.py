"""One concept of several agencies over several years: rows as compare.across_years, a table, a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from warehouse.compare import UnknownChoice, agencies_across_years, find_agency, near
from warehouse.lettering import drawable
from warehouse.picture import _frame_in, _legend_of_years, _one_series, _save, _style
from warehouse.published import connect

MOST_PANELS = 24


def choose_agencies(path: Path, names: Sequence[str] = (), kind: str = "", division: str = "") -> list[str]:
    """Agency ids: those named, or all with a report that are of a kind, and in a division (its id) or below it.

    Raises UnknownChoice, which names what there is.
    """
    con = connect(path)
    try:
        if names:
            return [find_agency(con, name)[0] for name in names]
        kinds = [row[0] for row in con.execute("SELECT DISTINCT kind FROM agency ORDER BY 1").fetchall()]
        if kind and kind not in kinds:
            raise UnknownChoice(
                f"no agency of the kind {kind!r}{near(kind, kinds) or '; there are ' + ', '.join(kinds)}"
            )
        found = con.execute(
            """
            WITH RECURSIVE inside AS (
                SELECT $2 AS division_id
                UNION SELECT d.division_id FROM division AS d JOIN inside AS i ON d.parent_id = i.division_id
            )
            SELECT DISTINCT r.agency_id FROM report AS r JOIN agency AS a USING (agency_id)
            WHERE ($1 = '' OR a.kind = $1)
                AND ($2 = '' OR a.division_id IN (FROM inside) OR a.division_id[:6] IN (FROM inside))
            ORDER BY 1
            """,
            [kind, division],
        ).fetchall()
        if not found:
            raise UnknownChoice(f"no report of an agency of kind {kind or 'any'} in division {division or 'any'}")
        return [row[0] for row in found]
    finally:
        con.close()


def series(path: Path, agencies: Sequence[str], concept: str, years: Sequence[int] = ()) -> pd.DataFrame:
    """Rows as `compare.across_years` gives them, agency (id) after agency, of `years` alone where given."""
    return within(agencies_across_years(path, agencies, concept), years)


def within(frame: pd.DataFrame, years: Sequence[int]) -> pd.DataFrame:
    """The rows of some years. Raises UnknownChoice where none is left."""
    if not years:
        return frame
    kept = frame[frame["report_year"].isin(list(years))].reset_index(drop=True)
    if kept.empty:
        raise UnknownChoice(f"no report for {min(years)} to {max(years)}")
    return kept


def draw_series(frame: pd.DataFrame, target: Path) -> Path:
    """A panel an agency, all over the same years; writes `target`.svg and .png, returns the PNG's path."""
    with _style():
        return _save(_figure(frame), target)


def _figure(frame: pd.DataFrame) -> Figure:
    missing: set[str] = set()
    agencies = list(dict.fromkeys(frame["agency_id"]))
    drawn = agencies[:MOST_PANELS]
    columns = min(4, len(drawn))
    rows = math.ceil(len(drawn) / columns)
    figure = Figure(figsize=(max(6.4, 3.3 * columns), 2.25 * rows + 1.5))
    FigureCanvasAgg(figure)
    span = (int(frame["report_year"].min()), int(frame["report_year"].max()))
    first = frame.iloc[0]
    for number, agency in enumerate(drawn):
        own = frame[frame["agency_id"] == agency]
        # the panel's title is the agency, the picture's the concept
        titled = own.assign(label_zh=own["agency_zh"], label_en=own["agency_id"], unit="")
        _one_series(figure.add_subplot(rows, columns, number + 1), titled, span, missing)
    title = drawable(f"{first['label_zh']}（{first['unit']}）  {span[0]}–{span[1]}", missing)
    note = "figures as printed; empty years: no report"
    if len(agencies) > len(drawn):
        note += f"; {len(agencies) - len(drawn)} more agencies are not drawn"
    _frame_in(figure, title, _legend_of_years(frame[frame["agency_id"].isin(drawn)]), missing, note)
    return figure
