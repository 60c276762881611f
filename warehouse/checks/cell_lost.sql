-- title: readings that hold another number of cells than the reader counted
-- advice: the load is at fault: rebuild the warehouse from the parts
-- The readings that changed are counted one by one; of the others only that all cells together are as many as they say.
WITH held AS (
    SELECT reading_id, count(*) AS held FROM cell_fact SEMI JOIN due_reading USING (reading_id) GROUP BY reading_id
)
SELECT 'error' AS severity, r.agency_id, r.agency_zh, r.report_year, r.capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    r.cell_count || ' cells read, ' || coalesce(h.held, 0) || ' held' AS message
FROM reading AS r
SEMI JOIN due_reading USING (reading_id)
LEFT JOIN held AS h USING (reading_id)
WHERE r.cell_count <> coalesce(h.held, 0)
UNION ALL
SELECT 'error', NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    said || ' cells read in all, ' || held || ' held' AS message
FROM (SELECT (SELECT sum(cell_count) FROM reading) AS said, (SELECT count(*) FROM cell_fact) AS held)
WHERE said <> held;
