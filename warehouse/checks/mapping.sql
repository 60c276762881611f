-- title: concepts that are mapped to what does not exist or measures something else
-- advice: mend data/forms/FORM/concepts.csv or data/forms/units.csv
SELECT 'error' AS severity, NULL AS agency_id, NULL AS agency_zh, NULL AS report_year, NULL AS capture_id,
    m."table", m."row", m."column",
    CASE
        WHEN c.concept IS NULL THEN 'form ' || m.form || ': no concept ' || m.concept || ' in concepts.csv'
        WHEN m.grade NOT IN ('same', 'close', 'not_comparable') THEN 'form ' || m.form || ': no grade ' || m.grade
        ELSE 'form ' || m.form || ': ' || coalesce(k.unit, '') || ' is no unit of ' || c.concept || ', which is in ' || c.unit
    END AS message
FROM concept_map AS m
LEFT JOIN concept AS c USING (concept)
LEFT JOIN cell_key AS k ON k.form = m.form AND k."table" = m."table" AND k."row" = m."row" AND k."column" = m."column"
LEFT JOIN unit AS u ON u.unit = k.unit
LEFT JOIN unit AS t ON t.unit = c.unit
WHERE c.concept IS NULL OR m.grade NOT IN ('same', 'close', 'not_comparable')
    OR (k.key_id IS NOT NULL AND k.unit <> c.unit AND u.quantity IS DISTINCT FROM t.quantity);
