-- A refused document counts for the agency and year that it names itself; one that names none stands in refused.
CREATE OR REPLACE VIEW coverage AS
WITH marked AS (
    SELECT p.agency_id, p.agency_zh, p.report_year, p.capture_id, p.version_count, p.published_date,
        CASE
            WHEN r.cell_count = 0 THEN 'read_without_tables'
            WHEN EXISTS (SELECT 1 FROM issue AS i WHERE i.reading_id = p.reading_id AND i.severity = 'error')
                THEN 'read_with_errors'
            WHEN EXISTS (SELECT 1 FROM finding AS f WHERE f.reading_id = p.reading_id) THEN 'read_with_findings'
            ELSE 'read'
        END AS state,
        (SELECT count(*) FROM finding AS f WHERE f.reading_id = p.reading_id) AS finding_count,
        (SELECT count(*) FROM issue AS i WHERE i.reading_id = p.reading_id AND i.severity <> 'info') AS issue_count
    FROM report AS p
    JOIN reading AS r USING (reading_id)
),
turned_away AS (
    SELECT coalesce(n.agency_id, 'unresolved:' || name_key(r.agency_zh)) AS agency_id,
        any_value(coalesce(a.name_zh, r.agency_zh)) AS agency_zh, r.report_year,
        first(r.capture_id ORDER BY r.capture_id) AS capture_id
    FROM reading AS r
    LEFT JOIN capture AS c USING (capture_id)
    LEFT JOIN resolved_name AS n ON n.name_key = name_key(r.agency_zh) AND n.report_year = r.report_year
        AND n.portal = coalesce(c.portal, '')
    LEFT JOIN agency AS a ON a.agency_id = n.agency_id
    -- A notice or a list that speaks of the year is no attempt at its report.
    WHERE r.outcome <> 'report' AND coalesce(r.reason, '') NOT IN ('notice', 'list', 'other') AND r.report_year IS NOT NULL AND coalesce(r.agency_zh, '') <> ''
    GROUP BY 1, r.report_year
),
span AS (
    SELECT agency_id, any_value(agency_zh) AS agency_zh,
        unnest(range(min(report_year), max(report_year) + 1)) AS report_year
    FROM report GROUP BY agency_id
),
met AS (
    SELECT agency_id, agency_zh, report_year, state, finding_count, issue_count, version_count, published_date,
        capture_id
    FROM marked
    UNION ALL
    SELECT t.agency_id, t.agency_zh, t.report_year, 'refused', 0, 0, 0, NULL, t.capture_id
    FROM turned_away AS t
    WHERE NOT EXISTS (SELECT 1 FROM report AS p WHERE p.agency_id = t.agency_id AND p.report_year = t.report_year)
)
SELECT agency_id, agency_zh, report_year, state, finding_count, issue_count, version_count, published_date, capture_id
FROM met
UNION ALL
SELECT s.agency_id, s.agency_zh, CAST(s.report_year AS INTEGER), 'missing', 0, 0, 0, NULL, NULL
FROM span AS s
WHERE NOT EXISTS (SELECT 1 FROM met AS m WHERE m.agency_id = s.agency_id AND m.report_year = s.report_year);
COMMENT ON VIEW coverage IS 'Agency by year: is there a report, and could it be read? Years between an agency''s first and last report are never left out.';
COMMENT ON COLUMN coverage.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN coverage.agency_zh IS 'Its name.';
COMMENT ON COLUMN coverage.report_year IS 'Report year.';
COMMENT ON COLUMN coverage.state IS 'read, read_with_findings (figures do not add up as printed), read_with_errors (figures missing or doubtful), read_without_tables, refused (a document of that year could not be taken as a report), missing (no document between the first and the last report).';
COMMENT ON COLUMN coverage.finding_count IS 'Findings in the current version.';
COMMENT ON COLUMN coverage.issue_count IS 'Issues of severity error or warning in the current version.';
COMMENT ON COLUMN coverage.version_count IS 'Wordings published.';
COMMENT ON COLUMN coverage.published_date IS 'Date of publication.';
COMMENT ON COLUMN coverage.capture_id IS 'Capture of the current version, or of the refused document.';
