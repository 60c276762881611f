CREATE OR REPLACE VIEW lineage AS
SELECT f.cell_id, v.report_id, v.agency_id, p.agency_zh, v.report_year, p.kind, p.level, p.division_code,
    p.province_code, p.province_zh, p.city_code, p.city_zh, p.county_code, p.county_zh,
    p.township_code, p.township_zh, p.division_code_then, p.division_zh_then,
    k.form, k."table", k."row", k."column", f.value, k.unit, f.state,
    f.raw_zh, l.row_label_zh, l.column_label_zh, f.table_index, f.row_index, f.column_index, f.page, f.confidence, f.match,
    v.is_current AND r.reading_id = v.reading_id AS is_current, v.version_id, v.number AS version_number, x.correction_id,
    r.title_zh, r.media, r.reader_version, c.portal, c.url, c.parent_url, c.kind AS document_kind, c.fetched_at, c.last_seen_at,
    c.digest, c.warc_file, c.warc_offset, c.warc_length, coalesce(o.page_capture_id, r.capture_id) AS capture_id, f.reading_id, f.key_id
FROM cell_fact AS f
JOIN cell_key AS k USING (key_id)
JOIN reading AS r USING (reading_id)
LEFT JOIN cell_label AS l USING (label_id)
LEFT JOIN version_capture AS w ON w.reading_id = r.reading_id
LEFT JOIN version AS v ON v.version_id = w.version_id
LEFT JOIN report AS p ON p.agency_id = v.agency_id AND p.report_year = v.report_year
LEFT JOIN corrected_cell AS x ON x.reading_id = f.reading_id AND x.key_id = f.key_id
LEFT JOIN article_page AS o ON o.capture_id = r.capture_id AND o.page = f.page
LEFT JOIN capture AS c ON c.capture_id = coalesce(o.page_capture_id, r.capture_id);
COMMENT ON VIEW lineage IS 'Where each figure comes from: cell, reading, capture, address, time, and place in the document and in the archive. Key: cell_id. One row is a cell; in main those that speak for the current version, internal.lineage has every version and rendition (is_current). Cells of a table hold totals and their parts: add up one row and column of a table alone. Example: where does the 218 of 2024 stand?';
COMMENT ON COLUMN lineage.cell_id IS 'Number of the cell in this file, as in panel.cell_id; another one after a rebuild.';
COMMENT ON COLUMN lineage.report_id IS 'The report it stands in: report.report_id.';
COMMENT ON COLUMN lineage.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN lineage.agency_zh IS 'Its name.';
COMMENT ON COLUMN lineage.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN lineage.kind IS 'Kind of body (agency_kind.kind); NULL if unresolved.';
COMMENT ON COLUMN lineage.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN lineage.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN lineage.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN lineage.province_zh IS 'Name of that province.';
COMMENT ON COLUMN lineage.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN lineage.city_zh IS 'Name of that city.';
COMMENT ON COLUMN lineage.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN lineage.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN lineage.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN lineage.township_zh IS 'Name of that township.';
COMMENT ON COLUMN lineage.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN lineage.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN lineage.form IS 'Form by which the table was read.';
COMMENT ON COLUMN lineage."table" IS 'Table of the form.';
COMMENT ON COLUMN lineage."row" IS 'Row key.';
COMMENT ON COLUMN lineage."column" IS 'Column key.';
COMMENT ON COLUMN lineage.value IS 'Printed number; NULL unless state is number.';
COMMENT ON COLUMN lineage.unit IS 'Unit of the value.';
COMMENT ON COLUMN lineage.state IS 'number, nil, blank or unreadable.';
COMMENT ON COLUMN lineage.raw_zh IS 'Text of the cell as printed.';
COMMENT ON COLUMN lineage.row_label_zh IS 'Label of the row as printed.';
COMMENT ON COLUMN lineage.column_label_zh IS 'Label of the column as printed.';
COMMENT ON COLUMN lineage.table_index IS 'Which table of the document, from 0.';
COMMENT ON COLUMN lineage.row_index IS 'Which row of that table, from 0.';
COMMENT ON COLUMN lineage.column_index IS 'Which column of that table, from 0.';
COMMENT ON COLUMN lineage.page IS 'Page of the document, where it has pages (an article of several: see article_page).';
COMMENT ON COLUMN lineage.confidence IS 'Confidence of character recognition; NULL for text.';
COMMENT ON COLUMN lineage.match IS 'How the label of the line was found: exact, grammar, aligned or recognised.';
COMMENT ON COLUMN lineage.is_current IS 'True for the cells that the panel speaks from.';
COMMENT ON COLUMN lineage.version_id IS 'The version.';
COMMENT ON COLUMN lineage.version_number IS '1 for the wording published first.';
COMMENT ON COLUMN lineage.correction_id IS 'Correction by people that gave the cell its figure (view corrections); NULL for cells as read.';
COMMENT ON COLUMN lineage.title_zh IS 'Title of the document as printed.';
COMMENT ON COLUMN lineage.media IS 'Format of the document.';
COMMENT ON COLUMN lineage.reader_version IS 'Version of the reader.';
COMMENT ON COLUMN lineage.portal IS 'Portal it was collected from.';
COMMENT ON COLUMN lineage.url IS 'Address of the document.';
COMMENT ON COLUMN lineage.parent_url IS 'Page on which its link was found.';
COMMENT ON COLUMN lineage.document_kind IS 'page or file.';
COMMENT ON COLUMN lineage.fetched_at IS 'First time it was fetched, UTC.';
COMMENT ON COLUMN lineage.last_seen_at IS 'Last time it was found unchanged, UTC.';
COMMENT ON COLUMN lineage.digest IS 'sha256 of the document.';
COMMENT ON COLUMN lineage.warc_file IS 'Archive file that holds it.';
COMMENT ON COLUMN lineage.warc_offset IS 'Byte offset in warc_file.';
COMMENT ON COLUMN lineage.warc_length IS 'Length of the record in bytes.';
COMMENT ON COLUMN lineage.capture_id IS 'The capture; of an article of several pages, that of the page.';
COMMENT ON COLUMN lineage.reading_id IS 'The reading.';
COMMENT ON COLUMN lineage.key_id IS 'cell_key.key_id.';
