"""The panel of an earlier day: equal to what the warehouse said then, or said to be not restored."""

import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from sample_home import sample_home
from warehouse_parts import applications, begun, capture, reading, write_part

from warehouse.load import load
from warehouse.shown import look_inside

_COLUMNS = (
    'agency_id, report_year, form, concept, value, value_or_zero, basis, state, "table", "row", raw_zh, version_id'
)


def _night(day: int) -> str:
    return f"2026-03-{day:02}T02:00:00Z"


def test_the_sample_before_its_revision(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = sample_home(tmp_path_factory) / "warehouse" / "nianbao.duckdb"
    con = look_inside(duckdb.connect(str(path), read_only=True))
    asked = (
        "SELECT value, is_current, is_restored FROM {} WHERE agency_id = '350128-zone' AND report_year = 2023"
        " AND concept = 'applications_received'"
    )
    assert con.execute(asked.format("as_of(DATE '2026-03-01')")).fetchall() == [(Decimal(18), False, True)]
    assert con.execute(asked.format("as_of(DATE '2026-03-20')")).fetchall() == [(Decimal(81), True, True)]
    first = con.execute(asked.replace("is_restored", "false").format("first_published()")).fetchall()
    assert first == [(Decimal(18), False, False)]
    assert con.execute("SELECT count(*) FROM as_of('2026-01-31')").fetchone() == (0,)
    today = con.execute(f"SELECT {_COLUMNS} FROM panel EXCEPT SELECT {_COLUMNS} FROM as_of('2100-01-01')").fetchall()
    assert today == []
    assert con.execute("SELECT count(*) FROM as_of('2100-01-01')").fetchone() == con.sql(
        "SELECT count(*) FROM panel"
    ).fetchone()  # fmt: skip
    con.close()


@pytest.mark.parametrize("seed", range(3))
def test_each_day_is_as_its_own_warehouse_said_it(tmp_path: Path, seed: int) -> None:
    """Pages that change, change back and vanish, files beside them, two sites with one report."""
    chance = random.Random(seed)
    con = begun(tmp_path / "home")
    said, shown, known = {}, defaultdict(int), set()
    for day in range(1, 9):
        readings, rows = [], []
        for body in range(8):
            for place in range(1 + body % 3):
                if chance.random() < 0.35:
                    shown[body, place] = chance.randrange(4)
                name, url = f"{body}-{place}-{shown[body, place]}", f"http://county.example/{body}/{place}"
                if day < place + body % 2 or chance.random() < 0.2:
                    continue
                is_file = place == 2
                rows.append(
                    capture(
                        name, url, kind="file" if is_file else "page", fetched_at=_night(day), is_repeat=name in known,
                        parent_url=f"http://county.example/{body}/0" if is_file else "",
                    )
                )  # fmt: skip
                if name not in known:
                    table = applications(new=10 + shown[body, place])
                    readings.append(reading(name, f"沭阳县第{body}局", 2021, table, media="pdf" if is_file else "html"))
                    known.add(name)
        load(con, [write_part(tmp_path / f"part{day}", readings)] if readings else [], rows)
        said[day] = set(con.execute(f"SELECT {_COLUMNS} FROM panel").fetchall())
    restored = 0
    for day, wanted in said.items():
        at = f"DATE '2026-03-{day:02}'"
        got = set(con.execute(f"SELECT {_COLUMNS} FROM as_of({at})").fetchall())
        doubtful = set(con.execute(f"SELECT agency_id FROM unrestored({at})").fetchall())
        assert {row[0] for row in got ^ wanted} <= {agency for (agency,) in doubtful}, day
        restored += len({row[0] for row in wanted} - {agency for (agency,) in doubtful})
    assert restored > 12
    con.close()


def test_what_a_day_had_and_is_not_kept_is_listed(tmp_path: Path) -> None:
    con = begun(tmp_path / "home")
    part = write_part(tmp_path / "p", [
        reading("a", "沭阳县教育局", 2021, applications(new=12)),
        reading("b", "沭阳县教育局", 2021, applications(new=13)),
        reading("c", "沭阳县财政局", 2021, applications()), reading("d", "沭阳县民政局", 2021, applications()),
    ])  # fmt: skip
    url = "http://county.example/x"
    load(con, [part], [
        capture("a", url, fetched_at=_night(1)), capture("b", url, fetched_at=_night(3)),
        capture("a", url, fetched_at=_night(5), is_repeat=True),
        capture("c", obtained_by="archive", fetched_at=_night(1)),
        capture("d", fetched_at=_night(1)),
    ])  # fmt: skip
    asked = "SELECT reason FROM unrestored(DATE '2026-03-{:02}') ORDER BY 1"
    assert con.execute(asked.format(4)).fetchall() == [("brought_in",), ("seen_between",)]
    assert con.execute(asked.format(6)).fetchall() == [("brought_in",)]
    kept = "SELECT DISTINCT agency_zh[-3:], is_restored FROM as_of(DATE '2026-03-04') ORDER BY 1"
    assert con.execute(kept).fetchall() == [("教育局", False), ("民政局", True), ("财政局", False)]
    con.close()
