-- title: documents taken for reports that gave no figure
-- advice: a report of the years before 2014 may have no table; otherwise its format is not read yet
SELECT 'warning' AS severity, p.agency_id, p.agency_zh, p.report_year, p.capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column", 'a report without a single cell' AS message
FROM report AS p
JOIN reading AS r USING (reading_id)
WHERE r.cell_count = 0;
