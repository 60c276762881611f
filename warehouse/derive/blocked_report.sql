-- What stood in the way of whose report, for captures in touched_capture: by year and the longest known name in the
-- text of the link. A link that names nobody, or two bodies by names of one length, is nobody's.
DELETE FROM blocked_report WHERE capture_id IN (SELECT capture_id FROM touched_capture);
INSERT INTO blocked_report
SELECT any_value(a.agency_id), b.report_year, b.capture_id, any_value(b.obstacle)
FROM (
    SELECT capture_id, obstacle, name_key(title) AS title,
        TRY_CAST(regexp_extract(title, '(20[0-9][0-9])', 1) AS INTEGER) AS report_year
    FROM capture SEMI JOIN touched_capture USING (capture_id)
    WHERE obstacle NOT IN ('', 'taken_down', 'truncated') AND kind <> 'list'
) AS b
JOIN (
    SELECT agency_id, name_key(name_zh) AS name_key FROM agency UNION SELECT agency_id, name_key(name_zh) FROM agency_name
) AS a ON contains(b.title, a.name_key)
WHERE b.report_year IS NOT NULL
GROUP BY b.capture_id, b.report_year, length(a.name_key)
HAVING count(DISTINCT a.agency_id) = 1
QUALIFY row_number() OVER (PARTITION BY b.capture_id ORDER BY length(a.name_key) DESC) = 1;
