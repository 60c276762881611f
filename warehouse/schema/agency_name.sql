CREATE TABLE IF NOT EXISTS agency_name (
    name_zh VARCHAR,
    agency_id VARCHAR,
    first_year INTEGER,
    last_year INTEGER,
    note VARCHAR
);
COMMENT ON TABLE agency_name IS 'Names under which agencies'' reports have been met (data/agencies/names.csv).';
COMMENT ON COLUMN agency_name.name_zh IS 'Name as printed.';
COMMENT ON COLUMN agency_name.agency_id IS 'Whose name it is.';
COMMENT ON COLUMN agency_name.first_year IS 'First report year for which it is; NULL for all.';
COMMENT ON COLUMN agency_name.last_year IS 'Last report year for which it is; NULL for all.';
COMMENT ON COLUMN agency_name.note IS 'Where it was met.';
