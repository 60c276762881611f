-- title: one cell of a form printed twice with different figures
-- advice: look at the document: one of the two belongs to another row, column or table; the panel shows neither
WITH twice AS (
    SELECT reading_id, key_id FROM cell_fact
    GROUP BY reading_id, key_id
    HAVING count(*) > 1 AND (min(value) < max(value) OR min(state) < max(state))
)
SELECT 'error' AS severity, p.agency_id, p.agency_zh, p.report_year, p.capture_id, k."table", k."row", k."column",
    'printed as ' || string_agg(DISTINCT f.raw_zh, ' and as ' ORDER BY f.raw_zh) AS message
FROM twice AS t
JOIN cell_fact AS f ON f.reading_id = t.reading_id AND f.key_id = t.key_id
JOIN report AS p ON p.reading_id = t.reading_id
JOIN cell_key AS k ON k.key_id = t.key_id
GROUP BY p.agency_id, p.agency_zh, p.report_year, p.capture_id, k."table", k."row", k."column";
