-- title: carried in is not what was carried out the year before
-- advice: one of the two reports is wrong, or the body was merged or split in between
-- scope: agency
WITH given AS (
    SELECT p.agency_id, p.agency_zh, p.report_year, p.capture_id, k."row", k."column",
        CASE WHEN bool_and(f.state IN ('number', 'nil')) AND count(DISTINCT f.value) < 2
            THEN coalesce(any_value(f.value), 0) END AS value
    FROM report AS p
    SEMI JOIN due_agency USING (agency_id)
    JOIN cell_fact AS f USING (reading_id)
    JOIN cell_key AS k USING (key_id)
    WHERE k."table" = 'applications' AND k."row" IN ('carried_in', 'carried_out')
    GROUP BY ALL
)
SELECT 'warning' AS severity, n.agency_id, n.agency_zh, n.report_year, n.capture_id, 'applications' AS "table",
    n."row", n."column",
    'carried in ' || CAST(n.value AS DECIMAL(18, 0)) || ', but ' || b.report_year || ' carried out '
        || CAST(b.value AS DECIMAL(18, 0)) AS message
FROM given AS n
JOIN given AS b ON b.agency_id = n.agency_id AND b.report_year = n.report_year - 1 AND b."column" = n."column"
WHERE n."row" = 'carried_in' AND b."row" = 'carried_out' AND n.value <> b.value;
