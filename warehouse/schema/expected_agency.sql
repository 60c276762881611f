CREATE TABLE IF NOT EXISTS expected_agency (
    portal VARCHAR NOT NULL,
    agency_zh VARCHAR NOT NULL,
    agency_id VARCHAR NOT NULL,
    source VARCHAR,
    documents INTEGER,
    seen_at TIMESTAMP,
    is_met BOOLEAN
);
COMMENT ON TABLE expected_agency IS 'Agencies that a portal''s own enumeration, or its portal file, names: known even when they publish nothing.';
COMMENT ON COLUMN expected_agency.portal IS 'Name of the portal.';
COMMENT ON COLUMN expected_agency.agency_zh IS 'Name as the portal gives it.';
COMMENT ON COLUMN expected_agency.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN expected_agency.source IS 'Code by which the portal names it (organ, area, department, folder).';
COMMENT ON COLUMN expected_agency.documents IS 'Documents held of it by that name.';
COMMENT ON COLUMN expected_agency.seen_at IS 'End of the crawl that last named it, UTC.';
COMMENT ON COLUMN expected_agency.is_met IS 'Whether that crawl met it: a document of it is held, or a list of its own was read or says that it holds nothing (searched_list). FALSE: the portal names it and nothing of it was read. NULL where the crawl does not say.';
