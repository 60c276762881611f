"""What crawls saw of each list: the evidence on which it can be said that something was searched for and absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data.crawled import CrawlResult, ListEnd
from data.places import DATA
from warehouse.resolve import whose_names

_TEXT, _COUNT, _MOMENT = pa.string(), pa.int32(), pa.timestamp("us")
_LIKE = (
    "portal", "list_url", "parent_url", "column_zh", "agency_zh", "ended", "reason", "page_count", "row_count",
    "followed_count", "held_count", "failed_count", "refused_count", "not_understood_count", "first_listed_date",
    "last_listed_date",
)  # fmt: skip
_SEARCH = pa.schema(
    [
        *((name, _TEXT) for name in _LIKE[:7]), *((name, _COUNT) for name in _LIKE[7:14]),
        ("first_listed_date", pa.date32()), ("last_listed_date", pa.date32()), ("run", _TEXT), ("searched_at", _MOMENT),
        ("agency_id", _TEXT),
    ]
)  # fmt: skip
_KEY = ("portal", "list_url", "agency_zh", "ended")


def keep_searches(
    con: duckdb.DuckDBPyConnection, run: str, crawls: Sequence[CrawlResult], ended: Mapping[str, datetime | None],
    data: Path = DATA,
) -> int:  # fmt: skip
    """Keep the accounts of a run's crawls; how many lists were searched.

    A search that ended like the last of its kind only lengthens that row. ended: portal → end of its crawl, UTC; what
    is not newer than what is known of the portal is left out, so that a run may be told twice. Inside the caller's
    transaction.
    """
    known = dict(con.execute("SELECT portal, max(last_searched_at) FROM searched_list GROUP BY portal").fetchall())
    rows = []
    for crawl in crawls:
        moment = ended.get(crawl.portal)
        if moment is None or (crawl.portal in known and moment <= known[crawl.portal]):
            continue
        one_each = {(one.url, one.agency, one.ended): one for one in crawl.account}
        rows += [_row(run, crawl.portal, moment, one) for one in one_each.values()]
    if not rows:
        return 0
    whose = _ids(con, {(row["portal"], row["agency_zh"]) for row in rows if row["agency_zh"]}, data)
    for row in rows:
        row["agency_id"] = whose.get((row["portal"], row["agency_zh"]))
    con.register("search_rows", pa.Table.from_pylist(rows, _SEARCH))
    try:
        _merge(con)
    finally:
        con.unregister("search_rows")
    return len(rows)


def name_searches(con: duckdb.DuckDBPyConnection, data: Path = DATA) -> None:
    """Say anew whose the lists and enumerated agencies of earlier crawls are, by what is known of names now."""
    names = con.execute(
        "SELECT portal, agency_zh FROM searched_list WHERE agency_zh <> ''"
        " UNION SELECT portal, agency_zh FROM expected_agency"
    ).fetchall()
    whose = whose_names(con, names, data)
    table = pa.table(
        {
            "portal": pa.array([portal for portal, _ in whose], _TEXT),
            "agency_zh": pa.array([name for _, name in whose], _TEXT),
            "agency_id": pa.array(list(whose.values()), _TEXT),
        }
    )
    con.register("named", table)
    for kept in ("searched_list", "expected_agency"):
        con.execute(
            f"UPDATE {kept} SET agency_id = n.agency_id FROM named AS n"
            f" WHERE n.portal = {kept}.portal AND n.agency_zh = {kept}.agency_zh"
        )
    con.unregister("named")


def _row(run: str, portal: str, moment: datetime, one: ListEnd) -> dict[str, Any]:
    return {
        "portal": portal, "list_url": one.url, "parent_url": one.parent, "column_zh": one.column,
        "agency_zh": one.agency, "ended": one.ended, "reason": one.why, "page_count": one.pages,
        "row_count": one.seen, "followed_count": one.followed, "held_count": one.held, "failed_count": one.failed,
        "refused_count": one.refused, "not_understood_count": one.not_understood,
        "first_listed_date": _day(one.first_date), "last_listed_date": _day(one.last_date), "run": run,
        "searched_at": moment,
    }  # fmt: skip


def _day(text: str) -> date | None:
    """A printed day, None where it is none of the calendar (the 31st of June)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _ids(con: duckdb.DuckDBPyConnection, names: set[tuple[str, str]], data: Path) -> dict[tuple[str, str], str]:
    """(portal, name) → agency, as the enumerations of the portals have it; other names are looked up."""
    known = {
        (portal, name): agency
        for portal, name, agency in con.execute("SELECT portal, agency_zh, agency_id FROM expected_agency").fetchall()
    }
    return known | whose_names(con, sorted(names - known.keys()), data)


def _merge(con: duckdb.DuckDBPyConnection) -> None:
    """Rows that the searches lengthen are written again, longer; the others are new."""
    same_key = " AND ".join(f"s.{name} = n.{name}" for name in _KEY)
    alike = " AND ".join(f"s.{name} IS NOT DISTINCT FROM n.{name}" for name in _LIKE if name not in _KEY)
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE longer AS
        SELECT n.*, s.first_run, s.first_searched_at, s.search_count
        FROM search_rows AS n
        JOIN (
            SELECT * FROM searched_list
            QUALIFY row_number() OVER (PARTITION BY {", ".join(_KEY)} ORDER BY last_searched_at DESC) = 1
        ) AS s ON {same_key} AND {alike}
        """
    )
    con.execute(
        f"DELETE FROM searched_list WHERE ({', '.join(_KEY)}, first_run)"
        f" IN (SELECT ({', '.join(_KEY)}, first_run) FROM longer)"
    )
    con.execute(
        f"""
        INSERT INTO searched_list BY NAME
        SELECT {", ".join(f"n.{name}" for name in _LIKE)}, n.agency_id, coalesce(s.first_run, n.run) AS first_run,
            coalesce(s.first_searched_at, n.searched_at) AS first_searched_at, n.run AS last_run,
            n.searched_at AS last_searched_at, coalesce(s.search_count, 0) + 1 AS search_count
        FROM search_rows AS n
        LEFT JOIN longer AS s ON {same_key}
        """
    )
    con.execute("DROP TABLE longer")
