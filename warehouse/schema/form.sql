CREATE TABLE IF NOT EXISTS form (
    form VARCHAR,
    first_year INTEGER,
    last_year INTEGER,
    title_zh VARCHAR,
    instrument_zh VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE form IS 'The official and provincial forms (data/forms/forms.csv).';
COMMENT ON COLUMN form.form IS 'Key of the form.';
COMMENT ON COLUMN form.first_year IS 'First report year for which it is usual.';
COMMENT ON COLUMN form.last_year IS 'Last report year for which it is usual; NULL while in use.';
COMMENT ON COLUMN form.title_zh IS 'Title of the form.';
COMMENT ON COLUMN form.instrument_zh IS 'Notice that prescribes it.';
COMMENT ON COLUMN form.note IS 'What to know about it.';
