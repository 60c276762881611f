"""The analysts' views hold their laws on the sample and on a synthetic country; a planted fault in each is seen."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from sample_home import sample_home
from view_laws import FAULTS, LAWS, shared_keys, view_keys
from warehouse_parts import applications, begun, capture, cell, reading, write_part

from bench.country import write_country
from data.captures import Capture
from warehouse.db import connect_work
from warehouse.load import load
from warehouse.shown import look_inside


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory) / "warehouse" / "nianbao.duckdb"


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's warehouse, free to be broken."""
    shutil.copyfile(published, tmp_path / "copy.duckdb")
    con = look_inside(duckdb.connect(str(tmp_path / "copy.duckdb")))
    yield con
    con.close()


@pytest.mark.parametrize("law", LAWS)
def test_the_sample_holds_the_law_and_a_planted_fault_breaks_it(copy: duckdb.DuckDBPyConnection, law: str) -> None:
    assert copy.execute(LAWS[law]).fetchall() == []
    copy.execute(FAULTS[law]())
    assert copy.execute(LAWS[law]).fetchall(), "the planted fault is not seen"


def test_what_is_added_up_without_thought_is_right(copy: duckdb.DuckDBPyConnection) -> None:
    asked = "SELECT sum(value) FROM outcomes WHERE agency_id = '350128-zone' AND report_year = 2024"
    assert copy.execute(asked).fetchone() == (Decimal(218),)
    asked = "SELECT sum(numerator), sum(denominator) FROM rates WHERE rate = 'grant' AND report_year = 2019"
    assert copy.execute(asked).fetchone() == (Decimal(8), Decimal(23))


def test_every_line_that_makes_up_the_outcomes_has_a_concept_of_its_own(copy: duckdb.DuckDBPyConnection) -> None:
    """A line without one would be missing from the view outcomes."""
    lacking = copy.execute(
        """
        SELECT r.form, r.part FROM sum_rule AS r
        WHERE r.axis = 'line' AND r.rule NOT IN (SELECT rule FROM sum_rule WHERE sign = '-')
            AND r.total IN ('total', 'replied', 'replied.refused')
            AND r.part NOT IN (SELECT total FROM sum_rule AS t WHERE t.form = r.form)
            AND NOT EXISTS (
                SELECT 1 FROM concept_map AS m WHERE m.form = r.form AND m."row" = r.part AND m.concept IN
                (SELECT concept FROM concept_map AS c WHERE c.form = m.form GROUP BY concept HAVING count(*) = 1)
            )
        """
    ).fetchall()
    assert lacking == []


@pytest.mark.parametrize(
    ("after", "total", "expected"),
    [
        # the total of the second line says that one of its four is not zero
        (("/", "/", "/", "/"), "1", (None, None, "incomplete", "unknown")),
        (("/", "/", "/", "/"), "0", (Decimal(1), Decimal(1), "number", "confirmed")),
        (("/", "/", "1", "/"), "1", (Decimal(2), Decimal(2), "number", "printed")),
    ],
)
def test_a_part_that_says_none_against_its_total_leaves_no_sum(
    tmp_path: Path, after: tuple[str, ...], total: str, expected: tuple
) -> None:
    columns = ("upheld", "corrected", "other", "pending", "total")
    cells = [
        *(cell(f"disputes litigation_direct {c}", v) for c, v in zip(columns, ("0", "0", "1", "1", "2"), strict=True)),
        *(cell(f"disputes litigation_after_review {c}", v) for c, v in zip(columns, (*after, total), strict=True)),
    ]
    con = begun(tmp_path / "home")
    load(con, [write_part(tmp_path / "p", [reading("a", "某县教育局", 2021, cells)])], [capture("a")])
    asked = "SELECT value, value_or_zero, state, basis FROM panel WHERE concept = 'litigation_other'"
    got = con.execute(asked).fetchall()
    con.close()
    assert got == [expected]


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


@pytest.mark.slow
def test_a_synthetic_country_holds_the_laws(tmp_path: Path) -> None:
    write_country(tmp_path / "country", reports=2000)
    folder = tmp_path / "country"
    rows = [Capture(**row) for row in pq.read_table(folder / "captures.parquet").to_pylist()]
    con = connect_work(tmp_path / "home")
    load(con, sorted((folder / "parts").iterdir()), rows, folder / "data")
    assert shared_keys(con) == []
    broken = {law: con.execute(f"SELECT * FROM ({asked}) LIMIT 3").fetchall() for law, asked in LAWS.items()}
    assert {law: shown for law, shown in broken.items() if shown} == {}
    con.close()
