-- title: the same figures from two agencies
-- advice: one of them may have copied a template, or it is one body under two names: then join them in data/agencies
-- Of many that have the same figures each is held against the first: pairs would be their number squared.
WITH alike AS (
    SELECT p.agency_id, p.agency_zh, p.report_year, p.capture_id, r.nonzero_count,
        first_value(p.agency_id) OVER same AS first_id, first_value(p.agency_zh) OVER same AS first_zh
    FROM report AS p
    JOIN reading AS r USING (reading_id)
    WHERE r.nonzero_count >= 6
    WINDOW same AS (PARTITION BY p.report_year, r.figures_hash ORDER BY p.agency_id)
)
SELECT 'warning' AS severity, agency_id, agency_zh, report_year, capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    'its ' || nonzero_count || ' figures other than zero are those of ' || first_zh AS message
FROM alike
WHERE agency_id <> first_id;
