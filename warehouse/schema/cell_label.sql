CREATE TABLE IF NOT EXISTS cell_label (
    label_id INTEGER NOT NULL,
    row_label_zh VARCHAR,
    column_label_zh VARCHAR
);
COMMENT ON TABLE cell_label IS 'Pairs of row and column labels as they were printed.';
COMMENT ON COLUMN cell_label.label_id IS 'Internal number; another one after a rebuild.';
COMMENT ON COLUMN cell_label.row_label_zh IS 'Label of the row, as printed.';
COMMENT ON COLUMN cell_label.column_label_zh IS 'Label of the column, as printed.';
