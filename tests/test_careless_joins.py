"""Counts, sums and joins as a newcomer writes them, beside the careful question: both say the same, or the first fails.

On the sample reports, and (slow) on a synthetic country of some hundred reports with revisions and second copies.
"""

import shutil
from collections.abc import Iterator

import duckdb
import pyarrow.parquet as pq
import pytest
from sample_home import sample_home

from bench.country import write_country
from data.captures import Capture
from warehouse.db import connect_work
from warehouse.load import load
from warehouse.publish import publish

# What a newcomer asks → the same, asked with all that must be known of the inner tables.
PAIRS = {
    "a line's sum over the cells": (
        """SELECT report_year, sum(value) FROM lineage
        WHERE "table" = 'applications' AND "row" = 'new' AND "column" = 'total' GROUP BY 1""",
        """SELECT p.report_year, sum(f.value) FROM internal.report AS p JOIN internal.cell_fact AS f USING (reading_id)
        JOIN internal.cell_key AS k USING (key_id)
        WHERE k."table" = 'applications' AND k."row" = 'new' AND k."column" = 'total' GROUP BY 1""",
    ),
    "how many reports do not add up": (
        "SELECT count(DISTINCT report_id) FROM findings WHERE code = 'sum_broken'",
        """SELECT count(*) FROM internal.report
        WHERE reading_id IN (SELECT reading_id FROM internal.finding WHERE code = 'sum_broken')""",
    ),
    "how many findings": (
        "SELECT count(*) FROM findings WHERE code = 'sum_broken'",
        """SELECT count(*) FROM internal.finding AS f JOIN internal.report AS p USING (reading_id)
        WHERE f.code = 'sum_broken'""",
    ),
    "reports by province": (
        "SELECT province_zh, count(*) FROM report GROUP BY 1",
        "SELECT province_zh, count(DISTINCT report_id) FROM internal.report GROUP BY 1",
    ),
    "how many agencies": ("SELECT count(*) FROM agency", "SELECT count(DISTINCT agency_id) FROM agency"),
    "agencies that reported": (
        "SELECT count(*) FROM agency WHERE report_count > 0",
        "SELECT count(DISTINCT agency_id) FROM internal.report",
    ),
    "reports of agencies": ("SELECT sum(report_count) FROM agency", "SELECT count(*) FROM internal.report"),
    "figures with their report": (
        "SELECT count(*), sum(value) FROM panel JOIN report USING (report_id)",
        "SELECT count(*), sum(value) FROM panel",
    ),
    "figures with their agency": (
        "SELECT count(*), sum(value) FROM panel JOIN agency USING (agency_id)",
        "SELECT count(*), sum(value) FROM panel",
    ),
    "figures with their concept": (
        "SELECT count(*), sum(value) FROM panel JOIN concept USING (concept)", "SELECT count(*), sum(value) FROM panel",
    ),
    "figures with their cell": (
        "SELECT count(*), sum(p.value) FROM panel AS p JOIN lineage USING (cell_id)",
        "SELECT count(*), sum(value) FROM panel WHERE NOT is_summed",
    ),
    "rates with their report": (
        "SELECT count(*), sum(numerator) FROM rates JOIN report USING (report_id)",
        "SELECT count(*), sum(numerator) FROM rates",
    ),
    "reports with their place": (
        "SELECT count(*) FROM report JOIN place USING (place_id)",
        "SELECT count(*) FROM internal.report WHERE division_code_then IS NOT NULL",
    ),
    "coverage with its report": (
        "SELECT count(*) FROM coverage LEFT JOIN report USING (report_id)", "SELECT count(*) FROM coverage",
    ),
    "what is read": ("SELECT count(*) FROM coverage WHERE state LIKE 'read%'", "SELECT count(*) FROM internal.report"),
    "which release": (
        "SELECT count(*), max(release_id) FROM current_release", "SELECT 1, max(release_id) FROM internal.release",
    ),
    "mean over agencies with zeros": (
        "SELECT report_year, avg(review_total) FROM disputes GROUP BY 1",
        "SELECT report_year, avg(value_or_zero) FROM panel WHERE concept = 'review_total' GROUP BY 1",
    ),
    "received by the wide view": (
        "SELECT report_year, sum(received) FROM requests GROUP BY 1",
        """SELECT report_year, sum(value_or_zero) FROM panel WHERE concept IN ('applications_received',
        'applications_carried_in', 'applications_concluded', 'applications_carried_out')
        AND concept = 'applications_received' GROUP BY 1 UNION
        SELECT report_year, NULL FROM requests GROUP BY 1 HAVING count(received) = 0""",
    ),
    "late reports": (
        "SELECT count(*) FROM report WHERE timeliness = 'late'",
        "SELECT count(*) FROM internal.report AS p JOIN internal.timeliness AS t USING (agency_id, report_year)"
        " WHERE p.published_date > t.due_date AND t.days_late > 0",
    ),
    "what grew": (
        "SELECT sum(change) FROM year_over_year WHERE concept = 'applications_received' AND report_year = 2023",
        """SELECT sum(n.value - b.value) FROM panel AS n JOIN panel AS b USING (agency_id, concept)
        WHERE concept = 'applications_received' AND n.report_year = 2023 AND b.report_year = 2022 AND n.scope = b.scope
            AND (n.form = b.form OR (n.grade = 'same' AND b.grade = 'same'))""",
    ),
    "a total of a year": (
        "SELECT value FROM total('applications_received') WHERE report_year = 2023",
        """SELECT sum(value_or_zero) FROM panel
        WHERE concept = 'applications_received' AND report_year = 2023 AND scope = 'own_office'""",
    ),
    "whom a total asks": (
        "SELECT sum(n_asked) FROM total('applications_received')",
        "SELECT count(*) FROM internal.coverage WHERE state NOT IN ('ended', 'not_yet_due')",
    ),
    "sentences that state one figure": (
        "SELECT count(*) FROM stated",
        "SELECT count(DISTINCT (agency_id, report_year, concept, scope, value)) FROM internal.stated",
    ),
    "reports that changed": (
        "SELECT count(*) FROM (SELECT DISTINCT report_id FROM revisions EXCEPT SELECT report_id FROM report)",
        "SELECT 0",
    ),
    "outcomes of reports that add up": (
        """SELECT count(*) FROM (SELECT o.report_id FROM outcomes AS o JOIN requests AS r USING (report_id, form)
        WHERE r.finding_count = 0 GROUP BY o.report_id, o.form
        HAVING count(*) = count(value_or_zero) AND sum(value_or_zero) <> any_value(concluded))""",
        "SELECT 0",
    ),
    "how often a name stands for two bodies": (
        "SELECT count(DISTINCT agency_zh) FROM panel", "SELECT count(DISTINCT agency_id) FROM panel",
    ),
}  # fmt: skip

# What would mislead cannot be written.
IMPOSSIBLE = (
    "SELECT count(*) FROM panel AS p JOIN lineage AS l ON l.capture_id = p.capture_id",
    "SELECT count(*) FROM panel JOIN lineage USING (reading_id)",
    "SELECT count(*) FROM agency JOIN place USING (division_id)",
    "SELECT kind FROM lineage AS l WHERE l.other_reading_id IS NULL",
    "SELECT count(*) FROM refused",
    "SELECT sum(value) FROM cell",
    "SELECT count(*) FROM version",
    "SELECT count(*) FROM reading",
    "SELECT count(*) FROM release",
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(str(sample_home(tmp_path_factory) / "warehouse" / "nianbao.duckdb"), read_only=True)
    yield con
    con.close()


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("country")
    write_country(folder / "made", 800, seed=7)
    rows = pq.read_table(folder / "made" / "captures.parquet").to_pylist()
    work = connect_work(folder / "home")
    load(
        work, sorted((folder / "made" / "parts").iterdir()), [Capture(**row) for row in rows], folder / "made" / "data"
    )
    path = publish(work, folder / "home")
    work.close()
    con = duckdb.connect(str(path), read_only=True)
    yield con
    con.close()
    shutil.rmtree(folder)


def _both(con: duckdb.DuckDBPyConnection, question: str) -> tuple[list, list]:
    careless, careful = (sorted(con.execute(sql).fetchall(), key=str) for sql in PAIRS[question])
    return careless, careful


@pytest.mark.parametrize("question", PAIRS)
def test_the_careless_question_says_what_the_careful_one_says(sample: duckdb.DuckDBPyConnection, question: str) -> None:
    careless, careful = _both(sample, question)
    assert careless == careful and careless


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("question", PAIRS)
def test_so_it_does_on_a_synthetic_country(country: duckdb.DuckDBPyConnection, question: str) -> None:
    careless, careful = _both(country, question)
    assert careless == careful and careless


@pytest.mark.parametrize("question", IMPOSSIBLE)
def test_what_would_multiply_or_mix_cannot_be_written(sample: duckdb.DuckDBPyConnection, question: str) -> None:
    with pytest.raises((duckdb.BinderException, duckdb.CatalogException)):
        sample.execute(question)
