-- title: captures or readings held twice
-- advice: the load is at fault: rebuild the warehouse from the parts
SELECT 'error' AS severity, NULL AS agency_id, NULL AS agency_zh, NULL AS report_year, capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column", count(*) || ' rows of ' || kind AS message
FROM (SELECT 'capture' AS kind, capture_id FROM capture UNION ALL SELECT 'reading', capture_id FROM reading)
GROUP BY kind, capture_id
HAVING count(*) > 1;
