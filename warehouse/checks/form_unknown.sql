-- title: cells of a form that data/forms does not know
-- advice: the form's folder is missing from this installation, or a key was changed without reading the captures again
SELECT 'error' AS severity, NULL AS agency_id, NULL AS agency_zh, NULL AS report_year, NULL AS capture_id,
    k."table", k."row", k."column", 'form ' || k.form || ' has no such row or column' AS message
FROM (SELECT * FROM cell_key SEMI JOIN cell_fact USING (key_id)) AS k
WHERE NOT EXISTS (SELECT 1 FROM form_line AS l WHERE l.form = k.form AND l."table" = k."table" AND l.line = k."row")
    OR NOT EXISTS (
        SELECT 1 FROM form_column AS c WHERE c.form = k.form AND c."table" = k."table" AND c."column" = k."column"
    );
