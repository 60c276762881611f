CREATE TABLE IF NOT EXISTS run_portal (
    run VARCHAR NOT NULL,
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
    vanished INTEGER,
    alarms INTEGER,
    problems VARCHAR
);
COMMENT ON TABLE run_portal IS 'One crawl of one portal in a run, as its own summary counts it.';
COMMENT ON COLUMN run_portal.run IS 'The run it belongs to.';
COMMENT ON COLUMN run_portal.portal IS 'Name of the portal.';
COMMENT ON COLUMN run_portal.started_at IS 'Start of the crawl, UTC.';
COMMENT ON COLUMN run_portal.finished_at IS 'End of the crawl, UTC.';
COMMENT ON COLUMN run_portal.title IS 'Title of the portal.';
COMMENT ON COLUMN run_portal.outcome IS 'completed (all that the lists show is accounted for), incomplete, blocked, failed, timed_out or interrupted.';
COMMENT ON COLUMN run_portal.requests IS 'Requests sent.';
COMMENT ON COLUMN run_portal.bytes IS 'Bytes of decoded bodies received.';
COMMENT ON COLUMN run_portal.lists IS 'List pages read.';
COMMENT ON COLUMN run_portal.links IS 'Links seen on them.';
COMMENT ON COLUMN run_portal.followed IS 'Links followed.';
COMMENT ON COLUMN run_portal.captured_new IS 'Captures at addresses not seen before.';
COMMENT ON COLUMN run_portal.captured_revised IS 'Captures with new bytes at a known address.';
COMMENT ON COLUMN run_portal.unchanged IS 'Documents found as they were.';
COMMENT ON COLUMN run_portal.failed IS 'Requests that failed.';
COMMENT ON COLUMN run_portal.skipped IS 'Links not followed, all reasons together.';
COMMENT ON COLUMN run_portal.obstacles IS 'Obstacles met.';
COMMENT ON COLUMN run_portal.vanished IS 'Held documents whose address says for the first time that they are gone.';
COMMENT ON COLUMN run_portal.alarms IS 'Alarms that the crawl raised.';
COMMENT ON COLUMN run_portal.problems IS 'What the crawl says went wrong, joined by semicolons.';
