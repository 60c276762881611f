CREATE OR REPLACE VIEW issues AS
SELECT coalesce(p.agency_zh, r.agency_zh) AS agency_zh, r.report_year, r.outcome, i.code, i.severity, i."table", i."row",
    i."column", i.message, r.title_zh, c.portal, c.url, r.capture_id, i.reading_id
FROM issue AS i
JOIN reading AS r USING (reading_id)
LEFT JOIN version_capture AS w ON w.reading_id = r.reading_id
LEFT JOIN version AS v ON v.version_id = w.version_id
LEFT JOIN report AS p ON p.report_id = v.report_id
LEFT JOIN capture AS c ON c.capture_id = r.capture_id;
COMMENT ON VIEW issues IS 'What the readings could not take, with whose document it is. Key: reading_id, code, table, row, column, message.';
COMMENT ON COLUMN issues.agency_zh IS 'The agency, else the name as printed.';
COMMENT ON COLUMN issues.report_year IS 'Report year, if known.';
COMMENT ON COLUMN issues.outcome IS 'report, or why the document gave none.';
COMMENT ON COLUMN issues.code IS 'Kind of issue.';
COMMENT ON COLUMN issues.severity IS 'error, warning or info.';
COMMENT ON COLUMN issues."table" IS 'Table concerned; empty for the whole document.';
COMMENT ON COLUMN issues."row" IS 'Row concerned.';
COMMENT ON COLUMN issues."column" IS 'Column concerned.';
COMMENT ON COLUMN issues.message IS 'What was met.';
COMMENT ON COLUMN issues.title_zh IS 'Title of the document.';
COMMENT ON COLUMN issues.portal IS 'Portal it was collected from.';
COMMENT ON COLUMN issues.url IS 'Address of the document.';
COMMENT ON COLUMN issues.capture_id IS 'The capture.';
COMMENT ON COLUMN issues.reading_id IS 'The reading.';
