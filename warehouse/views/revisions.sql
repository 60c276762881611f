CREATE OR REPLACE VIEW revisions AS
WITH side AS (
    SELECT agency_id, report_year, version_id, reading_id, true AS is_after FROM version WHERE reading_before IS NOT NULL
    UNION ALL
    SELECT agency_id, report_year, version_id, reading_before, false FROM version WHERE reading_before IS NOT NULL
),
difference AS (
    -- Grouped by agency and year as well, so that a question about one of them reaches the stored cells.
    SELECT s.agency_id, s.report_year, s.version_id, f.key_id,
        CASE WHEN bool_and(s.is_after) THEN 'added' WHEN NOT bool_or(s.is_after) THEN 'removed' ELSE 'changed' END AS change,
        any_value(f.value) FILTER (NOT s.is_after) AS value_before, any_value(f.value) FILTER (s.is_after) AS value_after,
        any_value(f.state) FILTER (NOT s.is_after) AS state_before, any_value(f.state) FILTER (s.is_after) AS state_after,
        any_value(f.raw_zh) FILTER (NOT s.is_after) AS raw_before_zh, any_value(f.raw_zh) FILTER (s.is_after) AS raw_after_zh
    FROM side AS s
    JOIN cell_fact AS f USING (reading_id)
    GROUP BY s.agency_id, s.report_year, s.version_id, f.key_id
    HAVING value_before IS DISTINCT FROM value_after OR state_before IS DISTINCT FROM state_after
)
SELECT v.report_id, d.agency_id, r.agency_zh, d.report_year, r.kind, r.level, r.division_code,
    r.province_code, r.province_zh, r.city_code, r.city_zh, r.county_code, r.county_zh,
    r.township_code, r.township_zh, r.division_code_then, r.division_zh_then,
    b.number AS number_before, v.number AS number_after,
    CASE WHEN v.is_rendition THEN 'rendition' ELSE 'revision' END AS relation,
    k.form, k."table", k."row", k."column", d.change, d.value_before, d.value_after, d.state_before, d.state_after,
    d.raw_before_zh, d.raw_after_zh, v.published_date, v.fetched_at, b.version_id AS version_before,
    v.version_id AS version_after
FROM difference AS d
JOIN version AS v ON v.version_id = d.version_id
JOIN version AS b ON b.report_id = v.report_id AND b.reading_id = v.reading_before
JOIN report AS r ON r.agency_id = d.agency_id AND r.report_year = d.report_year
JOIN cell_key AS k USING (key_id);
COMMENT ON VIEW revisions IS 'What changed, cell by cell, from one published wording of a report to the next. Key: version_before, version_after, form, table, row, column. One row is a cell that changed; count them, add nothing up. Example: which reports changed after they were published?';
COMMENT ON COLUMN revisions.report_id IS 'The report: one row of report.';
COMMENT ON COLUMN revisions.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN revisions.agency_zh IS 'Its name.';
COMMENT ON COLUMN revisions.report_year IS 'Report year.';
COMMENT ON COLUMN revisions.kind IS 'Kind of body (agency_kind.kind); NULL if unresolved.';
COMMENT ON COLUMN revisions.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN revisions.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN revisions.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN revisions.province_zh IS 'Name of that province.';
COMMENT ON COLUMN revisions.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN revisions.city_zh IS 'Name of that city.';
COMMENT ON COLUMN revisions.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN revisions.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN revisions.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN revisions.township_zh IS 'Name of that township.';
COMMENT ON COLUMN revisions.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN revisions.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN revisions.number_before IS 'Number of the earlier version.';
COMMENT ON COLUMN revisions.number_after IS 'Number of the later version.';
COMMENT ON COLUMN revisions.relation IS 'revision, or rendition: the later one is an attachment of a page that shows the report otherwise.';
COMMENT ON COLUMN revisions.form IS 'Form of the cell.';
COMMENT ON COLUMN revisions."table" IS 'Table of the form.';
COMMENT ON COLUMN revisions."row" IS 'Row key.';
COMMENT ON COLUMN revisions."column" IS 'Column key.';
COMMENT ON COLUMN revisions.change IS 'changed, added or removed.';
COMMENT ON COLUMN revisions.value_before IS 'Figure in the earlier version.';
COMMENT ON COLUMN revisions.value_after IS 'Figure in the later version.';
COMMENT ON COLUMN revisions.state_before IS 'State in the earlier version.';
COMMENT ON COLUMN revisions.state_after IS 'State in the later version.';
COMMENT ON COLUMN revisions.raw_before_zh IS 'Text in the earlier version.';
COMMENT ON COLUMN revisions.raw_after_zh IS 'Text in the later version.';
COMMENT ON COLUMN revisions.published_date IS 'Date of publication of the later version.';
COMMENT ON COLUMN revisions.fetched_at IS 'First time the later version was fetched, UTC.';
COMMENT ON COLUMN revisions.version_before IS 'The earlier version.';
COMMENT ON COLUMN revisions.version_after IS 'The later version.';
