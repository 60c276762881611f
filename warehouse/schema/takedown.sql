CREATE TABLE IF NOT EXISTS takedown (
    capture_id VARCHAR,
    url VARCHAR,
    reason VARCHAR,
    decided_date DATE
);
COMMENT ON TABLE takedown IS 'Documents kept out of the warehouse on request or by law (data/takedowns.csv); the archive keeps their bytes.';
COMMENT ON COLUMN takedown.capture_id IS 'Capture that is kept out; empty if all captures of the address are.';
COMMENT ON COLUMN takedown.url IS 'Address all of whose captures are kept out; empty if one capture is.';
COMMENT ON COLUMN takedown.reason IS 'Why.';
COMMENT ON COLUMN takedown.decided_date IS 'Since when.';
