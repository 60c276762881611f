-- after: panel
CREATE OR REPLACE MACRO main.series(the_agency, the_concept) AS TABLE
WITH figure AS (
    SELECT * FROM internal.panel WHERE agency_id = the_agency AND concept = the_concept
),
span AS (
    SELECT CAST(unnest(range(min(report_year), max(report_year) + 1)) AS INTEGER) AS report_year
    FROM internal.report WHERE agency_id = the_agency
)
SELECT y.report_year, f.value, f.value_or_zero, f.basis, f.state, f.form, f.grade, f.finding_count, f.scope,
    f.concept IS NULL AS is_gap,
    internal.breaks(lag(f.form IGNORE NULLS) OVER earlier, lag(f.grade IGNORE NULLS) OVER earlier, f.form, f.grade)
        OR coalesce(lag(f.scope IGNORE NULLS) OVER earlier <> f.scope, false) AS is_break,
    p.report_id IS NOT NULL AS has_report, p.capture_id
FROM span AS y
LEFT JOIN figure AS f USING (report_year)
LEFT JOIN internal.report AS p ON p.agency_id = the_agency AND p.report_year = y.report_year
WINDOW earlier AS (ORDER BY y.report_year, f.form)
ORDER BY y.report_year;
COMMENT ON MACRO TABLE main.series IS 'series(agency_id, concept): one concept of one agency, every year from its first to its last report; is_gap where nothing is printed, is_break where the form is another than that of the figure before and one of the two lines is not the same as the concept (macro breaks), or the two count other bodies (scope).';
