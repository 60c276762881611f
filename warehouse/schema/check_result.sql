CREATE TABLE IF NOT EXISTS check_result (
    "check" VARCHAR,
    severity VARCHAR,
    agency_id VARCHAR,
    agency_zh VARCHAR,
    report_year INTEGER,
    capture_id VARCHAR,
    "table" VARCHAR,
    "row" VARCHAR,
    "column" VARCHAR,
    message VARCHAR,
    advice VARCHAR
);
COMMENT ON TABLE check_result IS 'What the checks (warehouse/checks) returned when they ran last.';
COMMENT ON COLUMN check_result."check" IS 'Name of the check.';
COMMENT ON COLUMN check_result.severity IS 'error (the warehouse or the data files are at fault), warning (a report contradicts itself or another) or info.';
COMMENT ON COLUMN check_result.agency_id IS 'Agency concerned, if one.';
COMMENT ON COLUMN check_result.agency_zh IS 'Its name.';
COMMENT ON COLUMN check_result.report_year IS 'Report year concerned, if one.';
COMMENT ON COLUMN check_result.capture_id IS 'Capture concerned, if one.';
COMMENT ON COLUMN check_result."table" IS 'Table concerned, if one.';
COMMENT ON COLUMN check_result."row" IS 'Row concerned, if one.';
COMMENT ON COLUMN check_result."column" IS 'Column concerned, if one.';
COMMENT ON COLUMN check_result.message IS 'What is wrong.';
COMMENT ON COLUMN check_result.advice IS 'What to do about it.';
