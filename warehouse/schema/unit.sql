CREATE TABLE IF NOT EXISTS unit (
    unit VARCHAR,
    quantity VARCHAR,
    to_base DECIMAL(9, 0),
    from_base DECIMAL(9, 6),
    note VARCHAR
);
COMMENT ON TABLE unit IS 'Units of the forms (data/forms/units.csv); only units of one quantity are converted into each other.';
COMMENT ON COLUMN unit.unit IS 'Unit as the forms print it.';
COMMENT ON COLUMN unit.quantity IS 'What it counts or measures.';
COMMENT ON COLUMN unit.to_base IS 'How many of the quantity''s smallest unit it is.';
COMMENT ON COLUMN unit.from_base IS 'How many of it the quantity''s smallest unit is.';
COMMENT ON COLUMN unit.note IS 'What to know about it.';
