"""Laws that the analysts' views hold on the sample reports, each seen to fail where its fault is planted."""

import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from sample_home import sample_home
from warehouse_parts import begun, capture, cell, reading, write_part

from warehouse.load import load
from warehouse.places import SQL
from warehouse.shown import look_inside

# Law → a question whose rows break it.
LAWS = {
    "the outcomes of a report that adds up are what it concluded": """
        SELECT o.agency_id, o.report_year, o.form, sum(o.value), any_value(r.value)
        FROM outcomes AS o
        JOIN panel AS r USING (agency_id, report_year, form)
        WHERE r.concept = 'applications_concluded' AND r.state = 'number' AND r.finding_count = 0
        GROUP BY ALL HAVING count(*) = count(o.value) AND sum(o.value) <> any_value(r.value)
    """,
    "outcomes never exceed what a report concluded": """
        SELECT o.agency_id, o.report_year, o.form, sum(o.value)
        FROM outcomes AS o
        JOIN panel AS r USING (agency_id, report_year, form)
        WHERE r.concept = 'applications_concluded' AND r.state = 'number' AND r.finding_count = 0
        GROUP BY ALL HAVING sum(o.value) > any_value(r.value)
    """,
    "a group of outcomes never exceeds its printed subtotal": """
        SELECT o.agency_id, o.report_year, o.form, sum(o.value)
        FROM outcomes AS o
        JOIN panel AS r USING (agency_id, report_year, form)
        JOIN form_line AS l ON l.form = o.form AND l.line = o.outcome_group
        WHERE r."row" = o.outcome_group AND r.state = 'number' AND r.finding_count = 0 AND NOT r.is_summed
        GROUP BY ALL HAVING sum(o.value) > any_value(r.value)
    """,
    "an outcome stands once": """
        SELECT agency_id, report_year, form, concept FROM outcomes GROUP BY ALL HAVING count(*) > 1
    """,
    "both sides of a rate are known, or neither and it says unknown": """
        SELECT agency_id, report_year, rate, numerator, denominator, basis FROM rates
        WHERE (numerator IS NULL) <> (denominator IS NULL) OR (numerator IS NULL) <> (basis = 'unknown')
    """,
    "a rate is a share": """
        SELECT agency_id, report_year, rate, numerator, denominator, value FROM rates
        WHERE numerator > denominator OR value NOT BETWEEN 0 AND 1
    """,
    "who applied is not more than what was received": """
        SELECT agency_id, report_year, form FROM requests
        WHERE finding_count = 0 AND received < coalesce(natural_persons, 0) + coalesce(businesses, 0)
            + coalesce(research, 0) + coalesce(public_interest, 0) + coalesce(legal_services, 0)
            + coalesce(other_organisations, 0)
    """,
    "how disputes ended is not more than all of them": """
        SELECT agency_id, report_year, form FROM disputes
        WHERE finding_count = 0 AND (review_total < coalesce(review_upheld, 0) + coalesce(review_corrected, 0)
                + coalesce(review_other, 0) + coalesce(review_pending, 0)
            OR litigation_total < coalesce(litigation_upheld, 0) + coalesce(litigation_corrected, 0)
                + coalesce(litigation_other, 0) + coalesce(litigation_pending, 0))
    """,
    "a sum with a part that is unknown is no number": """
        SELECT agency_id, report_year, concept, value, state, basis FROM panel
        WHERE is_summed AND (value IS NOT NULL OR state = 'number') AND (basis = 'unknown' OR value_or_zero IS NULL)
    """,
    "a panel's sum is that of its printed parts": """
        SELECT p.agency_id, p.report_year, p.concept, p.value, sum(f.value)
        FROM panel AS p
        JOIN cell_fact AS f USING (reading_id)
        JOIN concept_part AS a ON a.key_id = f.key_id AND a.concept = p.concept AND a.form = p.form
        WHERE p.is_summed AND p.value IS NOT NULL AND NOT f.is_repeat AND p.unit <> '万元'
        GROUP BY ALL HAVING sum(f.value) IS DISTINCT FROM p.value
    """,
}


def _changed(view: str, before: str, after: str) -> str:
    text = (SQL / "views" / f"{view}.sql").read_text(encoding="utf-8")
    assert before in text
    return text.replace(before, after)


def _applicants() -> str:
    """The applicants of the total line and the subtotals among the outcomes."""
    view = _changed("outcomes", 'AND t."column" = k."column"', "")
    return view.replace("WHERE u.part_key NOT IN (SELECT total_key FROM line)", "")


# Law → what breaks it: a statement, or a view with its fault.
FAULTS: dict[str, Callable[[], str]] = {
    "the outcomes of a report that adds up are what it concluded": _applicants,
    "outcomes never exceed what a report concluded": _applicants,
    "a group of outcomes never exceeds its printed subtotal": lambda: (
        "UPDATE cell_fact SET whole = 1 + (SELECT max(whole) FROM cell_fact) WHERE state = 'number' AND key_id IN"
        " (SELECT key_id FROM cell_key WHERE \"row\" LIKE 'replied.%')"
    ),
    "an outcome stands once": lambda: (
        _changed("outcomes", "GROUP BY u.part_key, k.form", "GROUP BY u.part_key, k.form, a.concept")
        .replace('arg_min(a.concept, a."order")', "a.concept")
        .replace("a.part_count = 1\n    WHERE", "true\n    WHERE")
    ),
    "both sides of a rate are known, or neither and it says unknown": lambda: _changed(
        "rates", "CASE WHEN is_known THEN denominator END", "denominator"
    ),
    "a rate is a share": lambda: _changed("rates", "numerator BETWEEN 0 AND denominator", "numerator >= 0"),
    "who applied is not more than what was received": lambda: _changed(
        "requests", "'applications_received_business') AS", "'applications_received') AS"
    ),
    "how disputes ended is not more than all of them": lambda: _changed(
        "disputes", "'review_upheld') AS", "'review_total') AS"
    ).replace("'review_total') AS review_total", "'review_total') - 1 AS review_total"),
    "a sum with a part that is unknown is no number": lambda: (
        "UPDATE summed_figure SET state = 'number' WHERE basis = 'unknown'"
    ),
    "a panel's sum is that of its printed parts": lambda: (
        "UPDATE summed_figure SET whole = whole + 1 WHERE state = 'number'"
    ),
}  # fmt: skip


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
