-- No keys anywhere in this schema: with a foreign key declared, DuckDB refuses to delete parent and child in one
-- transaction, and a primary key makes a big load six times slower. Uniqueness and orphans are checks (checks/*.sql).
CREATE TABLE IF NOT EXISTS capture (
    capture_id VARCHAR NOT NULL,
    portal VARCHAR,
    url VARCHAR,
    kind VARCHAR,
    parent_url VARCHAR,
    title VARCHAR,
    listed_date DATE,
    agency VARCHAR,
    obtained_by VARCHAR,
    fetched_at TIMESTAMP,
    last_seen_at TIMESTAMP,
    status INTEGER,
    media_type VARCHAR,
    charset VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    digest VARCHAR,
    size BIGINT,
    warc_file VARCHAR,
    warc_offset BIGINT,
    warc_length BIGINT,
    obstacle VARCHAR
);
COMMENT ON TABLE capture IS 'One fetched document: the same bytes at the same address are the same capture, however often they were seen.';
COMMENT ON COLUMN capture.capture_id IS 'First 20 hex digits of sha256 over address and digest.';
COMMENT ON COLUMN capture.portal IS 'Name of the portal it was collected from (a file of data/portals).';
COMMENT ON COLUMN capture.url IS 'Canonical address.';
COMMENT ON COLUMN capture.kind IS 'page, file (an attachment), list, member (of a bundle: its parent_url), or joined (stands for the pages of an article: view article_page).';
COMMENT ON COLUMN capture.parent_url IS 'Page on which its link was found; empty for a start address.';
COMMENT ON COLUMN capture.title IS 'Anchor text under which it was found, as printed.';
COMMENT ON COLUMN capture.listed_date IS 'Date printed beside the link, if any.';
COMMENT ON COLUMN capture.agency IS 'Agency by the portal''s own enumeration (sub-site, column); empty if unknown.';
COMMENT ON COLUMN capture.obtained_by IS 'crawl, file (given by hand) or archive (taken from another web archive).';
COMMENT ON COLUMN capture.fetched_at IS 'First time these bytes were fetched there, UTC.';
COMMENT ON COLUMN capture.last_seen_at IS 'Last time these bytes were found there, UTC; later than fetched_at when a later crawl found them unchanged.';
COMMENT ON COLUMN capture.status IS 'HTTP status.';
COMMENT ON COLUMN capture.media_type IS 'Media type from the header; may be wrong.';
COMMENT ON COLUMN capture.charset IS 'Character set from the header; may be wrong.';
COMMENT ON COLUMN capture.etag IS 'ETag header.';
COMMENT ON COLUMN capture.last_modified IS 'Last-Modified header, as sent.';
COMMENT ON COLUMN capture.digest IS 'sha256 of the decoded body, as sha256:hex.';
COMMENT ON COLUMN capture.size IS 'Bytes of the decoded body.';
COMMENT ON COLUMN capture.warc_file IS 'Archive file that holds the response, relative to the archive folder.';
COMMENT ON COLUMN capture.warc_offset IS 'Byte offset of the response record in warc_file.';
COMMENT ON COLUMN capture.warc_length IS 'Byte length of the response record in warc_file.';
COMMENT ON COLUMN capture.obstacle IS 'Obstacle recognised instead of a document (a name of data/obstacles.yml); empty if none.';
