CREATE TABLE IF NOT EXISTS issue (
    reading_id INTEGER NOT NULL,
    code VARCHAR,
    severity VARCHAR,
    "table" VARCHAR,
    "row" VARCHAR,
    "column" VARCHAR,
    message VARCHAR
);
COMMENT ON TABLE issue IS 'What a reading could not take; the view issues shows whose it is.';
COMMENT ON COLUMN issue.reading_id IS 'The reading that met it.';
COMMENT ON COLUMN issue.code IS 'Kind of issue (unknown_label, unreadable_number, not_a_report, …).';
COMMENT ON COLUMN issue.severity IS 'error (figures missing or doubtful), warning (figures stand, a person should look) or info.';
COMMENT ON COLUMN issue."table" IS 'Table concerned; empty for the whole document.';
COMMENT ON COLUMN issue."row" IS 'Row concerned, where known.';
COMMENT ON COLUMN issue."column" IS 'Column concerned, where known.';
COMMENT ON COLUMN issue.message IS 'What was met, with the printed text.';
