-- title: rows without the reading they belong to
-- advice: the load is at fault: rebuild the warehouse from the parts
SELECT 'error' AS severity, NULL AS agency_id, NULL AS agency_zh, NULL AS report_year, NULL AS capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    count(*) || ' rows of ' || kind || ' without reading ' || reading_id AS message
FROM (
    SELECT 'cell_fact' AS kind, reading_id FROM cell_fact ANTI JOIN reading USING (reading_id)
    UNION ALL SELECT 'section', reading_id FROM section ANTI JOIN reading USING (reading_id)
    UNION ALL SELECT 'issue', reading_id FROM issue ANTI JOIN reading USING (reading_id)
    UNION ALL SELECT 'finding', reading_id FROM finding ANTI JOIN reading USING (reading_id)
    UNION ALL SELECT 'rendition_difference', reading_id FROM rendition_difference ANTI JOIN reading USING (reading_id)
    UNION ALL SELECT 'unmapped_line', reading_id FROM unmapped_line ANTI JOIN reading USING (reading_id)
)
GROUP BY kind, reading_id;
