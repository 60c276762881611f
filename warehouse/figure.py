"""One figure by agency, year, table, row and column: where it was read, and in what capture."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from data.captures import Capture
from warehouse.compare import UnknownChoice, find_agency, near
from warehouse.published import connect

_KEYS = ("table", "row", "column")


@dataclass(frozen=True)
class Figure:
    """A row of the view lineage with the capture that it was read from; what was not printed is None.

    bundle: of a document in a bundle, the capture of the bundle, which the archive holds. pages: of an article that
    runs over pages, the captures of all of them; its own is then that of the figure's page.
    """

    agency_zh: str
    report_year: int
    form: str
    table: str
    row: str
    column: str
    value: Decimal | None
    unit: str | None
    state: str
    raw_zh: str | None
    row_label_zh: str | None
    column_label_zh: str | None
    table_index: int
    row_index: int
    column_index: int
    page: int | None
    media: str
    url: str | None
    capture_id: str
    capture: Capture
    bundle: Capture | None = None
    pages: tuple[Capture, ...] = ()


def find_figure(path: Path, agency: str, year: int, table: str, row: str, column: str, version: int = 0) -> Figure:
    """The figure of the current version unless one is given.

    Raises UnknownChoice, which names what comes near.
    """
    con = connect(path)
    try:
        agency_id, _ = find_agency(con, agency)
        chosen = "version_number = ?" if version else "is_current AND ? = 0"
        where = f"agency_id = ? AND report_year = ? AND {chosen}"
        given = [agency_id, year, version]
        rows = _rows(
            con, f'SELECT * FROM lineage WHERE {where} AND "table" = ? AND "row" = ? AND "column" = ?',
            [*given, table, row, column],
        )  # fmt: skip
        if not rows:
            raise UnknownChoice(_what_there_is(con, agency, agency_id, where, given, (table, row, column)))
        found = rows[0]
        captures = _rows(con, "SELECT * FROM capture WHERE capture_id = ?", [found["capture_id"]])
        if not captures:
            raise UnknownChoice(f"capture {found['capture_id']} of this figure is not in the file")
        bundles = _rows(
            con,
            "SELECT b.* FROM capture AS m JOIN capture AS b ON b.url = m.parent_url AND b.warc_file = m.warc_file"
            " AND b.warc_offset = m.warc_offset WHERE m.capture_id = ? AND m.kind = 'member' AND b.kind <> 'member'",
            [found["capture_id"]],
        )
        pages = _rows(
            con,
            "SELECT c.* FROM reading AS r JOIN article_page AS p USING (capture_id)"
            " JOIN capture AS c ON c.capture_id = p.page_capture_id WHERE r.reading_id = ? ORDER BY p.page",
            [found["reading_id"]],
        )
        own = {one.name: found[one.name] for one in fields(Figure) if one.name in found}
        whole, *inside = [_capture(row) for row in (captures[0], *bundles[:1])]
        return Figure(**own, capture=whole, bundle=next(iter(inside), None), pages=tuple(map(_capture, pages)))
    finally:
        con.close()


def _capture(row: dict[str, Any]) -> Capture:
    values: dict[str, Any] = {
        one.name: "" if row.get(one.name) is None else _plain(row[one.name]) for one in fields(Capture)
    }
    return Capture(**{**values, "is_repeat": False})


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds") + "Z"
    return value.isoformat() if isinstance(value, dt.date) else value


def _rows(con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any]) -> list[dict[str, Any]]:
    result = con.execute(sql, parameters)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _what_there_is(
    con: duckdb.DuckDBPyConnection, agency: str, agency_id: str, where: str, given: list[Any], asked: tuple[str, ...]
) -> str:
    of_agency = "SELECT DISTINCT report_year FROM report WHERE agency_id = ? ORDER BY 1"
    years = con.execute(of_agency, [agency_id]).fetchall()
    if (given[1],) not in years:
        return f"no report of {agency} for {given[1]}; there are {', '.join(str(year) for (year,) in years)}"
    condition, parameters = where, list(given)
    for name, value in zip(_KEYS, asked, strict=True):
        known = [
            str(found)
            for (found,) in con.execute(
                f'SELECT DISTINCT "{name}" FROM lineage WHERE {condition} ORDER BY 1', parameters
            ).fetchall()
        ]
        if value not in known:
            return f"no {name} {value!r} in this report{near(value, known) or '; it has ' + ', '.join(known[:40])}"
        condition, parameters = f'{condition} AND "{name}" = ?', [*parameters, value]
    return f"no cell {' '.join(asked)} in this report"
