CREATE TABLE IF NOT EXISTS deadline (
    tier VARCHAR,
    first_year INTEGER,
    last_year INTEGER,
    "month" INTEGER,
    "day" INTEGER,
    instrument_zh VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE deadline IS 'By when the law wants a report published, in the year after the report year (data/deadlines.csv).';
COMMENT ON COLUMN deadline.tier IS 'government, department, or other (townships, subdistricts, zones: no date since report year 2019).';
COMMENT ON COLUMN deadline.first_year IS 'First report year for which it holds.';
COMMENT ON COLUMN deadline.last_year IS 'Last report year for which it holds; NULL while it does.';
COMMENT ON COLUMN deadline."month" IS 'Month of the year after.';
COMMENT ON COLUMN deadline."day" IS 'Last day of that month on which it is in time.';
COMMENT ON COLUMN deadline.instrument_zh IS 'The rule.';
COMMENT ON COLUMN deadline.note IS 'What to know about it.';
