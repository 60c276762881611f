-- As in panel, of every reading and not of the current ones alone: what as_of and first_published are made of. The panel
-- does not stand on it, because a question's choice of reports would not reach the stored figures through the union.
CREATE OR REPLACE VIEW read_figure AS
WITH figure AS (
    SELECT f.reading_id, a.concept, a.label_zh, a.unit, a.form, a.grade, a.part_count, a."table", a."row", a."column",
        a.to_base, a.from_base, CASE WHEN NOT f.is_twice THEN f.value END AS value,
        CASE WHEN f.is_twice THEN 'unreadable' ELSE CAST(f.state AS VARCHAR) END AS state,
        CASE WHEN f.is_twice THEN 'unknown' WHEN f.state = 'number' THEN 'printed'
            ELSE coalesce(CAST(f.zero_basis AS VARCHAR), 'unknown') END AS basis, f.raw_zh
    FROM cell_fact AS f JOIN concept_part AS a USING (key_id)
    WHERE a.part_count = 1 AND NOT f.is_repeat
    UNION ALL
    SELECT f.reading_id, a.concept, a.label_zh, a.unit, a.form, a.grade, a.part_count, a."table", a."row", a."column",
        a.to_base, a.from_base, f.value, CAST(f.state AS VARCHAR), CAST(f.basis AS VARCHAR), NULL
    FROM summed_figure AS f JOIN concept_part AS a ON a.key_id = f.key_id AND a.concept = f.concept
),
converted AS (
    SELECT * REPLACE (CASE WHEN to_base = from_base THEN value
        ELSE CAST(CAST(value * to_base AS DECIMAL(29, 6)) * from_base AS DECIMAL(20, 6)) END AS value)
    FROM figure
)
SELECT reading_id, concept, label_zh, CASE WHEN state = 'number' THEN value END AS value,
    CASE WHEN basis <> 'unknown' AND to_base IS NOT NULL THEN coalesce(value, 0) END AS value_or_zero, basis, state, unit,
    form, grade, part_count > 1 AS is_summed, "table", "row", "column", raw_zh
FROM converted;
COMMENT ON VIEW read_figure IS 'Figures by concept of every reading, older versions and renditions too. Key: reading_id, form, concept. One row is one concept of one reading; nothing is to be added up over readings: the panel has the current ones. Example: what did each version of a report say of its applications?';
COMMENT ON COLUMN read_figure.reading_id IS 'The reading.';
COMMENT ON COLUMN read_figure.concept IS 'The concept (concept.concept).';
COMMENT ON COLUMN read_figure.label_zh IS 'Its short Chinese name.';
COMMENT ON COLUMN read_figure.value IS 'As in panel.';
COMMENT ON COLUMN read_figure.value_or_zero IS 'As in panel.';
COMMENT ON COLUMN read_figure.basis IS 'As in panel.';
COMMENT ON COLUMN read_figure.state IS 'As in panel.';
COMMENT ON COLUMN read_figure.unit IS 'Unit of the concept.';
COMMENT ON COLUMN read_figure.form IS 'Form that printed it.';
COMMENT ON COLUMN read_figure.grade IS 'same, close or not_comparable: how far the printed line states the concept.';
COMMENT ON COLUMN read_figure.is_summed IS 'True if the form prints the concept in several cells, which are added up.';
COMMENT ON COLUMN read_figure."table" IS 'Table of the form.';
COMMENT ON COLUMN read_figure."row" IS 'Row key; NULL for a sum.';
COMMENT ON COLUMN read_figure."column" IS 'Column key; NULL for a sum.';
COMMENT ON COLUMN read_figure.raw_zh IS 'Text as printed; NULL for a sum.';
