-- after: rates asked
CREATE OR REPLACE MACRO main.rate(the_rate, the_kind := '', the_place := '') AS TABLE
WITH known AS (
    SELECT r.agency_id, r.report_year, sum(r.numerator) AS numerator, sum(r.denominator) AS denominator,
        any_value(p.scope) AS scope, any_value(r.form) AS form
    FROM internal.rates AS r JOIN internal.report AS p USING (agency_id, report_year)
    WHERE r.rate = the_rate AND r.numerator IS NOT NULL AND r.denominator IS NOT NULL
    GROUP BY r.agency_id, r.report_year HAVING count(*) = 1
),
year AS (
    SELECT a.report_year, sum(k.numerator) FILTER (k.scope = 'own_office') AS numerator,
        sum(k.denominator) FILTER (k.scope = 'own_office') AS denominator,
        count(*) FILTER (k.scope = 'own_office') AS n_known, count(*) AS n_asked,
        count(*) FILTER (k.scope IN ('division', 'system', 'own_level')) AS n_aggregates,
        count(*) FILTER (k.scope = 'unknown') AS n_scope_unknown, mode(k.form) AS form
    FROM internal.asked(the_kind, the_place) AS a LEFT JOIN known AS k USING (agency_id, report_year)
    GROUP BY a.report_year
)
SELECT report_year,
    CASE WHEN denominator > 0 THEN round(CAST(numerator AS DOUBLE) / CAST(denominator AS DOUBLE), 4) END AS value,
    numerator, denominator, n_known, n_asked, n_aggregates, n_scope_unknown, form
FROM year
ORDER BY report_year;
COMMENT ON MACRO TABLE main.rate IS 'rate(rate, the_kind := kind, the_place := division code): grant, refusal or correction over all agencies asked for by year: the sum of numerators over the sum of denominators of the same reports, no body twice, with how many of how many agencies stand behind it (as in total). Compare years of one form, or read the notes of view rates.';
