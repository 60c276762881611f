-- Up to the report year that was due when a document was seen last: a file keeps saying what was known when it was made.
CREATE OR REPLACE VIEW coverage AS
WITH turned_away AS (
    SELECT agency_id, report_year,
        bool_and(reason IN ('block_page', 'soft_404')) AS is_blocked, bool_or(outcome = 'unread_report') AS is_unread,
        coalesce(min(capture_id) FILTER (outcome = 'unread_report'), min(capture_id)) AS capture_id
    FROM reading
    -- A notice or a list that speaks of the year is no attempt at its report.
    WHERE outcome <> 'report' AND coalesce(reason, '') NOT IN ('notice', 'list', 'other') AND report_year IS NOT NULL
        AND coalesce(agency_zh, '') <> ''
    GROUP BY agency_id, report_year
    UNION ALL
    SELECT b.agency_id, b.report_year, true, false, min(b.capture_id)
    FROM blocked_report AS b ANTI JOIN reading AS r
        ON r.agency_id = b.agency_id AND r.report_year = b.report_year AND r.outcome <> 'report'
    GROUP BY b.agency_id, b.report_year
),
latest AS (
    SELECT greatest(
        (SELECT max(report_year) FROM report), (SELECT CAST(year(max(last_seen_at)) AS INTEGER) - 1 FROM capture)
    ) AS report_year, (SELECT CAST(max(last_seen_at) AS DATE) FROM capture) AS as_of
),
met AS (
    SELECT agency_id, min(report_year) AS first_year, max(report_year) AS last_year
    FROM (SELECT agency_id, report_year FROM report UNION ALL SELECT agency_id, report_year FROM turned_away)
    GROUP BY agency_id
),
known AS (
    SELECT coalesce(m.agency_id, a.agency_id) AS agency_id, a.name_zh, a.kind, a.level, a.division_code,
        -- Of a body of the register without any report only the years in which it is said to exist are asked.
        least(m.first_year, a.first_year, CASE WHEN m.first_year IS NULL THEN l.report_year END) AS first_year,
        CASE
            WHEN a.agency_id IS NULL THEN m.last_year
            WHEN a.last_year IS NOT NULL THEN greatest(m.last_year, least(a.last_year, l.report_year))
            ELSE greatest(m.last_year, l.report_year)
        END AS last_year
    FROM met AS m
    FULL JOIN (SELECT * FROM agency WHERE basis = 'register' OR agency_id IN (SELECT agency_id FROM met)) AS a
        ON a.agency_id = m.agency_id
    CROSS JOIN latest AS l
),
-- Agencies that a portal names and that publish nothing there, nor elsewhere, nor stand in the register.
expected AS (
    SELECT e.agency_id, any_value(e.agency_zh) AS name_zh
    FROM expected_agency AS e
    ANTI JOIN known USING (agency_id)
    WHERE e.documents = 0
    GROUP BY e.agency_id
),
found AS (
    SELECT reading_id, count(*) AS finding_count
    FROM (SELECT reading_id FROM finding UNION ALL SELECT reading_id FROM rendition_difference)
    GROUP BY reading_id
),
kept AS (
    SELECT reading_id, count(*) AS unmapped_count FROM unmapped_line GROUP BY reading_id
),
doubted AS (
    SELECT reading_id, count(*) AS issue_count, bool_or(severity = 'error') AS has_error
    FROM issue WHERE severity <> 'info' GROUP BY reading_id
),
asked AS (
    SELECT CAST(unnest(range(
        (SELECT min(first_year) FROM known), greatest((SELECT max(last_year) FROM known), l.report_year) + 1
    )) AS INTEGER) AS report_year
    FROM latest AS l
)
SELECT k.agency_id, coalesce(p.agency_zh, k.name_zh, replace(k.agency_id, 'unresolved:', '')) AS agency_zh,
    y.report_year,
    CASE
        WHEN p.report_id IS NOT NULL THEN
            CASE WHEN r.cell_count = 0 AND u.unmapped_count > 0 THEN 'read_unmapped'
                WHEN r.cell_count = 0 THEN 'read_without_tables' WHEN i.has_error THEN 'read_with_errors'
                WHEN f.finding_count > 0 THEN 'read_with_findings' ELSE 'read' END
        WHEN t.is_unread THEN 'unread'
        WHEN t.is_blocked THEN 'blocked'
        WHEN t.agency_id IS NOT NULL THEN 'refused'
        WHEN make_date(y.report_year + 1, coalesce(d."month", 3), coalesce(d."day", 31)) >= l.as_of THEN 'not_yet_due'
        ELSE 'missing'
    END AS state,
    coalesce(f.finding_count, 0) AS finding_count, coalesce(i.issue_count, 0) AS issue_count,
    coalesce(p.version_count, 0) AS version_count, p.published_date, k.kind, k.level, k.division_code,
    coalesce(p.capture_id, t.capture_id) AS capture_id, coalesce(u.unmapped_count, 0) AS unmapped_count
FROM (
    FROM known
    UNION ALL
    SELECT e.agency_id, e.name_zh, a.kind, a.level, a.division_code, l.report_year, l.report_year
    FROM expected AS e LEFT JOIN agency AS a USING (agency_id) CROSS JOIN latest AS l
) AS k
JOIN asked AS y ON y.report_year BETWEEN k.first_year AND k.last_year
CROSS JOIN latest AS l
LEFT JOIN report AS p ON p.agency_id = k.agency_id AND p.report_year = y.report_year
LEFT JOIN reading AS r ON r.reading_id = p.reading_id
LEFT JOIN found AS f ON f.reading_id = p.reading_id
LEFT JOIN doubted AS i ON i.reading_id = p.reading_id
LEFT JOIN kept AS u ON u.reading_id = p.reading_id
LEFT JOIN turned_away AS t ON t.agency_id = k.agency_id AND t.report_year = y.report_year
LEFT JOIN deadline AS d ON d.tier = tier(k.kind, k.level)
    AND y.report_year BETWEEN d.first_year AND coalesce(d.last_year, 9999);
COMMENT ON VIEW coverage IS 'Agency by year: is there a report, and could it be read? No year from an agency''s first report to the latest that is due is left out; a registered body without any report has the years it is said to exist, at least the latest; one that only a portal names (expected_agency) has the latest.';
COMMENT ON COLUMN coverage.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN coverage.agency_zh IS 'Its name.';
COMMENT ON COLUMN coverage.report_year IS 'Report year.';
COMMENT ON COLUMN coverage.state IS 'read, read_with_findings (figures do not add up as printed), read_with_errors (figures missing or doubtful), read_unmapped (only lists that no form knows: view unmapped), read_without_tables, unread (a report is there and its tables could not be read), blocked (an obstacle stood in its place), refused (a document of that year could not be taken as a report), missing (no document), not_yet_due (none, and the law''s date had not passed when anything was seen last).';
COMMENT ON COLUMN coverage.finding_count IS 'Findings in the current version.';
COMMENT ON COLUMN coverage.issue_count IS 'Issues of severity error or warning in the current version.';
COMMENT ON COLUMN coverage.version_count IS 'Wordings published.';
COMMENT ON COLUMN coverage.published_date IS 'Date of publication.';
COMMENT ON COLUMN coverage.capture_id IS 'Capture of the current version, or of the refused document.';
COMMENT ON COLUMN coverage.unmapped_count IS 'Printed figures of the current version that no form has a key for (view unmapped).';
COMMENT ON COLUMN coverage.kind IS 'Kind of body; NULL if unresolved.';
COMMENT ON COLUMN coverage.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN coverage.division_code IS 'Code of its division now; NULL if unresolved.';
