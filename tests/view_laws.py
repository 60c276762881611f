"""Laws that the analysts' views hold in any file, and what breaks each: read by test_view_laws.py."""

import re
from collections.abc import Callable

import duckdb

from warehouse.places import SQL

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


# more of them in one question take a gigabyte of a country
_BY_KIND = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, * FROM total('applications_received', the_kind := '{kind}')"
    for kind in ("government", "education", "government_office")
)
_OF_EACH = """
    SELECT agency_id, report_year, any_value(kind) AS kind, any_value(value_or_zero) AS value FROM panel
    WHERE concept = 'applications_received' AND scope = 'own_office' AND value_or_zero IS NOT NULL
    GROUP BY agency_id, report_year HAVING count(*) = 1
"""
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
    "applicants who are all known make up what was received": """
        SELECT agency_id, report_year, form FROM requests
        WHERE finding_count = 0 AND received <> natural_persons + businesses + research + public_interest
            + legal_services + other_organisations
    """,
    "endings that are all known make up the disputes": """
        SELECT agency_id, report_year, form FROM disputes
        WHERE finding_count = 0 AND (review_total <> review_upheld + review_corrected + review_other + review_pending
            OR litigation_total <> litigation_upheld + litigation_corrected + litigation_other + litigation_pending)
    """,
    "the total of a kind is that of its bodies": f"""
        SELECT kind, report_year, t.value, p.value FROM ({_BY_KIND}) AS t
        LEFT JOIN (
            SELECT kind, report_year, sum(value) AS value, count(*) AS n_known FROM ({_OF_EACH}) GROUP BY ALL
        ) AS p USING (kind, report_year)
        WHERE t.value IS DISTINCT FROM p.value OR t.n_known <> coalesce(p.n_known, 0)
    """,
    "a total is that of the bodies that count themselves, each once": f"""
        SELECT t.report_year, t.value, p.value FROM total('applications_received') AS t
        LEFT JOIN (
            SELECT report_year, sum(value) AS value, count(*) AS n_known FROM ({_OF_EACH}) GROUP BY report_year
        ) AS p USING (report_year)
        WHERE t.value IS DISTINCT FROM p.value OR t.n_known <> coalesce(p.n_known, 0) OR t.n_known > t.n_asked
    """,
    "a rate's two sides are of the same bodies": """
        SELECT t.report_year, t.numerator, t.denominator FROM rate('grant') AS t
        LEFT JOIN (
            SELECT report_year, sum(numerator) AS numerator, sum(denominator) AS denominator FROM rates
            WHERE rate = 'grant' AND scope = 'own_office' AND numerator IS NOT NULL AND denominator IS NOT NULL
            GROUP BY report_year
        ) AS r USING (report_year)
        WHERE t.numerator IS DISTINCT FROM r.numerator OR t.denominator IS DISTINCT FROM r.denominator
    """,
    "a series has the figures of the panel, year by year": """
        SELECT s.report_year, s.form, s.value, p.value
        FROM series((SELECT mode(agency_id) FROM report), 'applications_received') AS s
        FULL JOIN (
            SELECT * FROM panel
            WHERE agency_id = (SELECT mode(agency_id) FROM report) AND concept = 'applications_received'
        ) AS p USING (report_year, form)
        WHERE s.is_gap IS DISTINCT FROM (p.report_id IS NULL) OR s.value IS DISTINCT FROM p.value
    """,
    "the year before is the year before": """
        SELECT y.agency_id, y.report_year, y.concept FROM year_over_year AS y
        WHERE NOT EXISTS (
            SELECT 1 FROM panel AS p WHERE p.agency_id = y.agency_id AND p.report_year = y.report_year - 1
                AND p.concept = y.concept AND p.form = y.form_before AND p.value IS NOT DISTINCT FROM y.value_before
        )
    """,
    "no change is taken over a break, another scope, or what cannot be compared": """
        SELECT agency_id, report_year, concept FROM year_over_year
        WHERE change IS NOT NULL AND (is_break OR scope <> scope_before OR grade = 'not_comparable')
    """,
    "a report that is held is one that coverage asks for and calls read": """
        SELECT agency_id, report_year FROM report
        EXCEPT SELECT agency_id, report_year FROM coverage WHERE state LIKE 'read%'
    """,
    "joins that are documented multiply nothing": """
        SELECT 'figure to report', count(*) FROM panel JOIN report USING (report_id)
            HAVING count(*) > (SELECT count(*) FROM panel)
        UNION ALL SELECT 'figure to cell', count(*) FROM panel JOIN lineage USING (cell_id)
            WHERE is_current HAVING count(*) > (SELECT count(*) FROM panel)
        UNION ALL SELECT 'figure to concept', count(*) FROM panel JOIN concepts USING (concept)
            HAVING count(*) > (SELECT count(*) FROM panel)
        UNION ALL SELECT 'outcome to all', count(*) FROM outcomes JOIN requests USING (agency_id, report_year, form)
            HAVING count(*) > (SELECT count(*) FROM outcomes)
        UNION ALL SELECT 'coverage to report', count(*) FROM coverage JOIN report USING (agency_id, report_year)
            HAVING count(*) > (SELECT count(*) FROM coverage)
        UNION ALL SELECT 'report to place', count(*) FROM report JOIN agencies AS a USING (agency_id)
            JOIN place AS l ON l.division_id = a.division_id AND l.report_year = report.report_year
            HAVING count(*) > (SELECT count(*) FROM report)
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
    "applicants who are all known make up what was received": lambda: _changed(
        "requests", "'applications_received_business') AS", "'applications_received') AS"
    ),
    "endings that are all known make up the disputes": lambda: _changed(
        "disputes", "'review_upheld') AS", "'review_total') AS"
    ).replace("'review_total') AS review_total", "'review_total') + 1 AS review_total"),
    "the total of a kind is that of its bodies": lambda: _changed("asked", "kind = the_kind", "kind <> the_kind"),
    "a total is that of the bodies that count themselves, each once": lambda: _changed(
        "total", "CASE WHEN f.scope = 'own_office' THEN f.value END", "f.value"
    ),
    "a rate's two sides are of the same bodies": lambda: _changed(
        "rate", "sum(k.denominator) FILTER (k.scope = 'own_office')", "sum(k.denominator)"
    ),
    "a series has the figures of the panel, year by year": lambda: _changed(
        "series", "concept = the_concept", "concept = 'applications_concluded'"
    ),
    "the year before is the year before": lambda: _changed("year_over_year", "n.report_year - 1", "n.report_year - 2"),
    "no change is taken over a break, another scope, or what cannot be compared": lambda: _changed(
        "year_over_year", "WHEN is_break THEN 'form_break'", ""
    ),
    "a report that is held is one that coverage asks for and calls read": lambda: _changed(
        "coverage", "THEN 'read_with_findings' ELSE 'read' END", "THEN 'not_searched' ELSE 'read' END"
    ),
    "joins that are documented multiply nothing": lambda: "INSERT INTO report SELECT * FROM report",
}  # fmt: skip
