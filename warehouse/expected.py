"""The agencies that portals enumerate themselves, so that one which publishes nothing is missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import duckdb

from data.crawled import CrawlResult
from data.places import DATA
from warehouse.resolve import whose_names


def keep_expected(
    con: duckdb.DuckDBPyConnection, crawls: Iterable[CrawlResult], ended: Mapping[str, datetime | None],
    data: Path = DATA,
) -> int:  # fmt: skip
    """Keep what completed crawls name, in place of what the portal named before; an incomplete one only adds to it.

    ended: portal → end of its crawl, UTC. Inside the caller's transaction. Returns how many agencies were named.
    """
    named: dict[tuple[str, str], tuple[str, int, bool | None]] = {}
    for crawl in crawls:
        if crawl.outcome not in ("completed", "incomplete") or not crawl.agencies_expected:
            continue
        agencies = [entry.agency for entry in crawl.agencies_expected]
        if crawl.outcome == "incomplete":
            con.execute(
                "DELETE FROM expected_agency WHERE portal = ? AND list_contains(?, agency_zh)", [crawl.portal, agencies]
            )
        else:
            con.execute("DELETE FROM expected_agency WHERE portal = ?", [crawl.portal])
            named = {key: value for key, value in named.items() if key[0] != crawl.portal}
        for entry in crawl.agencies_expected:
            if entry.agency:
                named[crawl.portal, entry.agency] = (entry.key, entry.documents, entry.met)
    whose = whose_names(con, named, data)
    rows = [
        (portal, agency, whose[portal, agency], source, documents, ended.get(portal), is_met)
        for (portal, agency), (source, documents, is_met) in named.items()
    ]
    if rows:
        con.executemany("INSERT INTO expected_agency VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return len(rows)
