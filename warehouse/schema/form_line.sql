CREATE TABLE IF NOT EXISTS form_line (
    form VARCHAR,
    "table" VARCHAR,
    line VARCHAR,
    "order" INTEGER,
    label VARCHAR,
    parent VARCHAR,
    kind VARCHAR,
    unit VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE form_line IS 'Rows of the forms'' tables in printed order (data/forms/FORM/lines.csv).';
COMMENT ON COLUMN form_line.form IS 'Key of the form.';
COMMENT ON COLUMN form_line."table" IS 'Table of the form.';
COMMENT ON COLUMN form_line.line IS 'Row key, as cell_key."row".';
COMMENT ON COLUMN form_line."order" IS 'Place in the form.';
COMMENT ON COLUMN form_line.label IS 'Label as the form prints it.';
COMMENT ON COLUMN form_line.parent IS 'Row under which it is printed.';
COMMENT ON COLUMN form_line.kind IS 'heading, value or total.';
COMMENT ON COLUMN form_line.unit IS 'Unit of its figures.';
COMMENT ON COLUMN form_line.note IS 'What to know about it.';
