CREATE TABLE IF NOT EXISTS finding (
    reading_id INTEGER NOT NULL,
    code VARCHAR,
    rule VARCHAR,
    "table" VARCHAR,
    "row" VARCHAR,
    "column" VARCHAR,
    stated DECIMAL(20, 6),
    computed DECIMAL(20, 6),
    message VARCHAR
);
COMMENT ON TABLE finding IS 'What does not add up in a report as printed; no figure is changed for it. The view findings shows whose it is.';
COMMENT ON COLUMN finding.reading_id IS 'The reading that found it.';
COMMENT ON COLUMN finding.code IS 'sum_broken or text_differs; rendition_differs stands in rendition_difference.';
COMMENT ON COLUMN finding.rule IS 'Rule that is broken (sum_rule.rule).';
COMMENT ON COLUMN finding."table" IS 'Table concerned.';
COMMENT ON COLUMN finding."row" IS 'Row concerned, where known.';
COMMENT ON COLUMN finding."column" IS 'Column concerned, where known.';
COMMENT ON COLUMN finding.stated IS 'The printed figure.';
COMMENT ON COLUMN finding.computed IS 'What the rule or the text gives instead.';
COMMENT ON COLUMN finding.message IS 'The contradiction in words.';
