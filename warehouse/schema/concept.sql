CREATE TABLE IF NOT EXISTS concept (
    concept VARCHAR,
    "order" INTEGER,
    label_zh VARCHAR,
    label_en VARCHAR,
    unit VARCHAR,
    definition_zh VARCHAR,
    definition_en VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE concept IS 'The vocabulary that spans the forms (data/forms/concepts.csv).';
COMMENT ON COLUMN concept.concept IS 'Key of the concept.';
COMMENT ON COLUMN concept."order" IS 'Place in the vocabulary, from 1.';
COMMENT ON COLUMN concept.label_zh IS 'Short Chinese name.';
COMMENT ON COLUMN concept.label_en IS 'Short English name.';
COMMENT ON COLUMN concept.unit IS 'Unit in which the panel states it.';
COMMENT ON COLUMN concept.definition_zh IS 'Definition in Chinese.';
COMMENT ON COLUMN concept.definition_en IS 'Definition in English.';
COMMENT ON COLUMN concept.note IS 'What to know before comparing it.';
