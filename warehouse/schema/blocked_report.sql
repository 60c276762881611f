CREATE TABLE IF NOT EXISTS blocked_report (
    agency_id VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    capture_id VARCHAR NOT NULL,
    obstacle VARCHAR
);
COMMENT ON TABLE blocked_report IS 'Obstacles met where a link promised the report of a known agency and a year. Derived.';
COMMENT ON COLUMN blocked_report.agency_id IS 'The agency that the link names.';
COMMENT ON COLUMN blocked_report.report_year IS 'The year that it names.';
COMMENT ON COLUMN blocked_report.capture_id IS 'What came instead of the report.';
COMMENT ON COLUMN blocked_report.obstacle IS 'The obstacle.';
