CREATE TABLE IF NOT EXISTS sum_part (
    sum_id INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    "table" VARCHAR NOT NULL,
    total_key INTEGER NOT NULL,
    part_key INTEGER,
    sign SMALLINT NOT NULL,
    part_count INTEGER NOT NULL
);
COMMENT ON TABLE sum_part IS 'The sums of sum_rule cell by cell: one row a total and a part of it. Derived from sum_rule and cell_key.';
COMMENT ON COLUMN sum_part.sum_id IS 'Number of the sum: one rule for one total cell.';
COMMENT ON COLUMN sum_part.rule IS 'Name of the rule (sum_rule.rule).';
COMMENT ON COLUMN sum_part."table" IS 'Table of the form.';
COMMENT ON COLUMN sum_part.total_key IS 'The cell that states the total (cell_key.key_id).';
COMMENT ON COLUMN sum_part.part_key IS 'A cell that is a part of it; NULL if no report has printed that part yet.';
COMMENT ON COLUMN sum_part.sign IS '1 if the part is added, -1 if it is taken off.';
COMMENT ON COLUMN sum_part.part_count IS 'Parts that the sum has.';
