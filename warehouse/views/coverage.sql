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
    SELECT greatest((SELECT max(report_year) FROM report), CAST(year(as_of) AS INTEGER) - 1) AS report_year,
        CAST(as_of AS DATE) AS as_of
    FROM (SELECT greatest(
        (SELECT max(last_seen_at) FROM capture), (SELECT max(finished_at) FROM run_portal)
    ) AS as_of)
),
met AS (
    SELECT agency_id, min(report_year) AS first_year, max(report_year) AS last_year
    FROM (SELECT agency_id, report_year FROM report UNION ALL SELECT agency_id, report_year FROM turned_away)
    GROUP BY agency_id
),
-- Where an agency would publish: the portals that hold a report of it, or name it.
publishes AS (
    SELECT v.agency_id, c.portal, v.report_year
    FROM version AS v JOIN version_capture AS w USING (version_id) JOIN capture AS c ON c.capture_id = w.capture_id
),
named AS (
    SELECT agency_id, any_value(agency_zh) AS agency_zh, min(first_year) AS first_year
    FROM expected_agency
    LEFT JOIN (SELECT portal, min(report_year) AS first_year FROM publishes GROUP BY portal) USING (portal)
    -- What one that has documents published stands under another name.
    WHERE documents = 0
    GROUP BY agency_id
),
crawled AS (
    SELECT portal, max(finished_at) FILTER (outcome = 'completed') AS completed_at,
        arg_max(run, finished_at) FILTER (outcome = 'completed') AS run, arg_max(outcome, finished_at) AS last_outcome
    FROM run_portal GROUP BY portal
),
-- An agency is searched when all portals are that hold its newest report or name it: absent from one of them says little.
searched AS (
    SELECT agency_id, CASE WHEN bool_and(completed_at IS NOT NULL) THEN min(completed_at) END AS searched_at,
        arg_min(portal, completed_at) AS searched_portal, arg_min(run, completed_at) AS searched_run,
        bool_or(last_outcome = 'blocked') AS is_blocked
    FROM (
        SELECT agency_id, portal FROM publishes QUALIFY report_year = max(report_year) OVER (PARTITION BY agency_id)
        UNION
        SELECT agency_id, portal FROM expected_agency
    )
    LEFT JOIN crawled USING (portal)
    GROUP BY agency_id
),
-- A body is asked for from the first year for which anything speaks: its own report, the register, a report of another
-- body of its division or, for one that only a portal names, of that portal; if nothing does, from the law's first year.
-- So none enters in the last year alone.
division_met AS (
    SELECT a.division_code[:6] AS division_code, min(m.first_year) AS first_year
    FROM met AS m JOIN agency AS a USING (agency_id) GROUP BY ALL
),
known AS (
    SELECT coalesce(m.agency_id, a.agency_id, n.agency_id) AS agency_id, coalesce(a.name_zh, n.agency_zh) AS name_zh,
        a.kind, a.level, a.division_code,
        CASE WHEN a.level = 'township' THEN a.division_code[:6] ELSE a.division_id END AS division_id,
        CASE WHEN m.agency_id IS NOT NULL THEN 'report' WHEN a.basis = 'register' THEN 'register' ELSE 'portal'
        END AS expected_by,
        coalesce(
            least(m.first_year, a.first_year), n.first_year, d.first_year, (SELECT min(first_year) FROM deadline)
        ) AS first_year,
        CASE WHEN a.agency_id IS NULL AND n.agency_id IS NULL THEN m.last_year
            ELSE greatest(m.last_year, l.report_year) END AS last_year,
        CASE WHEN a.last_year IS NOT NULL THEN greatest(a.last_year, coalesce(m.last_year, 0)) END AS end_year
    FROM met AS m
    FULL JOIN named AS n USING (agency_id)
    FULL JOIN (
        SELECT * FROM agency
        WHERE basis = 'register' OR agency_id IN (SELECT agency_id FROM met UNION ALL SELECT agency_id FROM named)
    ) AS a USING (agency_id)
    LEFT JOIN division_met AS d ON d.division_code = a.division_code[:6]
    CROSS JOIN latest AS l
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
due AS (
    SELECT t.tier, y.report_year,
        make_date(y.report_year + 1, coalesce(d."month", 3), coalesce(d."day", 31)) AS due_date
    FROM (SELECT DISTINCT tier(kind, level) AS tier FROM known) AS t
    CROSS JOIN (SELECT CAST(unnest(range(min(first_year), max(last_year) + 1)) AS INTEGER) AS report_year FROM known) AS y
    LEFT JOIN deadline AS d ON d.tier = t.tier AND y.report_year BETWEEN d.first_year AND coalesce(d.last_year, 9999)
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
        WHEN t.agency_id IS NOT NULL THEN 'not_taken'
        WHEN y.report_year > k.end_year THEN 'ended'
        WHEN y.due_date >= l.as_of THEN 'not_yet_due'
        WHEN CAST(s.searched_at AS DATE) > y.due_date THEN 'searched_absent'
        WHEN s.is_blocked THEN 'blocked'
        ELSE 'not_searched'
    END AS state,
    coalesce(f.finding_count, 0) AS finding_count, coalesce(i.issue_count, 0) AS issue_count,
    coalesce(p.version_count, 0) AS version_count, p.published_date, k.kind, k.level, k.division_code,
    p.report_id, coalesce(p.capture_id, t.capture_id) AS capture_id, coalesce(u.unmapped_count, 0) AS unmapped_count, k.expected_by,
    s.searched_portal, s.searched_run, s.searched_at, n.province_code, n.province_zh, n.city_code, n.city_zh, n.county_code, n.county_zh
FROM (
    SELECT *, CAST(unnest(range(first_year, last_year + 1)) AS INTEGER) AS report_year FROM known
) AS k
JOIN due AS y ON y.tier IS NOT DISTINCT FROM tier(k.kind, k.level) AND y.report_year = k.report_year
CROSS JOIN latest AS l
LEFT JOIN report AS p ON p.agency_id = k.agency_id AND p.report_year = k.report_year
LEFT JOIN reading AS r ON r.reading_id = p.reading_id
LEFT JOIN found AS f ON f.reading_id = p.reading_id
LEFT JOIN doubted AS i ON i.reading_id = p.reading_id
LEFT JOIN kept AS u ON u.reading_id = p.reading_id
LEFT JOIN turned_away AS t ON t.agency_id = k.agency_id AND t.report_year = k.report_year
LEFT JOIN searched AS s ON s.agency_id = k.agency_id
LEFT JOIN place AS n ON n.is_latest AND n.division_id = k.division_id;
COMMENT ON VIEW coverage IS 'Agency by year: is there a report, could it be read, and was one looked for? One row an agency and year, from the first year for which its own report, the register, or a report of its division (of its portal, where only that names it) speaks, to the latest year of which anything was seen. Count rows by state; a state other than read… is no claim that nothing was published. Key: agency_id, report_year. Example: SELECT state, count(*) FROM coverage WHERE report_year = 2023 GROUP BY state;';
COMMENT ON COLUMN coverage.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN coverage.agency_zh IS 'Its name.';
COMMENT ON COLUMN coverage.report_year IS 'Report year.';
COMMENT ON COLUMN coverage.state IS 'read, read_with_findings (figures do not add up as printed), read_with_errors (figures missing or doubtful), read_unmapped (only lists that no form knows: view unmapped), read_without_tables, unread (a report is there and its tables could not be read), blocked (an obstacle stood in its place, or stopped the crawl of its portal), not_taken (a document of that year could not be taken as a report), ended (the body had ended), not_yet_due (the law''s date had not passed when anything was seen last), searched_absent (all portals that name it or hold its newest report were crawled to the end after that date, and show none), not_searched (nothing else is known).';
COMMENT ON COLUMN coverage.finding_count IS 'Findings in the current version.';
COMMENT ON COLUMN coverage.issue_count IS 'Issues of severity error or warning in the current version.';
COMMENT ON COLUMN coverage.version_count IS 'Wordings published.';
COMMENT ON COLUMN coverage.published_date IS 'Date of publication.';
COMMENT ON COLUMN coverage.report_id IS 'The report: one row of report; NULL where none is held.';
COMMENT ON COLUMN coverage.capture_id IS 'Capture of the current version, or of the refused document.';
COMMENT ON COLUMN coverage.unmapped_count IS 'Printed figures of the current version that no form has a key for (view unmapped).';
COMMENT ON COLUMN coverage.expected_by IS 'Why it is asked for: report (one of its reports, or a document in the place of one, was met), register, or portal (only a portal''s own enumeration names it).';
COMMENT ON COLUMN coverage.searched_portal IS 'Of the portals that name it or hold its newest report, the one whose last complete crawl is the oldest; NULL where none was crawled to the end.';
COMMENT ON COLUMN coverage.searched_run IS 'That crawl''s run (run.run).';
COMMENT ON COLUMN coverage.searched_at IS 'Its end, UTC; NULL where one of them was never crawled to the end.';
COMMENT ON COLUMN coverage.kind IS 'Kind of body; NULL if unresolved.';
COMMENT ON COLUMN coverage.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN coverage.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN coverage.province_code IS 'Code of its province now.';
COMMENT ON COLUMN coverage.province_zh IS 'Name of that province.';
COMMENT ON COLUMN coverage.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN coverage.city_zh IS 'Name of that city.';
COMMENT ON COLUMN coverage.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN coverage.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
