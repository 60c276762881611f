-- title: readings whose capture is not known
-- advice: load the capture index again; without it no figure of theirs leads back to a page
SELECT 'error' AS severity, v.agency_id, r.agency_zh, r.report_year, r.capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column", 'no capture ' || r.capture_id || ' for this reading' AS message
FROM reading AS r
LEFT JOIN version_capture AS w USING (reading_id)
LEFT JOIN version AS v USING (version_id)
WHERE r.capture_id NOT IN (SELECT capture_id FROM capture);
