"""Missing years are found by the years beside them and by bodies alike; what never was is none."""

import random
from pathlib import Path

from warehouse_parts import applications, begun, capture, reading, write_part

from warehouse.load import load

_YEARS = range(2010, 2024)


def test_planted_holes_are_found_and_nothing_else(tmp_path: Path) -> None:
    """Bodies begin in different years; within their years, holes are planted, some of them in the last year."""
    chance = random.Random(7)
    con = begun(tmp_path / "home")
    names = con.execute(
        "SELECT c.name_zh || d.name_zh || '教育局' FROM division AS d JOIN division AS c ON c.division_id = d.parent_id"
        " WHERE d.level = 'county' AND d.code LIKE '32%' AND coalesce(d.first_year, 0) < 2008 AND d.last_year IS NULL"
        " ORDER BY d.code LIMIT 60"
    ).fetchall()
    assert len(names) > 40
    planted, readings, rows, held = set(), [], [], set()
    for number, (name,) in enumerate(names):
        first = chance.choice((2010, 2010, 2012, 2016))
        for year in range(first, _YEARS.stop):
            is_inner = first < year < _YEARS.stop - 1
            if (is_inner and chance.random() < 0.1) or (year == _YEARS.stop - 1 and number % 20 == 0):
                planted.add((name, year))
                continue
            key = f"{number}-{year}"
            held.add((name, year))
            readings.append(reading(key, name, year, applications()))
            rows.append(capture(key, fetched_at=f"{year + 1}-04-20T02:00:00Z"))
    load(con, [write_part(tmp_path / "p", readings)], rows)
    of = dict(con.execute("SELECT DISTINCT r.agency_zh, r.agency_id FROM reading AS r").fetchall())
    wanted = {(of[name], year) for name, year in planted}
    # a last year whose year before is planted too has no neighbour that speaks for it
    open_end = {(a, y) for a, y in wanted if y == _YEARS.stop - 1 and (a, y - 1) in wanted}
    found = set(con.execute("SELECT agency_id, report_year FROM holes WHERE report_year < 2024").fetchall())
    con.close()
    assert len(wanted) > 50
    assert len(found & wanted) >= 0.99 * len(wanted - open_end)
    assert len(found - wanted) <= (len(held) + len(wanted)) / 1000
