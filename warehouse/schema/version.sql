CREATE TABLE IF NOT EXISTS version (
    version_id VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    agency_id VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    is_current BOOLEAN NOT NULL,
    is_live BOOLEAN NOT NULL,
    is_rendition BOOLEAN NOT NULL,
    kind VARCHAR,
    published_date DATE,
    fetched_at TIMESTAMP,
    last_seen_at TIMESTAMP,
    capture_count INTEGER,
    cell_count INTEGER,
    reading_id INTEGER NOT NULL,
    capture_id VARCHAR NOT NULL,
    wording_hash VARCHAR,
    reading_before INTEGER
);
COMMENT ON TABLE version IS 'One published wording of a report; the same wording at two addresses is one version with two captures. Derived anew at every load.';
COMMENT ON COLUMN version.version_id IS 'report_id#first twelve hex digits of the wording''s hash.';
COMMENT ON COLUMN version.report_id IS 'The report it words.';
COMMENT ON COLUMN version.agency_id IS 'As in report.';
COMMENT ON COLUMN version.report_year IS 'As in report.';
COMMENT ON COLUMN version.number IS '1 for the wording published first, by date of publication, then by first fetch.';
COMMENT ON COLUMN version.is_current IS 'True for one version a report. Rule, in this order: a whole document before one of which only part is archived; still what one of its addresses shows; not a rendition of what its page shows first (rendition_order); published latest; a page before a file; seen latest.';
COMMENT ON COLUMN version.is_live IS 'True if at one of its addresses nothing newer of the same report has been seen.';
COMMENT ON COLUMN version.is_rendition IS 'True if it exists only in files of pages that show the same report in a form that goes first (rendition_order): as their own text, or in another file.';
COMMENT ON COLUMN version.kind IS 'page if any of its captures is a page, else file.';
COMMENT ON COLUMN version.published_date IS 'Latest date of publication printed in or listed beside its captures; NULL if none.';
COMMENT ON COLUMN version.fetched_at IS 'First time it was fetched, UTC.';
COMMENT ON COLUMN version.last_seen_at IS 'Last time it was found, UTC.';
COMMENT ON COLUMN version.capture_count IS 'Captures with this wording.';
COMMENT ON COLUMN version.cell_count IS 'Cells of the wording.';
COMMENT ON COLUMN version.reading_id IS 'Reading that speaks for it: of a page before a file, of the one still seen, by rendition_order, then the earliest.';
COMMENT ON COLUMN version.capture_id IS 'Capture of that reading.';
COMMENT ON COLUMN version.wording_hash IS 'reading.wording_hash.';
COMMENT ON COLUMN version.reading_before IS 'Reading that speaks for the version published before it; NULL for the first.';
