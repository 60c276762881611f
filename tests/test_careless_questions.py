"""Questions as a newcomer writes them first, on the sample reports: answered rightly, or by NULL with a word why."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from sample_home import sample_home

from warehouse.shown import look_inside

ZONE = "'350128-zone'"

# What a newcomer asks → what is right.
QUESTIONS: list[tuple[str, list[tuple]]] = [
    # a change of form is no rise
    (
        "SELECT count(*) > 0, count(change), count(change_rate) FROM year_over_year WHERE is_break",
        [(True, 0, 0)],
    ),
    ("SELECT DISTINCT change_state FROM year_over_year WHERE change IS NOT NULL", [("compared",)]),
    ("SELECT count(*) FROM year_over_year WHERE change IS NULL AND change_state = 'compared'", [(0,)]),
    (
        f"SELECT change FROM year_over_year WHERE agency_id = {ZONE} AND report_year = 2024"
        " AND concept = 'applications_received'",
        [(Decimal(137),)],
    ),
    # a line that no other form can be compared with stands apart
    ("SELECT count(change) FROM year_over_year WHERE grade = 'not_comparable'", [(0,)]),
    # how many reports there are
    ("SELECT count(*) FROM report", [(18,)]),
    ("SELECT count(*) FROM coverage WHERE state LIKE 'read%'", [(18,)]),
    # the sum of an agency's outcomes is what it concluded
    (f"SELECT sum(value) FROM outcomes WHERE agency_id = {ZONE} AND report_year = 2024", [(Decimal(218),)]),
    # a share of sums has both sides of the same reports
    ("SELECT sum(numerator), sum(denominator) FROM rates WHERE rate = 'grant' AND report_year = 2019", [(8, 23)]),
    # what is not known is not in a mean as zero
    ("SELECT count(*) FROM panel WHERE value IS NULL AND state = 'number'", [(0,)]),
    ("SELECT count(*) FROM panel WHERE value_or_zero IS NOT NULL AND basis = 'unknown'", [(0,)]),
    # a sum over governments and their bodies takes none of unknown or wider scope
    ("SELECT value FROM total('applications_received') WHERE report_year = 2024", [(None,)]),
    ("SELECT value, n_known FROM total('applications_received') WHERE report_year = 2023", [(26, 1)]),
    # agencies are absent only where somebody looked
    ("SELECT count(*) FROM coverage WHERE state = 'searched_absent' AND searched_at IS NULL", [(0,)]),
    # a report is late only against a date that the law sets
    ("SELECT count(*) FROM report WHERE timeliness = 'late' AND due_date IS NULL", [(0,)]),
    # whose figure it is stands beside every rate, change, rank and series
    ("SELECT count(*) FROM rates WHERE scope IS NULL", [(0,)]),
    ("SELECT DISTINCT scope FROM series('321322-development', 'applications_received')", [("own_office",)]),
    ("SELECT scope FROM division_bodies('320800', 'applications_received', 2024) WHERE has_report", [("unknown",)]),
]  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_home(tmp_path_factory) / "warehouse" / "nianbao.duckdb"


@pytest.fixture(scope="module")
def con(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(str(published), read_only=True)
    yield con
    con.close()


@pytest.mark.parametrize(("asked", "right"), QUESTIONS)
def test_a_careless_question_is_answered_rightly(con: duckdb.DuckDBPyConnection, asked: str, right: list) -> None:
    assert con.execute(asked).fetchall() == right


def test_figures_of_different_scope_are_neither_subtracted_nor_ranked(published: Path, tmp_path: Path) -> None:
    """A government's report prints its district's 800 in one year and its own office's 206 in the next."""
    shutil.copyfile(published, tmp_path / "copy.duckdb")
    con = look_inside(duckdb.connect(str(tmp_path / "copy.duckdb")))
    con.execute(f"UPDATE report SET scope = 'division' WHERE agency_id = {ZONE} AND report_year = 2024")
    of_zone = (
        f"FROM year_over_year WHERE agency_id = {ZONE} AND report_year >= 2024 AND concept = 'applications_received'"
    )
    asked = f"SELECT change, change_rate, change_state, scope_before, scope {of_zone} ORDER BY scope"
    assert con.execute(asked).fetchall() == [
        (None, None, "scope_differs", "unknown", "division"), (None, None, "scope_differs", "division", "unknown"),
    ]  # fmt: skip
    breaks = f"SELECT report_year FROM series({ZONE}, 'applications_received') WHERE is_break"
    assert con.execute(breaks).fetchall() == [(2024,), (2025,)]
    con.execute("UPDATE report SET kind = 'government', level = 'city' WHERE agency_id = '350128-zone'")
    ranked = con.execute(
        "SELECT agency_id, place, body_count, scope"
        " FROM peers('320800-government', 'applications_received', 2024) ORDER BY 1"
    ).fetchall()
    assert ranked == [("320800-government", 1, 1, "unknown"), ("350128-zone", None, 1, "division")]
    con.close()
