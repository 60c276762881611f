-- title: documents taken for reports that gave no figure
-- advice: a report of the years before 2014 may have no table; otherwise its format is not read yet
SELECT 'warning' AS severity, p.agency_id, p.agency_zh, p.report_year, p.capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    CASE WHEN p.reading_id IN (SELECT reading_id FROM unmapped_line)
        THEN 'its only tables are lists that no form knows: draft one (nianbao forms propose)'
        ELSE 'a report without a single cell' END AS message
FROM report AS p
JOIN reading AS r USING (reading_id)
WHERE r.cell_count = 0;
