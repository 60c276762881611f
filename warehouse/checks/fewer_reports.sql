-- title: a portal that gives far less than the time before
-- advice: its site was rebuilt or refuses us; look at the list pages and at the run's obstacles
WITH crawl AS (
    SELECT *, coalesce(captured_new, 0) + coalesce(captured_revised, 0) + coalesce(unchanged, 0) AS found,
        row_number() OVER (PARTITION BY portal ORDER BY started_at DESC) AS age
    FROM run_portal
)
SELECT 'error' AS severity, NULL AS agency_id, NULL AS agency_zh, NULL AS report_year, NULL AS capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    n.portal || ': ' || n.found || ' documents at ' || n.started_at || ', ' || b.found || ' the time before' AS message
FROM crawl AS n
JOIN crawl AS b ON b.portal = n.portal AND b.age = n.age + 1
WHERE n.age = 1 AND n.found * 2 < b.found;
