CREATE TABLE IF NOT EXISTS form_column (
    form VARCHAR,
    "table" VARCHAR,
    "column" VARCHAR,
    "order" INTEGER,
    label VARCHAR,
    block VARCHAR,
    unit VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE form_column IS 'Columns of the forms'' tables in printed order (data/forms/FORM/columns.csv).';
COMMENT ON COLUMN form_column.form IS 'Key of the form.';
COMMENT ON COLUMN form_column."table" IS 'Table of the form.';
COMMENT ON COLUMN form_column."column" IS 'Column key, as cell_key."column".';
COMMENT ON COLUMN form_column."order" IS 'Place in the form.';
COMMENT ON COLUMN form_column.label IS 'Label as the form prints it.';
COMMENT ON COLUMN form_column.block IS 'Group of columns it is printed under.';
COMMENT ON COLUMN form_column.unit IS 'Unit of its figures.';
COMMENT ON COLUMN form_column.note IS 'What to know about it.';
