-- Narrow on purpose: 20 million rows with their labels as text take four times the space and query time of this
-- layout. The view cell shows each row with its keys and labels.
CREATE TABLE IF NOT EXISTS cell_fact (
    key_id INTEGER NOT NULL,
    reading_id INTEGER NOT NULL,
    value DECIMAL(20, 6),
    state ENUM ('number', 'nil', 'blank', 'unreadable') NOT NULL,
    raw_zh VARCHAR,
    label_id INTEGER,
    table_index SMALLINT,
    row_index INTEGER,
    column_index SMALLINT,
    page INTEGER,
    confidence FLOAT
);
COMMENT ON TABLE cell_fact IS 'Every cell of every reading, keys and labels as numbers; the view cell reads more easily.';
COMMENT ON COLUMN cell_fact.key_id IS 'Which cell of which form: cell_key.';
COMMENT ON COLUMN cell_fact.reading_id IS 'The reading it was taken by.';
COMMENT ON COLUMN cell_fact.value IS 'Printed number in the unit of the form; NULL unless state is number.';
COMMENT ON COLUMN cell_fact.state IS 'number; nil (a word or mark that says none); blank (printed and empty); unreadable (something that is no number).';
COMMENT ON COLUMN cell_fact.raw_zh IS 'Text of the cell as printed.';
COMMENT ON COLUMN cell_fact.label_id IS 'Labels as printed: cell_label.';
COMMENT ON COLUMN cell_fact.table_index IS 'Which table of the document, from 0.';
COMMENT ON COLUMN cell_fact.row_index IS 'Which row of that table, from 0.';
COMMENT ON COLUMN cell_fact.column_index IS 'Which column of that table, from 0.';
COMMENT ON COLUMN cell_fact.page IS 'Page of the document, from 1, where it has pages.';
COMMENT ON COLUMN cell_fact.confidence IS 'Confidence of character recognition, 0 to 1; NULL for text.';
