-- title: the same figures two years running
-- advice: the agency may have published last year's tables again; compare the two documents
-- Reports with few figures other than zero coincide by chance.
SELECT 'warning' AS severity, n.agency_id, n.agency_zh, n.report_year, n.capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    'its ' || r.nonzero_count || ' figures other than zero are those of ' || b.report_year AS message
FROM report AS n
JOIN reading AS r USING (reading_id)
JOIN report AS b ON b.agency_id = n.agency_id AND b.report_year = n.report_year - 1
JOIN reading AS s ON s.reading_id = b.reading_id
WHERE r.figures_hash = s.figures_hash AND r.nonzero_count >= 6;
