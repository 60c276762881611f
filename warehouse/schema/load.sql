CREATE TABLE IF NOT EXISTS load (
    part VARCHAR NOT NULL,
    loaded_at TIMESTAMP NOT NULL,
    reader_version VARCHAR,
    reading_count INTEGER,
    cell_count BIGINT
);
COMMENT ON TABLE load IS 'One row a part (folder of Parquet files) that has been loaded.';
COMMENT ON COLUMN load.part IS 'Name of the part.';
COMMENT ON COLUMN load.loaded_at IS 'When it was loaded first, UTC.';
COMMENT ON COLUMN load.reader_version IS 'Newest reader version in it.';
COMMENT ON COLUMN load.reading_count IS 'Readings in the part, superseded ones too.';
COMMENT ON COLUMN load.cell_count IS 'Cells in the part, superseded ones too.';
