CREATE OR REPLACE VIEW cell AS
SELECT r.capture_id, r.reader_version, k.form, k."table", k."row", k."column", f.value, k.unit, f.state, f.raw_zh,
    l.row_label_zh, l.column_label_zh, f.table_index, f.row_index, f.column_index, f.page, f.confidence,
    f.marks, f.evidence, f.match,
    f.reading_id, f.key_id
FROM cell_fact AS f
JOIN cell_key AS k USING (key_id)
JOIN reading AS r USING (reading_id)
LEFT JOIN cell_label AS l USING (label_id);
COMMENT ON VIEW cell IS 'Every cell of every reading with its keys and its labels as printed. Key: reading_id, key_id, table_index, row_index, column_index.';
COMMENT ON COLUMN cell.capture_id IS 'Capture it was read from.';
COMMENT ON COLUMN cell.reader_version IS 'Version of the reader.';
COMMENT ON COLUMN cell.form IS 'Form by which the table was read.';
COMMENT ON COLUMN cell."table" IS 'Table of the form.';
COMMENT ON COLUMN cell."row" IS 'Row key.';
COMMENT ON COLUMN cell."column" IS 'Column key.';
COMMENT ON COLUMN cell.value IS 'Printed number in the unit; NULL unless state is number.';
COMMENT ON COLUMN cell.unit IS 'Unit in which the value is kept.';
COMMENT ON COLUMN cell.state IS 'number, nil, blank or unreadable.';
COMMENT ON COLUMN cell.raw_zh IS 'Text of the cell as printed.';
COMMENT ON COLUMN cell.row_label_zh IS 'Label of the row as printed.';
COMMENT ON COLUMN cell.column_label_zh IS 'Label of the column as printed.';
COMMENT ON COLUMN cell.table_index IS 'Which table of the document, from 0.';
COMMENT ON COLUMN cell.row_index IS 'Which row of that table, from 0.';
COMMENT ON COLUMN cell.column_index IS 'Which column of that table, from 0.';
COMMENT ON COLUMN cell.page IS 'Page of the document, where it has pages.';
COMMENT ON COLUMN cell.confidence IS 'Confidence of character recognition; NULL for text.';
COMMENT ON COLUMN cell.marks IS 'What is particular about what stands in it (raised, struck, a picture, …); NULL if nothing is.';
COMMENT ON COLUMN cell.evidence IS 'Of a blank cell, what shows that nothing is printed in it: markup, drawn or format; without it the blank is not proven.';
COMMENT ON COLUMN cell.match IS 'How the label of the line was found: exact, grammar, aligned or recognised.';
COMMENT ON COLUMN cell.reading_id IS 'The reading.';
COMMENT ON COLUMN cell.key_id IS 'cell_key.key_id.';
