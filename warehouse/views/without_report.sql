CREATE OR REPLACE VIEW without_report AS
SELECT c.portal, coalesce(nullif(r.title_zh, ''), c.title) AS title_zh,
    coalesce(r.outcome, CASE WHEN c.obstacle <> '' THEN 'obstacle' ELSE 'not_read' END) AS outcome,
    coalesce(nullif(r.reason, ''), nullif(c.obstacle, ''), '') AS reason,
    (
        SELECT string_agg(i.message, '; ' ORDER BY i.message) FROM issue AS i
        WHERE i.reading_id = r.reading_id AND coalesce(i."table", '') = ''
    ) AS message,
    r.agency_zh, r.report_year, c.kind, c.url, c.fetched_at, c.capture_id
FROM capture AS c
LEFT JOIN reading AS r USING (capture_id)
WHERE coalesce(r.outcome, '') <> 'report' AND NOT (c.kind = 'list' AND c.obstacle = '');
COMMENT ON VIEW without_report IS 'Every document that gave no report, with the reason; list pages are left out unless an obstacle stood in their place. Key: capture_id.';
COMMENT ON COLUMN without_report.portal IS 'Portal it was collected from.';
COMMENT ON COLUMN without_report.title_zh IS 'Its title as read, else the anchor text by which it was found.';
COMMENT ON COLUMN without_report.outcome IS 'Code of the issue that concerns the whole document, obstacle, or not_read.';
COMMENT ON COLUMN without_report.reason IS 'What it is instead, or which obstacle.';
COMMENT ON COLUMN without_report.message IS 'What the reader says.';
COMMENT ON COLUMN without_report.agency_zh IS 'Body that it names, if any.';
COMMENT ON COLUMN without_report.report_year IS 'Year that it names, if any.';
COMMENT ON COLUMN without_report.kind IS 'page, file or list.';
COMMENT ON COLUMN without_report.url IS 'Address.';
COMMENT ON COLUMN without_report.fetched_at IS 'First time it was fetched, UTC.';
COMMENT ON COLUMN without_report.capture_id IS 'The capture.';
