-- title: the same figures from two agencies
-- advice: one of the two may have copied a template, or it is one body under two names: then join them in data/agencies
SELECT 'warning' AS severity, n.agency_id, n.agency_zh, n.report_year, n.capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    'its ' || r.nonzero_count || ' figures other than zero are those of ' || b.agency_zh AS message
FROM report AS n
JOIN reading AS r USING (reading_id)
JOIN reading AS s ON s.figures_hash = r.figures_hash AND s.reading_id <> r.reading_id
JOIN report AS b ON b.reading_id = s.reading_id AND b.report_year = n.report_year AND b.agency_id > n.agency_id
WHERE r.nonzero_count >= 6;
