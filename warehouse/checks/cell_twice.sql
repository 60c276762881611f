-- title: one cell of a form printed twice with different figures
-- advice: look at the document: one of the two belongs to another row, column or table; the panel shows neither
-- scope: agency
SELECT 'error' AS severity, p.agency_id, p.agency_zh, p.report_year, p.capture_id, k."table", k."row", k."column",
    'printed as ' || string_agg(DISTINCT f.raw_zh, ' and as ' ORDER BY f.raw_zh) AS message
FROM cell_fact AS f
JOIN report AS p USING (reading_id)
SEMI JOIN due_agency AS d ON d.agency_id = p.agency_id
JOIN cell_key AS k USING (key_id)
WHERE f.is_twice
GROUP BY p.agency_id, p.agency_zh, p.report_year, p.capture_id, k."table", k."row", k."column";
