CREATE TABLE IF NOT EXISTS sum_rule (
    form VARCHAR,
    rule VARCHAR,
    "table" VARCHAR,
    axis VARCHAR,
    total VARCHAR,
    part VARCHAR,
    sign VARCHAR,
    basis VARCHAR
);
COMMENT ON TABLE sum_rule IS 'What must add up in a form (data/forms/FORM/sums.csv), one row a part.';
COMMENT ON COLUMN sum_rule.form IS 'Key of the form.';
COMMENT ON COLUMN sum_rule.rule IS 'Name of the rule, as in finding.rule.';
COMMENT ON COLUMN sum_rule."table" IS 'Table of the form.';
COMMENT ON COLUMN sum_rule.axis IS 'line: rows are added, column by column; column: columns are added, row by row.';
COMMENT ON COLUMN sum_rule.total IS 'Row or column that states the total.';
COMMENT ON COLUMN sum_rule.part IS 'Row or column that is a part of it.';
COMMENT ON COLUMN sum_rule.sign IS '+ if the part is added, - if it is taken off.';
COMMENT ON COLUMN sum_rule.basis IS 'official (printed in the form) or derived.';
