CREATE TABLE IF NOT EXISTS agency_kind (
    kind VARCHAR,
    label_zh VARCHAR,
    label_en VARCHAR,
    words VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE agency_kind IS 'Kinds of reporting body (data/agencies/kinds.csv).';
COMMENT ON COLUMN agency_kind.kind IS 'Key of the kind.';
COMMENT ON COLUMN agency_kind.label_zh IS 'Chinese name.';
COMMENT ON COLUMN agency_kind.label_en IS 'English name.';
COMMENT ON COLUMN agency_kind.words IS 'Parts of names by which the kind is known, separated by |.';
COMMENT ON COLUMN agency_kind.note IS 'What to know about it.';
