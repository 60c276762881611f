CREATE TABLE IF NOT EXISTS release (
    release_id VARCHAR NOT NULL,
    published_at TIMESTAMP NOT NULL,
    code_version VARCHAR,
    schema_version VARCHAR,
    archive_hash VARCHAR,
    knowledge_hash VARCHAR,
    reports INTEGER,
    versions INTEGER,
    readings INTEGER,
    cells BIGINT,
    captures INTEGER,
    findings INTEGER,
    corrections INTEGER,
    citation VARCHAR,
    terms VARCHAR
);
COMMENT ON TABLE release IS 'Published states of the warehouse; the newest row is that of the file itself. A row without a file of its own was broken off while being published.';
COMMENT ON COLUMN release.release_id IS 'Time of publication as YYYYMMDDTHHMMSSZ and six hex digits that go up within the second.';
COMMENT ON COLUMN release.published_at IS 'When it was prepared, UTC.';
COMMENT ON COLUMN release.code_version IS 'Version of the program that made it.';
COMMENT ON COLUMN release.schema_version IS 'Twelve hex digits that change with any table.';
COMMENT ON COLUMN release.archive_hash IS 'Sixteen hex digits over the capture ids that it was made from: equal archives, equal hash, in any order.';
COMMENT ON COLUMN release.knowledge_hash IS 'Sixteen hex digits over the data files that it was made with.';
COMMENT ON COLUMN release.reports IS 'Rows of report.';
COMMENT ON COLUMN release.versions IS 'Rows of version.';
COMMENT ON COLUMN release.readings IS 'Rows of reading.';
COMMENT ON COLUMN release.cells IS 'Rows of cell_fact.';
COMMENT ON COLUMN release.captures IS 'Rows of capture.';
COMMENT ON COLUMN release.findings IS 'Rows of finding.';
COMMENT ON COLUMN release.corrections IS 'Corrections by people that it holds.';
COMMENT ON COLUMN release.citation IS 'How to cite this release.';
COMMENT ON COLUMN release.terms IS 'Terms of use of the data.';
