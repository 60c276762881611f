CREATE TABLE IF NOT EXISTS private_text (
    pattern VARCHAR,
    replacement VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE private_text IS 'What is masked in texts before they are kept (data/private.csv): names, telephones and mailboxes of contact persons.';
COMMENT ON COLUMN private_text.pattern IS 'Regular expression (RE2).';
COMMENT ON COLUMN private_text.replacement IS 'What stands in its place; \\1 is the first group.';
COMMENT ON COLUMN private_text.note IS 'What it finds.';
