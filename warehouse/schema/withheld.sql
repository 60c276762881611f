CREATE TABLE IF NOT EXISTS withheld (
    capture_id VARCHAR NOT NULL,
    part VARCHAR NOT NULL
);
COMMENT ON TABLE withheld IS 'Where the readings lie that the take-down list keeps out: the part is loaded again when the line is gone.';
COMMENT ON COLUMN withheld.capture_id IS 'Capture that is taken down.';
COMMENT ON COLUMN withheld.part IS 'Folder of Parquet files that holds a reading of it.';
