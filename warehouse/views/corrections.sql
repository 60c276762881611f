CREATE OR REPLACE VIEW corrections AS
SELECT c.correction_id, c.kind, coalesce(r.agency_id, c.target_id) AS agency_id, r.report_year, c.capture_id, c.form,
    c."table", c."row", c."column", x.state_read, x.value_read, x.text_read_zh, f.state, f.value, f.raw_zh,
    c.agency_id AS agency_before, c.target_id AS agency_after,
    CASE c.kind WHEN 'cell' THEN x.correction_id IS NOT NULL
        ELSE EXISTS (SELECT 1 FROM reading AS m WHERE m.agency_id = c.target_id) END AS is_applied,
    c.reason, c.evidence, c.reviewed_by, c.reviewed_date
FROM correction AS c
LEFT JOIN corrected_cell AS x USING (correction_id)
LEFT JOIN reading AS r ON r.reading_id = x.reading_id
LEFT JOIN cell_fact AS f ON f.reading_id = x.reading_id AND f.key_id = x.key_id;
COMMENT ON VIEW corrections IS 'What people corrected, why, on what evidence, and what the reader had taken (data/corrections.csv). Key: correction_id.';
COMMENT ON COLUMN corrections.correction_id IS 'Key of the correction.';
COMMENT ON COLUMN corrections.kind IS 'cell or agency.';
COMMENT ON COLUMN corrections.agency_id IS 'Agency concerned.';
COMMENT ON COLUMN corrections.report_year IS 'Of a cell: report year.';
COMMENT ON COLUMN corrections.capture_id IS 'Of a cell: capture.';
COMMENT ON COLUMN corrections.form IS 'Of a cell: form.';
COMMENT ON COLUMN corrections."table" IS 'Of a cell: table.';
COMMENT ON COLUMN corrections."row" IS 'Of a cell: row key.';
COMMENT ON COLUMN corrections."column" IS 'Of a cell: column key.';
COMMENT ON COLUMN corrections.state_read IS 'Of a cell: state as read.';
COMMENT ON COLUMN corrections.value_read IS 'Of a cell: figure as read.';
COMMENT ON COLUMN corrections.text_read_zh IS 'Of a cell: text as read, where it was not the figure itself.';
COMMENT ON COLUMN corrections.state IS 'Of a cell: state now.';
COMMENT ON COLUMN corrections.value IS 'Of a cell: figure now.';
COMMENT ON COLUMN corrections.raw_zh IS 'Of a cell: text now.';
COMMENT ON COLUMN corrections.agency_before IS 'Of an agency: key whose reports moved.';
COMMENT ON COLUMN corrections.agency_after IS 'Of an agency: key they moved to.';
COMMENT ON COLUMN corrections.is_applied IS 'False if nothing it speaks of is in the warehouse.';
COMMENT ON COLUMN corrections.reason IS 'What was wrong.';
COMMENT ON COLUMN corrections.evidence IS 'Where it can be seen.';
COMMENT ON COLUMN corrections.reviewed_by IS 'Who looked.';
COMMENT ON COLUMN corrections.reviewed_date IS 'When.';
