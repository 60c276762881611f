CREATE TABLE IF NOT EXISTS agency (
    agency_id VARCHAR,
    name_zh VARCHAR,
    kind VARCHAR,
    level VARCHAR,
    division_code VARCHAR,
    parent_id VARCHAR,
    first_year INTEGER,
    last_year INTEGER,
    successor_id VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE agency IS 'The register of reporting bodies (data/agencies/agencies.csv).';
COMMENT ON COLUMN agency.agency_id IS 'Key of the agency.';
COMMENT ON COLUMN agency.name_zh IS 'Its name in full.';
COMMENT ON COLUMN agency.kind IS 'Kind of body (agency_kind.kind).';
COMMENT ON COLUMN agency.level IS 'nation, province, city, county or township: of the division it belongs to.';
COMMENT ON COLUMN agency.division_code IS 'Six-digit code (GB/T 2260) of that division.';
COMMENT ON COLUMN agency.parent_id IS 'The government or committee it belongs to, if registered.';
COMMENT ON COLUMN agency.first_year IS 'First report year in which it exists; NULL if not known.';
COMMENT ON COLUMN agency.last_year IS 'Last report year in which it exists; NULL while it does.';
COMMENT ON COLUMN agency.successor_id IS 'The body that took its work over, where a notice or report says so.';
COMMENT ON COLUMN agency.note IS 'What to know about it.';
