"""Printed names to agencies: exact names of the register first, then division and body by rule, else unresolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from data.bodies import Body
from data.gazetteer import NATION, ZONE, Gazetteer, Meaning, read_gazetteer
from warehouse.places import SQL

_TEXT = ("agency_id", "name_zh", "kind", "level", "division_code", "parent_id", "successor_id", "note", "division_id")
_AGENCY = pa.schema([*((n, pa.string()) for n in _TEXT), ("first_year", pa.int32()), ("last_year", pa.int32())])
_RULE = pa.schema(
    [("name_key", pa.string()), ("report_year", pa.int32()), ("portal", pa.string())]
    + [(n, pa.string()) for n in ("agency_id", "division_id", "body", "rest_zh")]
)
# A government, and what a township has in its place.
ZONE_KIND = "zone_committee"
TOWNSHIP_NOTE = "By today's list of townships, which has no history: years, earlier names and mergers are not known"
GOVERNMENT, BELOW_COUNTY = "government", ("subdistrict", "township")


@dataclass(frozen=True)
class _Rule:
    """A printed name with what the rule makes of it."""

    name_key: str
    report_year: int
    portal: str
    meaning: Meaning


class _Ids:
    """Agency ids by division and body: the register's where one of its names says the same by rule."""

    def __init__(self, gazetteer: Gazetteer, registered: Iterable[tuple[str, str, int | None]]) -> None:
        self.known: dict[tuple[str, str], str] = {}
        for agency_id, name, year in registered:
            meaning = gazetteer.one(name, year or 2024, agency_id[:6])
            if meaning:
                self.known.setdefault((meaning.division_id, meaning.body), agency_id)

    def of(self, division_id: str, body: str) -> str:
        return self.known.get((division_id, body), f"{division_id}-{body}")


def resolve_names(con: duckdb.DuckDBPyConnection, data: Path) -> int:
    """Add the new names of asked_reading to resolved_name, and the bodies found by rule to agency.

    Inside the caller's transaction; needs the tables of knowledge, captures and readings. Leaves the agencies whose row
    changed in the temporary table renamed_agency. Returns how many of the names (by year and portal) stay unresolved.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE renamed_agency (agency_id VARCHAR)")
    con.execute("UPDATE agency SET basis = 'register' WHERE coalesce(basis, '') = ''")
    con.execute((SQL / "derive" / "resolved_name.sql").read_text(encoding="utf-8"))
    open_names = con.execute(
        """
        SELECT n.name_key, n.report_year, n.portal, coalesce(p.division, '')
        FROM resolved_name AS n
        SEMI JOIN new_name USING (name_key, report_year, portal)
        LEFT JOIN portal AS p USING (portal)
        WHERE n.agency_id IS NULL AND n.basis IS NULL
        ORDER BY ALL
        """
    ).fetchall()
    gazetteer = _gazetteer(data)
    if not gazetteer.divisions:
        return len(open_names)
    con.execute(
        "UPDATE agency SET division_id = d.division_id FROM division AS d"
        " WHERE d.code = agency.division_code AND d.last_year IS NULL AND coalesce(agency.division_id, '') = ''"
    )
    if not open_names:
        return 0
    registered = con.execute(
        "SELECT agency_id, name_key(name_zh), last_year FROM agency WHERE basis = 'register' ORDER BY 1"
    ).fetchall()
    ids = _Ids(gazetteer, registered)
    found = [
        _Rule(name, year, portal, meaning)
        for name, year, portal, division in open_names
        if (meaning := gazetteer.one(name, year, division)) is not None
    ]
    _write(con, gazetteer, ids, found)
    return len(open_names) - len(found)


def whose_names(
    con: duckdb.DuckDBPyConnection, names: Iterable[tuple[str, str]], data: Path
) -> dict[tuple[str, str], str]:
    """(portal, name) → agency id, for names that stand on no report: as they are understood this year."""
    year = datetime.now(UTC).year
    division = dict(con.execute("SELECT portal, coalesce(division, '') FROM portal").fetchall())
    exact: dict[str, set[str]] = {}
    for agency_id, key in con.execute(
        "SELECT agency_id, name_key(name_zh) FROM agency_name WHERE coalesce(last_year, 9999) >= ?"
        " UNION SELECT agency_id, name_key(name_zh) FROM agency WHERE basis = 'register'"
        " AND coalesce(last_year, 9999) >= ?",
        [year, year],
    ).fetchall():
        exact.setdefault(key, set()).add(agency_id)
    registered = con.execute(
        "SELECT agency_id, name_key(name_zh), last_year FROM agency WHERE basis = 'register' ORDER BY 1"
    ).fetchall()
    gazetteer = _gazetteer(data)
    ids = _Ids(gazetteer, registered) if gazetteer.divisions else None
    found = {}
    for portal, name in names:
        (key,) = con.execute("SELECT name_key(?)", [name]).fetchone() or ("",)
        same = exact.get(key, set())
        meaning = gazetteer.one(key, year, division.get(portal, "")) if ids and not same else None
        if len(same) == 1:
            found[portal, name] = next(iter(same))
        else:
            found[portal, name] = ids.of(meaning.division_id, meaning.body) if ids and meaning else f"unresolved:{key}"
    return found


def _write(con: duckdb.DuckDBPyConnection, gazetteer: Gazetteer, ids: _Ids, found: list[_Rule]) -> None:
    if not found:
        return
    rows = [
        {
            "name_key": rule.name_key, "report_year": rule.report_year, "portal": rule.portal,
            "agency_id": ids.of(rule.meaning.division_id, rule.meaning.body),
            "division_id": rule.meaning.division_id, "body": rule.meaning.body, "rest_zh": rule.meaning.rest_zh,
        }
        for rule in found
    ]  # fmt: skip
    con.register("by_rule", pa.Table.from_pylist(rows, schema=_RULE))
    con.execute(
        """
        UPDATE resolved_name AS n
        SET agency_id = r.agency_id, basis = 'rule', division_id = r.division_id, body = r.body, rest_zh = r.rest_zh
        FROM by_rule AS r
        WHERE r.name_key = n.name_key AND r.report_year = n.report_year AND r.portal = n.portal
        """
    )
    # Names met before this load count too: the order in which reports come in must not show in the result.
    rules = con.execute(
        """
        SELECT DISTINCT n.name_key, n.report_year, n.division_id, n.body, n.rest_zh
        FROM resolved_name AS n SEMI JOIN by_rule AS r ON r.division_id = n.division_id AND r.body = n.body
        WHERE n.basis = 'rule'
        """
    ).fetchall()
    con.unregister("by_rule")
    known = {row[0] for row in con.execute("SELECT agency_id FROM agency WHERE basis = 'register'").fetchall()}
    kinds = dict(con.execute("SELECT kind, words FROM agency_kind").fetchall())
    # the name that the newest report prints is the agency's; between equals the first in the alphabet
    newest: dict[tuple[str, str], Meaning] = {}
    for _, _, division_id, body, rest in sorted(rules, key=lambda r: (-r[1], r[0])):
        newest.setdefault((division_id, body), Meaning(division_id, body, rest, is_bare=False))
    agencies = [
        _agency(gazetteer, ids, meaning, kinds)
        for place, meaning in sorted(newest.items())
        if ids.of(*place) not in known
    ]
    if not agencies:
        return
    con.register("found_agency", pa.Table.from_pylist(agencies, schema=_AGENCY))
    con.execute(
        """
        INSERT INTO renamed_agency
        SELECT a.agency_id FROM agency AS a JOIN found_agency AS f USING (agency_id) WHERE a.name_zh <> f.name_zh
        """
    )
    con.execute("DELETE FROM agency WHERE basis = 'rule' AND agency_id IN (SELECT agency_id FROM found_agency)")
    con.execute("INSERT INTO agency BY NAME SELECT *, 'rule' AS basis FROM found_agency")
    con.unregister("found_agency")


def _agency(gazetteer: Gazetteer, ids: _Ids, meaning: Meaning, kinds: dict[str, str]) -> dict[str, str | int | None]:
    division_id = meaning.division_id
    body = _body(gazetteer, meaning)
    level = gazetteer.level(division_id)
    place = gazetteer.full_name(division_id)
    kind, rest = body.kind, meaning.rest_zh
    if level == "township":
        kind = next((k for k in BELOW_COUNTY if any(w in place for w in (kinds.get(k) or "").split("|") if w)), kind)
    elif not rest:
        rest = next(name for name in body.names if name)
    code = division_id if level in ("township", "nation") else gazetteer.newest[division_id].code
    parent: str | None
    if division_id == NATION:
        parent = None
    elif meaning.body == GOVERNMENT:
        above = gazetteer.above(division_id)
        parent = ids.of(above[0], GOVERNMENT) if above else None
    else:
        parent = ids.of(division_id, GOVERNMENT)
    return {
        "agency_id": ids.of(division_id, meaning.body), "name_zh": place + rest, "kind": kind, "level": level,
        "division_code": code, "parent_id": parent,
        "successor_id": ids.of(division_id, body.successor) if body.successor else None,
        "note": TOWNSHIP_NOTE if level == "township" else None, "division_id": division_id,
        "first_year": body.first_year, "last_year": body.last_year,
    }  # fmt: skip


def _body(gazetteer: Gazetteer, meaning: Meaning) -> Body:
    if meaning.body.startswith(ZONE):
        return Body(meaning.body, ZONE_KIND, (meaning.rest_zh,), (), None, None, "", "")
    return next(body for body in gazetteer.bodies if body.body == meaning.body)


def _gazetteer(data: Path) -> Gazetteer:
    files = [data / "agencies" / name for name in ("divisions.csv", "bodies.csv", "zones.csv", "townships.csv.gz")]
    return _read(data, tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in files))


@lru_cache(maxsize=2)
def _read(data: Path, changed: tuple[int, ...]) -> Gazetteer:
    return read_gazetteer(data)
