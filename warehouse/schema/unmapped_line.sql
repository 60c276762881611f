CREATE TABLE IF NOT EXISTS unmapped_line (
    reading_id INTEGER NOT NULL,
    form VARCHAR,
    table_index SMALLINT,
    row_index INTEGER,
    caption_zh VARCHAR,
    label_zh VARCHAR,
    code VARCHAR,
    unit VARCHAR,
    column_label_zh VARCHAR,
    column_index SMALLINT,
    raw_zh VARCHAR,
    value DECIMAL(20, 6),
    page INTEGER,
    confidence FLOAT
);
COMMENT ON TABLE unmapped_line IS 'Printed figures that no form has a key for, one row a cell: lists of provinces and cities without a form yet, and lines or columns of a known form''s table that it does not have. The view unmapped shows whose they are; nianbao forms propose drafts a form of them.';
COMMENT ON COLUMN unmapped_line.reading_id IS 'The reading that met it.';
COMMENT ON COLUMN unmapped_line.form IS 'Form of the table in which it stands; empty for a list of no known form.';
COMMENT ON COLUMN unmapped_line.table_index IS 'Which table of the document, from 0; -1 for figures of the text of a report that could not be read.';
COMMENT ON COLUMN unmapped_line.row_index IS 'Which row of that table, from 0.';
COMMENT ON COLUMN unmapped_line.caption_zh IS 'What stands over its table; empty if nothing does.';
COMMENT ON COLUMN unmapped_line.label_zh IS 'Label of the line as printed.';
COMMENT ON COLUMN unmapped_line.code IS 'Code or number printed for the line; empty if none.';
COMMENT ON COLUMN unmapped_line.unit IS 'Unit printed for the line or over the column; empty if none.';
COMMENT ON COLUMN unmapped_line.column_label_zh IS 'Head of the column as printed; empty where the row does not fit under the heads.';
COMMENT ON COLUMN unmapped_line.column_index IS 'Which cell of the row, from 0.';
COMMENT ON COLUMN unmapped_line.raw_zh IS 'Text of the cell as printed.';
COMMENT ON COLUMN unmapped_line.value IS 'The number in the printed unit; NULL where no single number is printed.';
COMMENT ON COLUMN unmapped_line.page IS 'Page of the document, from 1, where it has pages.';
COMMENT ON COLUMN unmapped_line.confidence IS 'Confidence of character recognition, 0 to 1; NULL for text.';
