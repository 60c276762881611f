-- title: rules, mappings and corrections that never match anything
-- advice: a key is mistyped, or nothing of the form has come in yet; a correction's document may be gone from the archive
SELECT 'info' AS severity, NULL AS agency_id, NULL AS agency_zh, NULL AS report_year, idle.capture_id,
    idle."table", idle."row", idle."column", idle.message
FROM (
    SELECT DISTINCT NULL AS capture_id, r."table", r.total AS "row", NULL AS "column",
        'form ' || r.form || ': sum ' || r.rule || ' finds no ' || r.axis || ' ' || r.total AS message
    FROM sum_rule AS r
    WHERE NOT EXISTS (SELECT 1 FROM sum_part AS s WHERE s.rule = r.rule AND s."table" = r."table"
        AND s.total_key IN (SELECT key_id FROM cell_key AS k WHERE k.form = r.form
            AND (k."row" = r.total OR k."column" = r.total)))
        AND EXISTS (SELECT 1 FROM cell_key AS k WHERE k.form = r.form AND k."table" = r."table")
    UNION ALL
    SELECT DISTINCT NULL, r."table", r.part, NULL,
        'form ' || r.form || ': sum ' || r.rule || ' has a part ' || r.part || ' that the form does not have'
    FROM sum_rule AS r
    WHERE CASE r.axis
        WHEN 'line' THEN NOT EXISTS (
            SELECT 1 FROM form_line AS l WHERE l.form = r.form AND l."table" = r."table" AND l.line = r.part)
        ELSE NOT EXISTS (
            SELECT 1 FROM form_column AS c WHERE c.form = r.form AND c."table" = r."table" AND c."column" = r.part)
        END
    UNION ALL
    SELECT NULL, m."table", m."row", m."column",
        'form ' || m.form || ': concept ' || m.concept || ' is mapped to a cell that the form does not have'
    FROM concept_map AS m
    WHERE NOT EXISTS (
        SELECT 1 FROM form_line AS l JOIN form_column AS c ON c.form = l.form AND c."table" = l."table"
        WHERE l.form = m.form AND l."table" = m."table" AND l.line = m."row" AND c."column" = m."column")
    UNION ALL
    SELECT nullif(c.capture_id, ''), c."table", c."row", c."column", 'correction ' || c.correction_id || ' changes nothing'
    FROM correction AS c
    WHERE CASE c.kind
        WHEN 'cell' THEN c.correction_id NOT IN (SELECT correction_id FROM corrected_cell)
        ELSE NOT EXISTS (SELECT 1 FROM reading AS r WHERE r.agency_id = c.target_id) END
    UNION ALL
    SELECT nullif(t.capture_id, ''), NULL, NULL, NULL, 'take-down of ' || coalesce(nullif(t.url, ''), t.capture_id) || ' finds nothing'
    FROM takedown AS t
    WHERE NOT EXISTS (SELECT 1 FROM capture AS c WHERE c.capture_id = t.capture_id OR c.url = t.url)
) AS idle;
