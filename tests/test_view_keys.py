"""Each view's comment states its key; no two rows share it, and a join by it multiplies nothing."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from sample_home import sample_home
from warehouse_parts import applications, begun, capture, reading, write_part

from warehouse.load import load
from warehouse.shown import look_inside

_KEY = re.compile(r"\bKey: (?P<columns>\w+(?:, \w+)*)\.")


def view_keys(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """View → the columns that its comment names as its key.

    Raises ValueError, which names the file of a view without.
    """
    asked = (
        "SELECT v.view_name, coalesce(v.comment, ''), (SELECT list(c.column_name) FROM duckdb_columns() AS c"
        " WHERE c.schema_name = v.schema_name AND c.table_name = v.view_name)"
        " FROM duckdb_views() AS v WHERE v.schema_name = 'internal' AND v.database_name = current_database() ORDER BY 1"
    )  # fmt: skip
    keys = {}
    for view, comment, columns in con.execute(asked).fetchall():
        found = _KEY.search(comment)
        if not found:
            raise ValueError(
                f"warehouse/views/{view}.sql: the comment on the view states no key (Key: column, column.)"
            )
        keys[view] = tuple(found["columns"].split(", "))
        if unknown := set(keys[view]) - set(columns):
            raise ValueError(
                f"warehouse/views/{view}.sql: its key names no columns of it: {', '.join(sorted(unknown))}"
            )
    return keys


def shared_keys(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Views with two rows of one key."""
    wrong = []
    for view, key in view_keys(con).items():
        columns = ", ".join(f'"{column}"' for column in key)
        if con.execute(f'SELECT 1 FROM "{view}" GROUP BY {columns} HAVING count(*) > 1 LIMIT 1').fetchall():
            wrong.append(view)
    return wrong


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory) / "warehouse" / "nianbao.duckdb"


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    shutil.copyfile(published, tmp_path / "copy.duckdb")
    con = look_inside(duckdb.connect(str(tmp_path / "copy.duckdb")))
    yield con
    con.close()


def test_no_two_rows_share_a_key_and_planted_doubles_are_seen(copy: duckdb.DuckDBPyConnection) -> None:
    assert shared_keys(copy) == []
    copy.execute("INSERT INTO report SELECT * FROM report WHERE agency_id = '350128-zone' AND report_year = 2024")
    doubled = {"panel", "outcomes", "requests", "rates", "coverage", "timeliness", "year_over_year", "lineage"}
    # the views that group by report have each row once still
    assert doubled - set(shared_keys(copy)) <= {"requests", "rates"}


def test_a_report_on_two_sites_and_revised_stands_once_by_its_key(tmp_path: Path) -> None:
    con = begun(tmp_path / "home")
    readings = [
        reading("a", "沭阳县教育局", 2021, applications()), reading("b", "沭阳县教育局", 2021, applications()),
        reading("c", "沭阳县教育局", 2021, applications(new=13)), reading("d", "沭阳县教育局", 2022, applications()),
    ]  # fmt: skip
    rows = [capture(name, fetched_at=f"2026-0{n + 1}-01T00:00:00Z") for n, name in enumerate("abcd")]
    load(con, [write_part(tmp_path / "p", readings)], rows)
    assert con.execute("SELECT count(*) FROM revisions").fetchone() != (0,)
    assert shared_keys(con) == []
    con.close()


def test_a_view_without_a_key_is_refused_by_the_name_of_its_file(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("COMMENT ON VIEW rates IS 'Rates.'")
    with pytest.raises(ValueError, match=r"warehouse/views/rates\.sql: .* no key"):
        view_keys(copy)
    copy.execute("COMMENT ON VIEW rates IS 'Rates. Key: agency_id, year.'")
    with pytest.raises(ValueError, match=r"warehouse/views/rates\.sql: .* year"):
        view_keys(copy)


def test_figures_lead_to_their_cell_and_to_nothing_else(copy: duckdb.DuckDBPyConnection) -> None:
    joined = copy.execute(
        """
        SELECT count(*), count(DISTINCT (p.agency_id, p.report_year, p.form, p.concept)) FROM panel AS p
        JOIN lineage AS l USING (reading_id, form, "table", "row", "column")
        WHERE NOT p.is_summed AND l.is_current
        """
    ).fetchone()
    printed = copy.execute("SELECT count(*) FROM panel WHERE NOT is_summed").fetchone()
    assert joined and printed and joined[0] == joined[1] == printed[0]
