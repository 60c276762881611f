-- title: readings that hold another number of cells than the reader counted
-- advice: the load is at fault: rebuild the warehouse from the parts
SELECT 'error' AS severity, v.agency_id, r.agency_zh, r.report_year, r.capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    r.cell_count || ' cells read, ' || coalesce(f.held, 0) || ' held' AS message
FROM reading AS r
LEFT JOIN (SELECT reading_id, count(*) AS held FROM cell_fact GROUP BY reading_id) AS f USING (reading_id)
LEFT JOIN version_capture AS w USING (reading_id)
LEFT JOIN version AS v USING (version_id)
WHERE r.cell_count <> coalesce(f.held, 0);
