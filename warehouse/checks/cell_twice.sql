-- title: one cell of a form printed twice with different figures
-- advice: look at the document: one of the two belongs to another row, column or table; the panel shows neither
SELECT 'error' AS severity, p.agency_id, p.agency_zh, p.report_year, p.capture_id, k."table", k."row", k."column",
    'printed as ' || string_agg(DISTINCT f.raw_zh, ' and as ' ORDER BY f.raw_zh) AS message
FROM report AS p
JOIN cell_fact AS f USING (reading_id)
JOIN cell_key AS k USING (key_id)
GROUP BY ALL
HAVING count(*) > 1 AND (count(DISTINCT f.value) > 1 OR count(DISTINCT f.state) > 1);
