CREATE TABLE IF NOT EXISTS version_capture (
    version_id VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    reading_id INTEGER NOT NULL,
    is_live BOOLEAN NOT NULL
);
COMMENT ON TABLE version_capture IS 'Which captures carry which version. Derived anew at every load.';
COMMENT ON COLUMN version_capture.version_id IS 'The version.';
COMMENT ON COLUMN version_capture.capture_id IS 'A capture with this wording.';
COMMENT ON COLUMN version_capture.reading_id IS 'Its reading.';
COMMENT ON COLUMN version_capture.is_live IS 'True if nothing newer of the same report has been seen at the capture''s address.';
