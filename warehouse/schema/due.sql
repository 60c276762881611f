CREATE TABLE IF NOT EXISTS due (
    agency_id VARCHAR NOT NULL,
    reading_id INTEGER
);
COMMENT ON TABLE due IS 'What changed since the checks ran last: the work of the next run. Empty in a published file.';
COMMENT ON COLUMN due.agency_id IS 'Agency with a changed report.';
COMMENT ON COLUMN due.reading_id IS 'The reading that is new, if one is.';
