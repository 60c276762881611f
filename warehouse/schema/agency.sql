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
    note VARCHAR,
    division_id VARCHAR,
    basis VARCHAR
);
COMMENT ON TABLE agency IS 'Reporting bodies: the register (data/agencies/agencies.csv), and those that the rule found in printed names. Derived anew when names come in.';
COMMENT ON COLUMN agency.agency_id IS 'Key of the agency.';
COMMENT ON COLUMN agency.name_zh IS 'Its name in full.';
COMMENT ON COLUMN agency.kind IS 'Kind of body (agency_kind.kind).';
COMMENT ON COLUMN agency.level IS 'nation, province, city, county or township: of the division it belongs to.';
COMMENT ON COLUMN agency.division_code IS 'Code of that division now: six digits (GB/T 2260), nine of a township.';
COMMENT ON COLUMN agency.parent_id IS 'The government or committee it belongs to; of a government that of the division above. Need not have a report itself.';
COMMENT ON COLUMN agency.first_year IS 'First report year in which it exists; NULL if not known (never known of a township).';
COMMENT ON COLUMN agency.last_year IS 'Last report year in which it exists; NULL while it does, and of townships.';
COMMENT ON COLUMN agency.successor_id IS 'The body that took its work over, where a notice, a report or a national reform (agency_body.successor) says so.';
COMMENT ON COLUMN agency.note IS 'What to know about it.';
COMMENT ON COLUMN agency.division_id IS 'That division through its renamings: division.division_id.';
COMMENT ON COLUMN agency.basis IS 'register (agencies.csv), or rule: a name of the division and a name of the body (agency_body), and nothing else it could mean.';
