CREATE TABLE IF NOT EXISTS corrected_cell (
    correction_id VARCHAR NOT NULL,
    reading_id INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    state_read VARCHAR,
    value_read DECIMAL(20, 6),
    text_read_zh VARCHAR
);
COMMENT ON TABLE corrected_cell IS 'Cells that a correction changed, with what the reader had taken; the file is back as read when the line is gone.';
COMMENT ON COLUMN corrected_cell.correction_id IS 'The correction.';
COMMENT ON COLUMN corrected_cell.reading_id IS 'The reading.';
COMMENT ON COLUMN corrected_cell.key_id IS 'The cell.';
COMMENT ON COLUMN corrected_cell.state_read IS 'State as read.';
COMMENT ON COLUMN corrected_cell.value_read IS 'Figure as read.';
COMMENT ON COLUMN corrected_cell.text_read_zh IS 'Text as read.';
