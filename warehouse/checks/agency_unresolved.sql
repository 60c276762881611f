-- title: printed names that the register does not know
-- advice: add a line to data/agencies/names.csv, or the agency to agencies.csv
SELECT 'info' AS severity, u.agency_id, u.agency_zh, u.last_year AS report_year, NULL AS capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    u.report_count || ' reports under a name that no register knows, such as ' || coalesce(u.url, '?') AS message
FROM unresolved_agency AS u;
