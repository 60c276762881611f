CREATE TABLE IF NOT EXISTS index_file (
    file VARCHAR NOT NULL,
    size BIGINT NOT NULL
);
COMMENT ON TABLE index_file IS 'Files of the capture index that have been loaded; one that has grown since is loaded again.';
COMMENT ON COLUMN index_file.file IS 'Path below the archive folder.';
COMMENT ON COLUMN index_file.size IS 'Bytes of it that were loaded.';
