-- title: one agency by two names in one year, with different figures
-- advice: two bodies may hide behind one key: give one an agency of its own, or record both names in names.csv
-- Names of the register were looked at by a person; this is about those that the rule joined.
WITH named AS (
    SELECT n.agency_id, r.report_year, n.rest_zh, r.agency_zh, r.wording_hash, r.capture_id
    FROM reading AS r
    LEFT JOIN capture AS c USING (capture_id)
    JOIN resolved_name AS n ON n.name_key = name_key(r.agency_zh) AND n.report_year = r.report_year
        AND n.portal = coalesce(c.portal, '')
    WHERE r.outcome = 'report' AND n.basis = 'rule'
)
SELECT 'warning' AS severity, agency_id, min(agency_zh) AS agency_zh, report_year, min(capture_id) AS capture_id,
    NULL AS "table", NULL AS "row", NULL AS "column",
    'reports by the names ' || string_agg(DISTINCT agency_zh, ', ' ORDER BY agency_zh) AS message
FROM named
GROUP BY agency_id, report_year
HAVING count(DISTINCT rest_zh) > 1 AND count(DISTINCT wording_hash) > 1;
