CREATE OR REPLACE VIEW findings AS
SELECT v.agency_id, p.agency_zh, v.report_year, coalesce(v.is_current AND v.reading_id = f.reading_id, false) AS is_current,
    f.code, f.rule, f."table", f."row", f."column", f.stated, f.computed, f.message, r.title_zh, c.url, r.capture_id,
    f.reading_id
FROM finding AS f
JOIN reading AS r USING (reading_id)
LEFT JOIN version_capture AS w ON w.reading_id = r.reading_id
LEFT JOIN version AS v ON v.version_id = w.version_id
LEFT JOIN report AS p ON p.agency_id = v.agency_id AND p.report_year = v.report_year
LEFT JOIN capture AS c ON c.capture_id = r.capture_id;
COMMENT ON VIEW findings IS 'What does not add up as printed, with whose report it is; figures stay as printed.';
COMMENT ON COLUMN findings.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN findings.agency_zh IS 'Its name.';
COMMENT ON COLUMN findings.report_year IS 'Report year.';
COMMENT ON COLUMN findings.is_current IS 'True for the reading that the panel speaks from.';
COMMENT ON COLUMN findings.code IS 'sum_broken or text_differs.';
COMMENT ON COLUMN findings.rule IS 'The broken rule.';
COMMENT ON COLUMN findings."table" IS 'Table concerned.';
COMMENT ON COLUMN findings."row" IS 'Row concerned.';
COMMENT ON COLUMN findings."column" IS 'Column concerned.';
COMMENT ON COLUMN findings.stated IS 'The printed figure.';
COMMENT ON COLUMN findings.computed IS 'What rule or text gives instead.';
COMMENT ON COLUMN findings.message IS 'The contradiction in words.';
COMMENT ON COLUMN findings.title_zh IS 'Title of the document.';
COMMENT ON COLUMN findings.url IS 'Address of the document.';
COMMENT ON COLUMN findings.capture_id IS 'The capture.';
COMMENT ON COLUMN findings.reading_id IS 'The reading.';
