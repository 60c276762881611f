CREATE TABLE IF NOT EXISTS concept_map (
    form VARCHAR,
    "table" VARCHAR,
    "row" VARCHAR,
    "column" VARCHAR,
    concept VARCHAR,
    grade VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE concept_map IS 'Which cells of which form state a concept (data/forms/FORM/concepts.csv); several cells of one form are added up.';
COMMENT ON COLUMN concept_map.form IS 'Key of the form.';
COMMENT ON COLUMN concept_map."table" IS 'Table of the form.';
COMMENT ON COLUMN concept_map."row" IS 'Row key.';
COMMENT ON COLUMN concept_map."column" IS 'Column key.';
COMMENT ON COLUMN concept_map.concept IS 'Concept that the cell states, alone or as a part.';
COMMENT ON COLUMN concept_map.grade IS 'same, close or not_comparable, measured against the definition of the concept.';
COMMENT ON COLUMN concept_map.note IS 'Why it is not the same.';
