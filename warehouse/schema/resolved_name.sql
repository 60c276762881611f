CREATE TABLE IF NOT EXISTS resolved_name (
    name_key VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    agency_id VARCHAR NOT NULL
);
COMMENT ON TABLE resolved_name IS 'Printed names that the register knows, by the year of their report. Derived anew at every load.';
COMMENT ON COLUMN resolved_name.name_key IS 'Printed name by name_key(): without spaces, brackets in ASCII.';
COMMENT ON COLUMN resolved_name.report_year IS 'Report year in which it was met.';
COMMENT ON COLUMN resolved_name.agency_id IS 'The one agency whose name it is in that year.';
