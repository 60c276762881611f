CREATE OR REPLACE VIEW revisions AS
WITH step AS (
    SELECT v.*, lag(reading_id) OVER w AS reading_before, lag(version_id) OVER w AS version_before,
        lag(number) OVER w AS number_before
    FROM version AS v
    WINDOW w AS (PARTITION BY report_id ORDER BY number)
),
pair AS (SELECT * FROM step WHERE reading_before IS NOT NULL),
cell_before AS (
    SELECT p.version_id, f.key_id, any_value(f.value) AS value, any_value(f.state) AS state, any_value(f.raw_zh) AS raw_zh
    FROM pair AS p JOIN cell_fact AS f ON f.reading_id = p.reading_before GROUP BY p.version_id, f.key_id
),
cell_after AS (
    SELECT p.version_id, f.key_id, any_value(f.value) AS value, any_value(f.state) AS state, any_value(f.raw_zh) AS raw_zh
    FROM pair AS p JOIN cell_fact AS f ON f.reading_id = p.reading_id GROUP BY p.version_id, f.key_id
),
difference AS (
    SELECT coalesce(b.version_id, a.version_id) AS version_id, coalesce(b.key_id, a.key_id) AS key_id,
        CASE WHEN b.key_id IS NULL THEN 'added' WHEN a.key_id IS NULL THEN 'removed' ELSE 'changed' END AS change,
        b.value AS value_before, a.value AS value_after, b.state AS state_before, a.state AS state_after,
        b.raw_zh AS raw_before_zh, a.raw_zh AS raw_after_zh
    FROM cell_before AS b
    FULL JOIN cell_after AS a ON a.version_id = b.version_id AND a.key_id = b.key_id
    WHERE a.value IS DISTINCT FROM b.value OR a.state IS DISTINCT FROM b.state
)
SELECT p.agency_id, r.agency_zh, p.report_year, p.number_before, p.number AS number_after,
    CASE WHEN p.is_rendition THEN 'rendition' ELSE 'revision' END AS relation,
    k.form, k."table", k."row", k."column", d.change, d.value_before, d.value_after, d.state_before, d.state_after,
    d.raw_before_zh, d.raw_after_zh, p.published_date, p.fetched_at, p.version_before, p.version_id AS version_after
FROM difference AS d
JOIN pair AS p USING (version_id)
JOIN report AS r USING (report_id)
JOIN cell_key AS k USING (key_id);
COMMENT ON VIEW revisions IS 'What changed, cell by cell, from one published wording of a report to the next.';
COMMENT ON COLUMN revisions.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN revisions.agency_zh IS 'Its name.';
COMMENT ON COLUMN revisions.report_year IS 'Report year.';
COMMENT ON COLUMN revisions.number_before IS 'Number of the earlier version.';
COMMENT ON COLUMN revisions.number_after IS 'Number of the later version.';
COMMENT ON COLUMN revisions.relation IS 'revision, or rendition: the later one is an attachment of a page that words the report otherwise.';
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
