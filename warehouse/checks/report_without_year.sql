-- title: reports whose year is not known
-- advice: they stand in no report and in no panel; give the title or the period a wording in data that the reader knows
SELECT 'error' AS severity, NULL AS agency_id, r.agency_zh, NULL AS report_year, r.capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    'report without a year: ' || coalesce(r.title_zh, '') || ' (' || coalesce(c.url, '') || ')' AS message
FROM reading AS r
LEFT JOIN capture AS c USING (capture_id)
WHERE r.outcome = 'report' AND r.report_year IS NULL;
