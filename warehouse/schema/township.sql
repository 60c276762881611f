CREATE TABLE IF NOT EXISTS township (
    code VARCHAR,
    name_zh VARCHAR
);
COMMENT ON TABLE township IS 'Townships and subdistricts of today (data/agencies/townships.csv.gz); their earlier names are not known.';
COMMENT ON COLUMN township.code IS 'Its nine-digit code; the first six are its county''s.';
COMMENT ON COLUMN township.name_zh IS 'Its name.';
