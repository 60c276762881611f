-- after: coverage
-- An agency that reported before and after a year reported in it too, and one that reported until a year goes on where
-- nearly all bodies of its kind in its province did. Years in which hardly any of them is held say more of the collection
-- than of the body, and are holes as well: share_held tells the two apart.
CREATE OR REPLACE VIEW holes AS
WITH year AS (
    SELECT *, state LIKE 'read%' AS is_held FROM coverage
),
beside AS (
    SELECT *,
        max(CASE WHEN is_held THEN report_year END) OVER (
            PARTITION BY agency_id ORDER BY report_year ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS year_before,
        min(CASE WHEN is_held THEN report_year END) OVER (
            PARTITION BY agency_id ORDER BY report_year ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS year_after,
        count(*) FILTER (is_held) OVER peers AS n_held, count(*) OVER peers AS n_asked
    FROM year
    WINDOW peers AS (PARTITION BY kind, level, coalesce(province_code, ''), report_year)
)
SELECT agency_id, agency_zh, report_year, state, year_before, year_after, n_held AS peer_held_count,
    n_asked - 1 AS peer_count,
    CASE WHEN n_asked > 1 THEN round(n_held / (n_asked - 1), 4) END AS share_held,
    kind, level, division_code, province_code, province_zh
FROM beside
WHERE NOT is_held AND state NOT IN ('ended', 'not_yet_due') AND year_before IS NOT NULL
    AND (year_after IS NOT NULL OR (year_before = report_year - 1 AND n_asked > 5 AND n_held >= 0.9 * (n_asked - 1)));
COMMENT ON VIEW holes IS 'Agency years without a held report that should have one, by the years beside it and by bodies of its kind, level and province: between two years that are held, or right after the last one where nine in ten of at least five others are held. Key: agency_id, report_year. One row is a missing report; count rows, add nothing up. That it is a hole says nothing of why: state is that of coverage. Example: which reports of 2022 should be there and are not?';
COMMENT ON COLUMN holes.agency_id IS 'The agency.';
COMMENT ON COLUMN holes.agency_zh IS 'Its name.';
COMMENT ON COLUMN holes.report_year IS 'The year without a report.';
COMMENT ON COLUMN holes.state IS 'What coverage says of it: not_searched, searched_absent, blocked, unread, not_taken.';
COMMENT ON COLUMN holes.year_before IS 'Last year before it of which a report is held.';
COMMENT ON COLUMN holes.year_after IS 'First year after it of which a report is held; NULL if none.';
COMMENT ON COLUMN holes.peer_held_count IS 'Other bodies of its kind, level and province of which that year is held.';
COMMENT ON COLUMN holes.peer_count IS 'Other bodies of its kind, level and province of which a report of that year can be asked.';
COMMENT ON COLUMN holes.share_held IS 'The one over the other; NULL where there is no other.';
COMMENT ON COLUMN holes.kind IS 'Kind of body; NULL if unresolved.';
COMMENT ON COLUMN holes.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN holes.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN holes.province_code IS 'Code of its province now.';
COMMENT ON COLUMN holes.province_zh IS 'Name of that province.';
