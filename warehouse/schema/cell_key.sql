CREATE TABLE IF NOT EXISTS cell_key (
    key_id INTEGER NOT NULL,
    form VARCHAR NOT NULL,
    "table" VARCHAR NOT NULL,
    "row" VARCHAR NOT NULL,
    "column" VARCHAR NOT NULL,
    unit VARCHAR
);
COMMENT ON TABLE cell_key IS 'The cells of the forms that have been met: one row a form, table, row and column.';
COMMENT ON COLUMN cell_key.key_id IS 'Internal number; another one after a rebuild.';
COMMENT ON COLUMN cell_key.form IS 'Form by which the table was read (form.form).';
COMMENT ON COLUMN cell_key."table" IS 'Table of the form.';
COMMENT ON COLUMN cell_key."row" IS 'Row key; dots are the printed hierarchy.';
COMMENT ON COLUMN cell_key."column" IS 'Column key.';
COMMENT ON COLUMN cell_key.unit IS 'Unit in which the value is kept.';
