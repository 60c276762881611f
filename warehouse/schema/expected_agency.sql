CREATE TABLE IF NOT EXISTS expected_agency (
    portal VARCHAR NOT NULL,
    agency_zh VARCHAR NOT NULL,
    agency_id VARCHAR NOT NULL,
    source VARCHAR,
    documents INTEGER,
    seen_at TIMESTAMP
);
COMMENT ON TABLE expected_agency IS 'Agencies that a portal''s own enumeration, or its portal file, names: known even when they publish nothing.';
COMMENT ON COLUMN expected_agency.portal IS 'Name of the portal.';
COMMENT ON COLUMN expected_agency.agency_zh IS 'Name as the portal gives it.';
COMMENT ON COLUMN expected_agency.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN expected_agency.source IS 'Code by which the portal names it (organ, area, department, folder).';
COMMENT ON COLUMN expected_agency.documents IS 'Documents held of it by that name.';
COMMENT ON COLUMN expected_agency.seen_at IS 'End of the crawl that last named it, UTC.';
