"""What a person sees who opens the published file: some views, ids that lead to one row, the rest inside."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from sample_home import sample_home
from warehouse_parts import applications, begun, capture, reading, write_part

from warehouse.diff import diff
from warehouse.load import load
from warehouse.publish import publish
from warehouse.query import run
from warehouse.shown import INNER, MAIN, shown

# Column of a view for people → the view and its column that it leads to.
LEADS = {
    "report_id": ("report", "report_id"), "report_before": ("report", "report_id"), "cell_id": ("lineage", "cell_id"),
    "agency_id": ("agency", "agency_id"), "concept": ("concept", "concept"),
    "place_id": ("place", "place_id"),
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory) / "warehouse" / "nianbao.duckdb"


@pytest.fixture(scope="module")
def con(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(str(path), read_only=True)
    yield con
    con.close()


def _columns(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str]]:
    return con.execute(
        "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE schema_name = 'main'"
        " AND NOT internal"
    ).fetchall()


def test_main_holds_the_declared_views_and_macros_and_the_rest_lies_inside(
    con: duckdb.DuckDBPyConnection,
) -> None:
    views = con.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal").fetchall()
    assert {name for (name,) in views} == {view.name for view in shown()}
    assert len(views) <= 18
    macros = con.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE schema_name = 'main' AND NOT internal"
    ).fetchall()
    assert {name for (name,) in macros} == {
        "series", "peers", "division_bodies", "total", "rate", "as_of", "first_published", "unrestored",
    }  # fmt: skip
    schemas = con.execute("SELECT DISTINCT schema_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    assert schemas == [(INNER,)]


def test_the_views_list_themselves_with_their_key_and_an_example(con: duckdb.DuckDBPyConnection) -> None:
    said = con.execute(
        "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
    ).fetchall()
    assert [name for name, comment in said if "Key: " not in comment or "Example: " not in comment] == []
    assert [(view, name) for view, name, _, comment in _columns(con) if not comment] == []


def test_every_id_leads_to_one_row(con: duckdb.DuckDBPyConnection) -> None:
    for view, column, _, _ in _columns(con):
        if column in LEADS and view != LEADS[column][0]:
            target, key = LEADS[column]
            lost = con.execute(
                f"SELECT count(*) FROM {view} AS v WHERE v.{column} IS NOT NULL"
                f" AND (SELECT count(*) FROM {target} AS t WHERE t.{key} = v.{column}) <> 1"
            ).fetchone()
            # a report in words has no tables, and what only a portal names has no report
            assert lost == (0,), (view, column)
    joined = con.execute("SELECT count(*) FROM panel JOIN lineage USING (cell_id)").fetchone()
    assert joined == con.execute("SELECT count(*) FROM panel WHERE NOT is_summed").fetchone()


def test_nothing_in_main_is_a_list(con: duckdb.DuckDBPyConnection) -> None:
    assert [one[:3] for one in _columns(con) if "[]" in one[2] or one[2].startswith(("STRUCT", "MAP"))] == []


def test_the_current_release_is_one_row_whatever_was_published_before(tmp_path: Path) -> None:
    home = begun(tmp_path)
    for number, year in enumerate((2021, 2022)):
        cells = applications(new=12 + number)
        load(
            home,
            [write_part(tmp_path / f"{year}", [reading(str(year), "沭阳县教育局", year, cells)])],
            [capture(str(year))],
        )
        path = publish(home, tmp_path)
    home.close()
    assert run(path, "SELECT count(*) AS n FROM internal.release")["n"].tolist() == [2]
    assert run(path, "SELECT reports FROM current_release")["reports"].tolist() == [2]


def test_a_careless_sum_over_lineage_takes_each_figure_once(con: duckdb.DuckDBPyConnection) -> None:
    of_lineage = con.execute(
        """SELECT sum(value) FROM lineage WHERE "table" = 'applications' AND "row" = 'new' AND "column" = 'total'"""
    ).fetchone()
    of_panel = con.execute(
        "SELECT sum(value) FROM panel WHERE concept = 'applications_received' AND form <> 'fujian'"
    ).fetchone()
    assert of_lineage == of_panel


def test_another_database_attaches_the_file_and_asks_its_views(path: Path) -> None:
    con = duckdb.connect()
    con.execute(f"ATTACH '{path}' AS n (READ_ONLY)")
    for view in shown():
        con.execute(f"SELECT * FROM n.{view.name} LIMIT 1").fetchall()
    con.close()


def test_a_file_of_before_there_were_two_schemas_is_compared_and_asked(path: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    con = duckdb.connect(str(old))
    con.execute(f"ATTACH '{path}' AS n (READ_ONLY)")
    for table in ("report", "cell_fact", "cell_key", "release"):
        con.execute(f"CREATE TABLE main.{table} AS SELECT * FROM n.{INNER}.{table}")
    con.close()
    again = Path(shutil.copy(old, tmp_path / "again.duckdb"))
    for before, after in ((old, path), (path, old), (old, again)):
        found = diff(before, after)
        assert found.reports.empty and found.figures.empty
    assert run(old, "SELECT count(*) AS n FROM report")["n"].tolist() == [18]
    assert MAIN == "main"
