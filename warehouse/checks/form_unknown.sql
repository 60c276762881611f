-- title: cells of a form that data/forms does not know
-- advice: the form's folder is missing from this installation, or a key was changed without reading the captures again
SELECT 'error' AS severity, NULL AS agency_id, NULL AS agency_zh, NULL AS report_year, NULL AS capture_id,
    k."table", k."row", k."column", 'form ' || k.form || ' has no such row or column' AS message
FROM cell_key AS k
WHERE EXISTS (SELECT 1 FROM cell_fact AS f WHERE f.key_id = k.key_id)
    AND (
        NOT EXISTS (SELECT 1 FROM form_line AS l WHERE l.form = k.form AND l."table" = k."table" AND l.line = k."row")
        OR NOT EXISTS (
            SELECT 1 FROM form_column AS c WHERE c.form = k.form AND c."table" = k."table" AND c."column" = k."column"
        )
    );
