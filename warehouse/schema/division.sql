CREATE TABLE IF NOT EXISTS division (
    division_id VARCHAR,
    code VARCHAR,
    name_zh VARCHAR,
    level VARCHAR,
    parent_id VARCHAR,
    first_year INTEGER,
    last_year INTEGER,
    successor_id VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE division IS 'Divisions from province to county since 2008, one row a name and code with its years (data/agencies/divisions.csv, from the list of the ministry of civil affairs).';
COMMENT ON COLUMN division.division_id IS 'The division through its renamings and changes of code: never changed once published.';
COMMENT ON COLUMN division.code IS 'Its six-digit code (GB/T 2260) in these years.';
COMMENT ON COLUMN division.name_zh IS 'Its name in these years.';
COMMENT ON COLUMN division.level IS 'province, city or county.';
COMMENT ON COLUMN division.parent_id IS 'Division above it in these years.';
COMMENT ON COLUMN division.first_year IS 'Year of the change that brought this name or code; NULL before 2008.';
COMMENT ON COLUMN division.last_year IS 'Year of the change that ended it; NULL while it stands.';
COMMENT ON COLUMN division.successor_id IS 'Division that it was merged into, where it ended.';
COMMENT ON COLUMN division.note IS 'Number of the decision that ended it, where known.';
