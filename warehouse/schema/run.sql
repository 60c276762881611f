CREATE TABLE IF NOT EXISTS run (
    portal VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    title VARCHAR,
    outcome VARCHAR,
    requests INTEGER,
    bytes BIGINT,
    lists INTEGER,
    links INTEGER,
    followed INTEGER,
    captured_new INTEGER,
    captured_revised INTEGER,
    unchanged INTEGER,
    failed INTEGER,
    skipped INTEGER,
    obstacles INTEGER,
    problems VARCHAR
);
COMMENT ON TABLE run IS 'One crawl of one portal, as its own summary counts it.';
COMMENT ON COLUMN run.portal IS 'Name of the portal.';
COMMENT ON COLUMN run.started_at IS 'Start of the crawl, UTC.';
COMMENT ON COLUMN run.finished_at IS 'End of the crawl, UTC.';
COMMENT ON COLUMN run.title IS 'Title of the portal.';
COMMENT ON COLUMN run.outcome IS 'completed, blocked, failed or timed_out.';
COMMENT ON COLUMN run.requests IS 'Requests sent.';
COMMENT ON COLUMN run.bytes IS 'Bytes of decoded bodies received.';
COMMENT ON COLUMN run.lists IS 'List pages read.';
COMMENT ON COLUMN run.links IS 'Links seen on them.';
COMMENT ON COLUMN run.followed IS 'Links followed.';
COMMENT ON COLUMN run.captured_new IS 'Captures at addresses not seen before.';
COMMENT ON COLUMN run.captured_revised IS 'Captures with new bytes at a known address.';
COMMENT ON COLUMN run.unchanged IS 'Documents found as they were.';
COMMENT ON COLUMN run.failed IS 'Requests that failed.';
COMMENT ON COLUMN run.skipped IS 'Links not followed, all reasons together.';
COMMENT ON COLUMN run.obstacles IS 'Obstacles met.';
COMMENT ON COLUMN run.problems IS 'What the crawl says went wrong, joined by semicolons.';
