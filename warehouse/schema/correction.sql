CREATE TABLE IF NOT EXISTS correction (
    correction_id VARCHAR,
    kind VARCHAR,
    capture_id VARCHAR,
    form VARCHAR,
    "table" VARCHAR,
    "row" VARCHAR,
    "column" VARCHAR,
    "text" VARCHAR,
    agency_id VARCHAR,
    target_id VARCHAR,
    first_year INTEGER,
    last_year INTEGER,
    reason VARCHAR,
    evidence VARCHAR,
    reviewed_by VARCHAR,
    reviewed_date DATE
);
COMMENT ON TABLE correction IS 'Corrections by people (data/corrections.csv), applied at every load and rebuild. The view corrections shows what each changed.';
COMMENT ON COLUMN correction.correction_id IS 'Key of the correction.';
COMMENT ON COLUMN correction.kind IS 'cell (the reader took a figure wrongly: it gets what the document prints) or agency (two keys are one body: its reports move).';
COMMENT ON COLUMN correction.capture_id IS 'Of a cell: the capture it stands in.';
COMMENT ON COLUMN correction.form IS 'Of a cell: form of its table.';
COMMENT ON COLUMN correction."table" IS 'Of a cell: table of the form.';
COMMENT ON COLUMN correction."row" IS 'Of a cell: row key.';
COMMENT ON COLUMN correction."column" IS 'Of a cell: column key.';
COMMENT ON COLUMN correction."text" IS 'Of a cell: its text as printed: a number, a mark that says none, or nothing.';
COMMENT ON COLUMN correction.agency_id IS 'Of an agency: the key whose reports move (unresolved:NAME too).';
COMMENT ON COLUMN correction.target_id IS 'Of an agency: the key they move to.';
COMMENT ON COLUMN correction.first_year IS 'Of an agency: first report year for which it holds; NULL for all.';
COMMENT ON COLUMN correction.last_year IS 'Of an agency: last report year for which it holds; NULL for all.';
COMMENT ON COLUMN correction.reason IS 'What was wrong.';
COMMENT ON COLUMN correction.evidence IS 'Where it can be seen.';
COMMENT ON COLUMN correction.reviewed_by IS 'Who looked.';
COMMENT ON COLUMN correction.reviewed_date IS 'When.';
