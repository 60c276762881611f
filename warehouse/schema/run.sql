CREATE TABLE IF NOT EXISTS run (
    run VARCHAR NOT NULL,
    flow VARCHAR,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    outcome VARCHAR,
    portals INTEGER,
    portals_completed INTEGER,
    requests INTEGER,
    bytes BIGINT,
    captured_new INTEGER,
    captured_revised INTEGER,
    unchanged INTEGER,
    documents INTEGER,
    reports_new INTEGER,
    reports_changed INTEGER,
    reports_vanished INTEGER,
    issues INTEGER,
    findings INTEGER,
    bad_rows INTEGER,
    alarms_raised INTEGER,
    alarms_open INTEGER,
    seconds DOUBLE,
    problems VARCHAR
);
COMMENT ON TABLE run IS 'One run of a flow, as its summary counts it. The newest row is that of the run that published this file: its end is not known yet.';
COMMENT ON COLUMN run.run IS 'Name of the run: its beginning in UTC, and of its folder below runs/.';
COMMENT ON COLUMN run.flow IS 'nightly, backfill or catch_up.';
COMMENT ON COLUMN run.started_at IS 'Beginning, UTC.';
COMMENT ON COLUMN run.finished_at IS 'End, UTC; empty while it runs, and for a run that was broken off.';
COMMENT ON COLUMN run.outcome IS 'running, completed, completed with problems, failed, or broken off (its process was gone before its end).';
COMMENT ON COLUMN run.portals IS 'Portals that were crawled.';
COMMENT ON COLUMN run.portals_completed IS 'Of these, crawled to the end.';
COMMENT ON COLUMN run.requests IS 'Requests sent.';
COMMENT ON COLUMN run.bytes IS 'Bytes of decoded bodies received.';
COMMENT ON COLUMN run.captured_new IS 'Captures at addresses not seen before.';
COMMENT ON COLUMN run.captured_revised IS 'Captures with new bytes at a known address.';
COMMENT ON COLUMN run.unchanged IS 'Documents found as they were.';
COMMENT ON COLUMN run.documents IS 'Documents read.';
COMMENT ON COLUMN run.reports_new IS 'Reports that the file published before did not have.';
COMMENT ON COLUMN run.reports_changed IS 'Reports whose current wording is another than in the file published before.';
COMMENT ON COLUMN run.reports_vanished IS 'Reports of which an address says for the first time that it is gone; their rows stay.';
COMMENT ON COLUMN run.issues IS 'Issues of the documents read.';
COMMENT ON COLUMN run.findings IS 'Findings of the documents read.';
COMMENT ON COLUMN run.bad_rows IS 'Rows that the checks returned.';
COMMENT ON COLUMN run.alarms_raised IS 'Alarms raised by this run; of the newest row not known yet.';
COMMENT ON COLUMN run.alarms_open IS 'Alarms open at its end; of the newest row not known yet.';
COMMENT ON COLUMN run.seconds IS 'Seconds of all stages that had ended.';
COMMENT ON COLUMN run.problems IS 'What went wrong, joined by semicolons, at most 2,000 characters.';
