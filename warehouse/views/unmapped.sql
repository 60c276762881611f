CREATE OR REPLACE VIEW unmapped AS
SELECT v.agency_id, coalesce(p.agency_zh, r.agency_zh) AS agency_zh, r.report_year, u.form, u.caption_zh, u.label_zh, u.code, u.unit,
    u.column_label_zh, u.value, u.raw_zh, u.table_index, u.row_index, u.column_index, u.page, u.confidence,
    coalesce(v.is_current AND v.reading_id = u.reading_id, false) AS is_current, v.version_id,
    r.title_zh, r.media, r.reader_version, c.portal, c.url, c.parent_url, c.kind, c.fetched_at, c.last_seen_at,
    c.digest, c.warc_file, c.warc_offset, c.warc_length, r.capture_id, u.reading_id
FROM unmapped_line AS u
JOIN reading AS r USING (reading_id)
LEFT JOIN version_capture AS w ON w.reading_id = r.reading_id
LEFT JOIN version AS v ON v.version_id = w.version_id
LEFT JOIN report AS p ON p.agency_id = v.agency_id AND p.report_year = v.report_year
LEFT JOIN capture AS c ON c.capture_id = r.capture_id;
COMMENT ON VIEW unmapped IS 'Printed figures that no form has a key for, with whose report they stand in and where they come from, as in lineage: lists of no known form, and lines and columns that a form does not have. Key: version_id, reading_id, table_index, row_index, column_index.';
COMMENT ON COLUMN unmapped.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN unmapped.agency_zh IS 'Its name.';
COMMENT ON COLUMN unmapped.report_year IS 'Year the report covers.';
COMMENT ON COLUMN unmapped.form IS 'Form of the table in which it stands; empty for a list of no known form.';
COMMENT ON COLUMN unmapped.caption_zh IS 'What stands over its table; empty if nothing does.';
COMMENT ON COLUMN unmapped.label_zh IS 'Label of the line as printed.';
COMMENT ON COLUMN unmapped.code IS 'Code or number printed for the line.';
COMMENT ON COLUMN unmapped.unit IS 'Unit printed for the line or over the column.';
COMMENT ON COLUMN unmapped.column_label_zh IS 'Head of the column as printed.';
COMMENT ON COLUMN unmapped.value IS 'The number in the printed unit; NULL where no single number is printed.';
COMMENT ON COLUMN unmapped.raw_zh IS 'Text of the cell as printed.';
COMMENT ON COLUMN unmapped.table_index IS 'Which table of the document, from 0.';
COMMENT ON COLUMN unmapped.row_index IS 'Which row of that table, from 0.';
COMMENT ON COLUMN unmapped.column_index IS 'Which cell of that row, from 0.';
COMMENT ON COLUMN unmapped.page IS 'Page of the document, where it has pages.';
COMMENT ON COLUMN unmapped.confidence IS 'Confidence of character recognition; NULL for text.';
COMMENT ON COLUMN unmapped.is_current IS 'True for the reading that speaks for the report''s current version.';
COMMENT ON COLUMN unmapped.version_id IS 'The version.';
COMMENT ON COLUMN unmapped.title_zh IS 'Title of the document as printed.';
COMMENT ON COLUMN unmapped.media IS 'Format of the document.';
COMMENT ON COLUMN unmapped.reader_version IS 'Version of the reader.';
COMMENT ON COLUMN unmapped.portal IS 'Portal it was collected from.';
COMMENT ON COLUMN unmapped.url IS 'Address of the document.';
COMMENT ON COLUMN unmapped.parent_url IS 'Page on which its link was found.';
COMMENT ON COLUMN unmapped.kind IS 'page, file or member.';
COMMENT ON COLUMN unmapped.fetched_at IS 'First time it was fetched, UTC.';
COMMENT ON COLUMN unmapped.last_seen_at IS 'Last time it was found unchanged, UTC.';
COMMENT ON COLUMN unmapped.digest IS 'sha256 of the document.';
COMMENT ON COLUMN unmapped.warc_file IS 'Archive file that holds it.';
COMMENT ON COLUMN unmapped.warc_offset IS 'Byte offset in warc_file.';
COMMENT ON COLUMN unmapped.warc_length IS 'Length of the record in bytes.';
COMMENT ON COLUMN unmapped.capture_id IS 'The capture.';
COMMENT ON COLUMN unmapped.reading_id IS 'The reading.';
