CREATE TABLE IF NOT EXISTS concept_part (
    key_id INTEGER NOT NULL,
    concept VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    part_count INTEGER NOT NULL,
    grade VARCHAR,
    note VARCHAR,
    "table" VARCHAR,
    "row" VARCHAR,
    "column" VARCHAR,
    unit VARCHAR,
    label_zh VARCHAR,
    label_en VARCHAR,
    "order" INTEGER,
    to_base DECIMAL(9, 0),
    from_base DECIMAL(9, 6)
);
COMMENT ON TABLE concept_part IS 'Which stored cells state a concept, with all that the panel says of it. Derived from concept_map, concept, unit and cell_key.';
COMMENT ON COLUMN concept_part.key_id IS 'The cell (cell_key.key_id).';
COMMENT ON COLUMN concept_part.concept IS 'Concept that it states, alone or as a part.';
COMMENT ON COLUMN concept_part.form IS 'Form of the cell.';
COMMENT ON COLUMN concept_part.part_count IS 'Cells of the form that make the concept together; 1 where it is printed.';
COMMENT ON COLUMN concept_part.grade IS 'same, close or not_comparable.';
COMMENT ON COLUMN concept_part.note IS 'Why it is not the same.';
COMMENT ON COLUMN concept_part."table" IS 'Table of the form.';
COMMENT ON COLUMN concept_part."row" IS 'Row key.';
COMMENT ON COLUMN concept_part."column" IS 'Column key.';
COMMENT ON COLUMN concept_part.unit IS 'Unit of the concept.';
COMMENT ON COLUMN concept_part.label_zh IS 'Short Chinese name of the concept.';
COMMENT ON COLUMN concept_part.label_en IS 'Short English name of the concept.';
COMMENT ON COLUMN concept_part."order" IS 'Place of the concept in the vocabulary.';
COMMENT ON COLUMN concept_part.to_base IS 'Factor from the cell''s unit to the smallest unit of its quantity; NULL where the units measure different things.';
COMMENT ON COLUMN concept_part.from_base IS 'Factor from there to the unit of the concept.';
