CREATE OR REPLACE VIEW unresolved_agency AS
SELECT v.agency_id, mode(r.agency_zh) AS agency_zh, count(DISTINCT v.report_id) AS report_count,
    min(v.report_year) AS first_year, max(v.report_year) AS last_year, any_value(c.portal) AS portal,
    any_value(c.url) AS url
FROM version AS v
JOIN reading AS r USING (reading_id)
JOIN report AS p USING (report_id)
LEFT JOIN capture AS c ON c.capture_id = r.capture_id
WHERE NOT p.is_resolved
GROUP BY v.agency_id
ORDER BY report_count DESC, v.agency_id;
COMMENT ON VIEW unresolved_agency IS 'Printed names that no register knows, most frequent first; their figures stand in the panel under the printed name. Key: agency_id.';
COMMENT ON COLUMN unresolved_agency.agency_id IS 'unresolved:NAME.';
COMMENT ON COLUMN unresolved_agency.agency_zh IS 'Name as printed.';
COMMENT ON COLUMN unresolved_agency.report_count IS 'Reports under this name.';
COMMENT ON COLUMN unresolved_agency.first_year IS 'First report year.';
COMMENT ON COLUMN unresolved_agency.last_year IS 'Last report year.';
COMMENT ON COLUMN unresolved_agency.portal IS 'A portal it was met on.';
COMMENT ON COLUMN unresolved_agency.url IS 'An address it was met at.';
