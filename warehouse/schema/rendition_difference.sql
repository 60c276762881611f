CREATE TABLE IF NOT EXISTS rendition_difference (
    agency_id VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    "table" VARCHAR NOT NULL,
    "row" VARCHAR NOT NULL,
    "column" VARCHAR NOT NULL,
    unit VARCHAR,
    reading_id INTEGER NOT NULL,
    key_id INTEGER,
    value DECIMAL(20, 6),
    raw_zh VARCHAR,
    table_index SMALLINT,
    row_index INTEGER,
    column_index SMALLINT,
    page INTEGER,
    other_reading_id INTEGER NOT NULL,
    other_key_id INTEGER,
    other_value DECIMAL(20, 6),
    other_raw_zh VARCHAR,
    other_table_index SMALLINT,
    other_row_index INTEGER,
    other_column_index SMALLINT,
    other_page INTEGER,
    other_confidence FLOAT
);
COMMENT ON TABLE rendition_difference IS 'Cells that two renditions of a report on one page (text, PDF, picture) state differently; the view findings shows them in words. Nothing printed counts as zero. Derived anew at every load.';
COMMENT ON COLUMN rendition_difference.agency_id IS 'Agency of the report.';
COMMENT ON COLUMN rendition_difference.report_year IS 'Its year.';
COMMENT ON COLUMN rendition_difference."table" IS 'Table of the form.';
COMMENT ON COLUMN rendition_difference."row" IS 'Row key.';
COMMENT ON COLUMN rendition_difference."column" IS 'Column key.';
COMMENT ON COLUMN rendition_difference.unit IS 'Unit of both values.';
COMMENT ON COLUMN rendition_difference.reading_id IS 'Reading of the rendition that is taken as the text (rendition_order).';
COMMENT ON COLUMN rendition_difference.key_id IS 'Its cell: cell_key.key_id; NULL where it has none.';
COMMENT ON COLUMN rendition_difference.value IS 'What it states; NULL for nil, blank and no cell.';
COMMENT ON COLUMN rendition_difference.raw_zh IS 'Text of its cell as printed; NULL where it has no such cell.';
COMMENT ON COLUMN rendition_difference.table_index IS 'Which table of that document, from 0.';
COMMENT ON COLUMN rendition_difference.row_index IS 'Which row of that table, from 0.';
COMMENT ON COLUMN rendition_difference.column_index IS 'Which column of that table, from 0.';
COMMENT ON COLUMN rendition_difference.page IS 'Page of that document, where it has pages.';
COMMENT ON COLUMN rendition_difference.other_reading_id IS 'Reading of the other rendition.';
COMMENT ON COLUMN rendition_difference.other_key_id IS 'Its cell; NULL where it has none.';
COMMENT ON COLUMN rendition_difference.other_value IS 'What it states; NULL for nil, blank and no cell.';
COMMENT ON COLUMN rendition_difference.other_raw_zh IS 'Text of its cell as printed; NULL where it has no such cell.';
COMMENT ON COLUMN rendition_difference.other_table_index IS 'Which table of the other document, from 0.';
COMMENT ON COLUMN rendition_difference.other_row_index IS 'Which row of that table, from 0.';
COMMENT ON COLUMN rendition_difference.other_column_index IS 'Which column of that table, from 0.';
COMMENT ON COLUMN rendition_difference.other_page IS 'Page of the other document, where it has pages.';
COMMENT ON COLUMN rendition_difference.other_confidence IS 'Confidence of character recognition in the other; NULL for text.';
