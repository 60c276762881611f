CREATE TABLE IF NOT EXISTS section (
    reading_id INTEGER NOT NULL,
    section SMALLINT,
    heading_zh VARCHAR,
    text_zh VARCHAR
);
COMMENT ON TABLE section IS 'Text of the report by its six prescribed sections.';
COMMENT ON COLUMN section.reading_id IS 'The reading it was taken by.';
COMMENT ON COLUMN section.section IS '1 to 6; 0 for what stands before the first heading.';
COMMENT ON COLUMN section.heading_zh IS 'Heading as printed.';
COMMENT ON COLUMN section.text_zh IS 'Text under the heading.';
