"""Parts and captures into the warehouse: once, twice, by a newer reader, in any order, and after a fault."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from warehouse_parts import SCHEMAS, applications, begun, capture, cell, reading, write_part

from warehouse.append import append
from warehouse.backlog import already_read, loaded_parts
from warehouse.db import connect_work, schema_digest
from warehouse.load import load
from warehouse.parts import COLUMNS

_TABLES = ("capture", "reading", "cell", "section", "issue", "finding", "report", "version", "version_capture", "load")


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = begun(tmp_path / "home")
    yield con
    con.close()


def _everything(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    return {name: con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in _TABLES}


def test_every_column_of_a_part_is_kept(con: duckdb.DuckDBPyConnection) -> None:
    for name in ("reading", "cell", "section", "issue", "finding"):
        kept = {row[0] for row in con.execute("SELECT column_name FROM (DESCRIBE FROM " + name + ")").fetchall()}
        head = set() if name in ("reading", "cell") else {"capture_id", "reader_version"}
        head |= {"telephone", "email"}  # of the contact person
        assert set(COLUMNS[name]) - head <= kept


def test_every_table_view_and_column_has_a_comment(con: duckdb.DuckDBPyConnection) -> None:
    bare = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
        " UNION ALL SELECT table_name, '' FROM duckdb_tables() WHERE comment IS NULL"
        " UNION ALL SELECT view_name, '' FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
    ).fetchall()
    assert bare == []


def test_load_keeps_figures_states_and_texts_as_given(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    cells = [
        cell("applications new total", "12"),
        cell("applications new business", ""),
        cell("applications new research", "/"),
        cell("applications new other_organisation", "约五"),
        cell("proactive fees amount", "0.270001", unit="万元"),
    ]
    part = write_part(tmp_path / "p1", [reading("a", "某县教育局", 2022, cells)])
    counts = load(con, [part], [capture("a")])
    assert (counts.captures, counts.readings, counts.cells, counts.reports) == (1, 1, 5, 1)
    rows = con.execute('SELECT "row", "column", value, state, raw_zh, unit FROM cell ORDER BY ALL').fetchall()
    assert rows == [
        ("fees", "amount", Decimal("0.270001"), "number", "0.270001", "万元"),
        ("new", "business", None, "blank", "", "件"),
        ("new", "other_organisation", None, "unreadable", "约五", "件"),
        ("new", "research", None, "nil", "/", "件"),
        ("new", "total", Decimal("12"), "number", "12", "件"),
    ]


def test_many_rows_after_none_in_one_transaction_are_kept(con: duckdb.DuckDBPyConnection) -> None:
    """DuckDB 1.5.5 loses them where plain inserts are used: 130,000 rows are more than a row group."""
    con.begin()
    con.execute("CREATE TEMP TABLE met (number INTEGER)")
    for count in (0, 130_000, 0, 5):
        append(con, "met", f"SELECT CAST(i AS INTEGER) AS number FROM range({count}) AS t(i)")
    con.commit()
    assert con.execute("SELECT count(*) FROM met").fetchone() == (130_005,)


def test_load_twice_changes_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    part = write_part(
        tmp_path / "p1",
        [
            reading(
                "a", "某县教育局", 2022, applications(), sections=[{"section": 1, "heading_zh": "一", "text_zh": "x"}]
            ),
            reading("b", "", None, outcome="not_a_report", reason="notice", issues=[{"code": "not_a_report"}]),
        ],
    )
    load(con, [part], [capture("a"), capture("b")])
    before = _everything(con)
    counts = load(con, [part], [capture("a"), capture("b")])
    assert _everything(con) == before
    assert (counts.captures, counts.readings, counts.cells, counts.readings_superseded) == (0, 0, 0, 2)
    assert loaded_parts(con) == {"p1"}


def test_newer_reader_replaces_and_older_does_not(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    old = write_part(tmp_path / "p1", [reading("a", "某县教育局", 2022, applications(new=10), reader_version="1.9.0")])
    new = write_part(tmp_path / "p2", [reading("a", "某县教育局", 2022, applications(new=11), reader_version="1.10.0")])
    load(con, [old], [capture("a")])
    counts = load(con, [new], [])
    assert (counts.readings, counts.readings_replaced) == (1, 1)
    load(con, [old], [])
    rows = con.execute("SELECT reader_version, value FROM cell WHERE \"row\" = 'new'").fetchall()
    assert rows == [("1.10.0", Decimal(11))]
    assert con.execute("SELECT count(*) FROM reading").fetchone() == (1,)
    assert already_read(con).capture_ids == {"a"} and already_read(con).versions == {"1.10.0"}


def test_order_of_parts_does_not_matter(tmp_path: Path) -> None:
    parts = [
        write_part(tmp_path / "p1", [reading("a", "某县教育局", 2022, applications(), reader_version="1.0")]),
        write_part(tmp_path / "p2", [reading("a", "某县教育局", 2022, applications(new=99), reader_version="2.0")]),
        write_part(tmp_path / "p3", [reading("b", "某县教育局", 2021, applications())]),
    ]
    seen = []
    for number, order in enumerate(([0, 1, 2], [2, 1, 0])):
        con = begun(tmp_path / f"home{number}")
        for index in order:
            load(con, [parts[index]], [capture("a"), capture("b")])
        seen.append(con.execute("SELECT * EXCLUDE (reading_id, cell_id) FROM panel ORDER BY ALL").fetchall())
        con.close()
    assert seen[0] == seen[1] and seen[0]


def test_a_reading_in_two_parts_counts_once(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    parts = [write_part(tmp_path / n, [reading("a", "某县教育局", 2022, applications())]) for n in ("p1", "p2")]
    counts = load(con, parts, [capture("a")])
    assert (counts.readings, counts.cells) == (1, 6)
    assert con.execute("SELECT count(*) FROM cell").fetchone() == (6,)


@pytest.mark.parametrize("fault", ["torn", "lacking", "cells_lost", "orphans", "float", "version"])
def test_a_part_that_is_not_whole_is_refused_and_the_others_loaded(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, fault: str
) -> None:
    good = write_part(tmp_path / "good", [reading("a", "某县教育局", 2022, applications())])
    version = "new" if fault == "version" else "1.0.0"
    bad = write_part(tmp_path / "bad", [reading("b", "某县民政局", 2022, applications(), reader_version=version)])
    cells = bad / "cell.parquet"
    if fault == "torn":
        cells.write_bytes(cells.read_bytes()[:-20])
    elif fault == "lacking":
        (bad / "finding.parquet").unlink()
    elif fault == "cells_lost":
        pq.write_table(pq.read_table(cells).slice(0, 2), cells)
    elif fault == "float":
        table = pq.read_table(cells)
        place = table.schema.get_field_index("value")
        pq.write_table(table.set_column(place, "value", table["value"].cast("float64")), cells)
    elif fault == "orphans":
        row = {"capture_id": "c", "reader_version": "1.0.0", "code": "x"}
        pq.write_table(
            SCHEMAS["issue"].empty_table().from_pylist([row], schema=SCHEMAS["issue"]), bad / "issue.parquet"
        )
    counts = load(con, [good, bad], [capture("a"), capture("b")])
    assert [part.part for part in counts.refused] == ["bad"]
    assert "bad" in counts.refused[0].message
    assert con.execute("SELECT DISTINCT capture_id FROM cell").fetchall() == [("a",)]
    assert loaded_parts(con) == {"good"}


def test_a_part_that_fails_leaves_what_was_held_as_it_was(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load(con, [write_part(tmp_path / "p1", [reading("a", "某县教育局", 2022, applications())])], [capture("a")])
    before = _everything(con)
    bad = reading("b", "某县民政局", 2022, [cell("applications new total", "1") | {"state": "guessed"}])
    counts = load(con, [write_part(tmp_path / "p2", [bad])], [capture("b")])
    assert [part.part for part in counts.refused] == ["p2"]
    after = _everything(con)
    assert len(after.pop("capture")) == len(before.pop("capture")) + 1  # its document waits to be read
    assert after == before


def test_capture_seen_again_keeps_its_bytes_and_moves_its_last_sighting(con: duckdb.DuckDBPyConnection) -> None:
    again = capture("a", fetched_at="2026-02-01T02:00:00Z", is_repeat=True, warc_offset=999)
    for rows in ([capture("a"), again], [again], [capture("a")]):
        load(con, [], rows)
    got = con.execute("SELECT warc_offset, fetched_at::VARCHAR, last_seen_at::VARCHAR FROM capture").fetchall()
    assert got == [(0, "2026-01-20 02:00:00", "2026-02-01 02:00:00")]


def test_views_are_made_anew_where_the_file_has_those_of_another_version(tmp_path: Path) -> None:
    con = begun(tmp_path)
    said = con.execute(
        "SELECT comment FROM duckdb_views() WHERE view_name = 'panel' AND schema_name = 'internal'"
    ).fetchall()
    con.execute("COMMENT ON VIEW panel IS 'as it was'")
    con.close()
    for is_other, expected in ((False, [("as it was",)]), (True, said)):
        if is_other:
            con = connect_work(tmp_path)
            con.execute(f"COMMENT ON TABLE load IS 'Parts. Schema {schema_digest()}, views 000000000000 of DuckDB 1.'")
            con.close()
        con = connect_work(tmp_path)
        assert (
            con.execute(
                "SELECT comment FROM duckdb_views() WHERE view_name = 'panel' AND schema_name = 'internal'"
            ).fetchall()
            == expected
        )
        con.close()


def test_warehouse_of_another_schema_is_put_aside(tmp_path: Path) -> None:
    con = connect_work(tmp_path)
    load(con, [], [capture("a")])
    con.execute("COMMENT ON TABLE load IS 'Schema 000000000000.'")
    con.close()
    con = connect_work(tmp_path)
    assert con.execute("SELECT count(*) FROM capture").fetchone() == (0,)
    con.close()
    assert (tmp_path / "warehouse" / "work.duckdb.old").is_file()
    con = connect_work(tmp_path)
    load(con, [], [capture("a")])
    con.close()
    con = connect_work(tmp_path)
    assert con.execute("SELECT count(*) FROM capture").fetchone() == (1,)
    con.close()
