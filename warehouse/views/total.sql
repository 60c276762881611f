-- after: panel asked
-- Bodies that count themselves alone are added up: a government's figures for its division or level hold those of its
-- bodies again, and where nothing tells whose they are they are left out and counted.
CREATE OR REPLACE MACRO main.total(the_concept, the_kind := '', the_place := '') AS TABLE
WITH figure AS (
    SELECT p.agency_id, p.report_year, any_value(p.scope) AS scope, any_value(p.form) AS form, any_value(p.grade) AS grade,
        -- A report that prints the concept by two forms says it twice: known only where both are the same.
        CASE WHEN count(*) = count(p.value_or_zero) AND count(DISTINCT p.value_or_zero) = 1
            AND bool_and(p.grade <> 'not_comparable') THEN any_value(p.value_or_zero) END AS value
    FROM internal.panel AS p
    WHERE p.concept = the_concept
    GROUP BY p.agency_id, p.report_year
),
known AS (
    SELECT a.agency_id, a.report_year, f.scope, f.form, f.grade,
        CASE WHEN f.scope = 'own_office' THEN f.value END AS value
    FROM internal.asked(the_kind, the_place) AS a LEFT JOIN figure AS f USING (agency_id, report_year)
),
-- What an agency whose figure is not known printed in the year next to it: how much of the whole is likely to be known.
nearest AS (
    SELECT u.agency_id, u.report_year, arg_min(k.value, abs(k.report_year - u.report_year)) AS value
    FROM known AS u JOIN known AS k ON k.agency_id = u.agency_id AND k.value IS NOT NULL
    WHERE u.value IS NULL
    GROUP BY u.agency_id, u.report_year
),
year AS (
    SELECT k.report_year, sum(k.value) AS value, count(k.value) AS n_known, count(*) AS n_asked,
        count(*) FILTER (k.scope IN ('division', 'system', 'own_level')) AS n_aggregates,
        count(*) FILTER (k.scope = 'unknown') AS n_scope_unknown,
        round(CAST(sum(k.value) AS DOUBLE) / CAST(sum(k.value) + coalesce(sum(n.value), 0) AS DOUBLE), 4) AS share_known,
        count(n.value) AS n_estimated, mode(k.form) AS form, CASE WHEN bool_or(k.grade = 'close') THEN 'close' ELSE 'same' END AS grade
    FROM known AS k LEFT JOIN nearest AS n USING (agency_id, report_year)
    GROUP BY k.report_year
)
SELECT report_year, value, n_known, n_asked, n_aggregates, n_scope_unknown,
    CASE WHEN n_known + n_estimated = n_asked THEN share_known END AS share_known,
    internal.breaks(lag(form) OVER earlier, lag(grade) OVER earlier, form, grade) AS is_break
FROM year
WINDOW earlier AS (ORDER BY report_year)
ORDER BY report_year;
COMMENT ON MACRO TABLE main.total IS 'total(concept, the_kind := kind, the_place := division code): the sum over all agencies asked for by year, no body twice. value is the sum of those known (n_known of n_asked, which is what coverage asks for); reports that count more than the body itself (n_aggregates) or do not say whose figures they are (n_scope_unknown) are in n_asked only; share_known estimates which share of the whole value is, by the nearest year of those not known, NULL where some have none; is_break where the form changes and the line is not the same.';
