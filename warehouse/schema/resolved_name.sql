CREATE TABLE IF NOT EXISTS resolved_name (
    name_key VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    portal VARCHAR NOT NULL,
    agency_id VARCHAR,
    basis VARCHAR,
    division_id VARCHAR,
    body VARCHAR,
    rest_zh VARCHAR
);
COMMENT ON TABLE resolved_name IS 'Printed names by the year of their report and the portal, and the one agency that each means. Derived from readings and register.';
COMMENT ON COLUMN resolved_name.name_key IS 'Printed name by name_key(): without spaces, brackets in ASCII.';
COMMENT ON COLUMN resolved_name.report_year IS 'Report year in which it was met.';
COMMENT ON COLUMN resolved_name.portal IS 'Portal on which it was met, empty without one: a county''s name without its city is told by it.';
COMMENT ON COLUMN resolved_name.agency_id IS 'The one agency whose name it is there in that year; NULL where it may be several or none.';
COMMENT ON COLUMN resolved_name.basis IS 'register (an exact name of the register), rule, or NULL.';
COMMENT ON COLUMN resolved_name.division_id IS 'By rule: the division.';
COMMENT ON COLUMN resolved_name.body IS 'By rule: the sort of body (agency_body.body).';
COMMENT ON COLUMN resolved_name.rest_zh IS 'By rule: what is printed after the division''s name.';
