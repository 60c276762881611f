-- A concept that a form prints in several cells is their sum, and basis says so. One part that is blank, unreadable
-- or not printed leaves the sum without a value: a blank is not a zero.
CREATE OR REPLACE VIEW panel AS
WITH asked AS (
    SELECT m.*, k.key_id, k.unit AS cell_unit
    FROM (SELECT *, count(*) OVER (PARTITION BY form, concept) AS part_count FROM concept_map) AS m
    JOIN cell_key AS k
        ON k.form = m.form AND k."table" = m."table" AND k."row" = m."row" AND k."column" = m."column"
),
part AS (
    -- A cell printed twice counts once if both say the same, and has no value if they differ.
    SELECT p.report_id, a.concept, a.form, a.part_count, a.key_id, any_value(a.grade) AS grade,
        any_value(a.note) AS note, any_value(a."table") AS "table", any_value(a."row") AS "row",
        any_value(a."column") AS "column", any_value(a.cell_unit) AS cell_unit,
        CASE WHEN count(DISTINCT f.value) < 2 THEN any_value(f.value) END AS value,
        CASE WHEN count(DISTINCT f.value) > 1 THEN 'unreadable' ELSE any_value(CAST(f.state AS VARCHAR)) END AS state,
        any_value(f.raw_zh) AS raw_zh,
        min(f.confidence) AS confidence
    FROM report AS p
    JOIN cell_fact AS f USING (reading_id)
    JOIN asked AS a USING (key_id)
    GROUP BY p.report_id, a.concept, a.form, a.part_count, a.key_id
),
figure AS (
    SELECT report_id, concept, form, any_value(grade) AS grade, any_value(note) AS note,
        any_value("table") AS "table",
        CASE WHEN any_value(part_count) = 1 THEN any_value("row") END AS "row",
        CASE WHEN any_value(part_count) = 1 THEN any_value("column") END AS "column",
        any_value(cell_unit) AS cell_unit,
        list_sort(list(key_id)) AS key_ids,
        list(struct_pack("table" := "table", "row" := "row", "column" := "column")) AS cells,
        CASE WHEN any_value(part_count) = 1 THEN 'printed' ELSE 'summed' END AS basis,
        CASE
            WHEN bool_or(state = 'unreadable') THEN 'unreadable'
            WHEN count(*) < any_value(part_count) THEN 'incomplete'
            WHEN bool_and(state = 'nil') THEN 'nil'
            WHEN bool_or(state = 'blank') THEN 'blank'
            ELSE 'number'
        END AS state,
        CAST(sum(value) AS DECIMAL(20, 6)) AS value,
        CASE WHEN any_value(part_count) = 1 THEN any_value(raw_zh) END AS raw_zh,
        min(confidence) AS confidence
    FROM part
    GROUP BY report_id, concept, form
)
SELECT p.agency_id, p.agency_zh, p.report_year, f.concept, c.label_zh, c.label_en,
    CASE
        WHEN f.state <> 'number' THEN NULL
        WHEN f.cell_unit = c.unit THEN f.value
        WHEN u.quantity = t.quantity
            THEN CAST(CAST(f.value * u.to_base AS DECIMAL(29, 6)) * t.from_base AS DECIMAL(20, 6))
    END AS value,
    f.state, c.unit, f.form, f.grade, f.note, f.basis, f."table", f."row", f."column", f.raw_zh,
    (
        SELECT count(*) FROM finding AS n
        WHERE n.reading_id = p.reading_id AND EXISTS (
            SELECT 1 FROM (SELECT unnest(f.cells) AS cell)
            WHERE n."table" = cell."table"
                AND coalesce(n."row", '') IN ('', cell."row") AND coalesce(n."column", '') IN ('', cell."column")
        )
    ) AS finding_count,
    f.confidence, p.scope, p.is_resolved, p.published_date, p.version_count, p.version_id, p.reading_id, p.capture_id
FROM figure AS f
JOIN report AS p USING (report_id)
JOIN concept AS c USING (concept)
LEFT JOIN unit AS u ON u.unit = f.cell_unit
LEFT JOIN unit AS t ON t.unit = c.unit;
COMMENT ON VIEW panel IS 'Agency by year by concept, from the current version of each report: the figures of all forms that may be compared.';
COMMENT ON COLUMN panel.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN panel.agency_zh IS 'Its name.';
COMMENT ON COLUMN panel.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN panel.concept IS 'The concept (concept.concept, with its definition).';
COMMENT ON COLUMN panel.label_zh IS 'Short Chinese name of the concept.';
COMMENT ON COLUMN panel.label_en IS 'Short English name of the concept.';
COMMENT ON COLUMN panel.value IS 'The figure in unit; NULL unless state is number, and where the form''s unit measures another quantity.';
COMMENT ON COLUMN panel.state IS 'number, nil (a word or mark that says none), blank, unreadable, or incomplete (a part of the sum is not printed).';
COMMENT ON COLUMN panel.unit IS 'Unit of the concept.';
COMMENT ON COLUMN panel.form IS 'Form that printed it.';
COMMENT ON COLUMN panel.grade IS 'same, close or not_comparable: how far the printed line states the concept.';
COMMENT ON COLUMN panel.note IS 'Why the grade is not same.';
COMMENT ON COLUMN panel.basis IS 'printed, or summed from several printed cells.';
COMMENT ON COLUMN panel."table" IS 'Table of the form.';
COMMENT ON COLUMN panel."row" IS 'Row key; NULL for a sum.';
COMMENT ON COLUMN panel."column" IS 'Column key; NULL for a sum.';
COMMENT ON COLUMN panel.raw_zh IS 'Text as printed; NULL for a sum.';
COMMENT ON COLUMN panel.finding_count IS 'Findings that concern the figure or a part of it: it does not add up as printed.';
COMMENT ON COLUMN panel.confidence IS 'Least confidence of character recognition; NULL for text.';
COMMENT ON COLUMN panel.scope IS 'organ, office, government_aggregate or unknown.';
COMMENT ON COLUMN panel.is_resolved IS 'False where the printed name is in no register.';
COMMENT ON COLUMN panel.published_date IS 'When the report was published.';
COMMENT ON COLUMN panel.version_count IS 'Wordings published of the report; more than one: see revisions.';
COMMENT ON COLUMN panel.version_id IS 'Version it is taken from.';
COMMENT ON COLUMN panel.reading_id IS 'Reading it is taken from.';
COMMENT ON COLUMN panel.capture_id IS 'Capture it is taken from: see lineage.';
