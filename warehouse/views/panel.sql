-- A concept that a form prints in several cells is their sum, and basis says so. One part that is blank, unreadable
-- or not printed leaves the sum without a value: a blank is not a zero.
-- Every step is grouped by agency, year and concept, because only filters on what a step is grouped by reach the
-- stored cells: a question about one concept must not add up all of them.
CREATE OR REPLACE VIEW panel AS
WITH asked AS (
    SELECT m.*, k.key_id, k.unit AS cell_unit
    FROM (SELECT *, count(*) OVER (PARTITION BY form, concept) AS part_count FROM concept_map) AS m
    JOIN cell_key AS k
        ON k.form = m.form AND k."table" = m."table" AND k."row" = m."row" AND k."column" = m."column"
),
doubted AS (
    SELECT n.reading_id, k.key_id, count(*) AS finding_count
    FROM finding AS n
    JOIN cell_key AS k ON k."table" = n."table"
        AND coalesce(n."row", '') IN ('', k."row") AND coalesce(n."column", '') IN ('', k."column")
    GROUP BY n.reading_id, k.key_id
),
part AS (
    -- A cell printed twice counts once if both say the same, and has no value if they differ.
    SELECT p.agency_id, p.agency_zh, p.report_year, p.reading_id, a.concept, a.form, a.key_id,
        any_value(a.part_count) AS part_count, any_value(a.grade) AS grade, any_value(a.note) AS note,
        any_value(a."table") AS "table", any_value(a."row") AS "row", any_value(a."column") AS "column",
        any_value(a.cell_unit) AS cell_unit,
        CASE WHEN min(f.value) = max(f.value) AND min(f.state) = max(f.state) THEN min(f.value) END AS value,
        CASE WHEN min(f.value) < max(f.value) OR min(f.state) < max(f.state) THEN 'unreadable'
            ELSE CAST(min(f.state) AS VARCHAR) END AS state,
        any_value(f.raw_zh) AS raw_zh, min(f.confidence) AS confidence,
        coalesce(any_value(d.finding_count), 0) AS finding_count
    FROM report AS p
    JOIN cell_fact AS f USING (reading_id)
    JOIN asked AS a USING (key_id)
    LEFT JOIN doubted AS d ON d.reading_id = f.reading_id AND d.key_id = f.key_id
    GROUP BY p.agency_id, p.agency_zh, p.report_year, p.reading_id, a.concept, a.form, a.key_id
),
figure AS (
    SELECT agency_id, agency_zh, report_year, reading_id, concept, form, any_value(grade) AS grade, any_value(note) AS note,
        any_value("table") AS "table", any_value("row") AS "row", any_value("column") AS "column",
        any_value(cell_unit) AS cell_unit, any_value(part_count) = 1 AS is_printed,
        CASE
            WHEN bool_or(state = 'unreadable') THEN 'unreadable'
            WHEN count(*) < any_value(part_count) THEN 'incomplete'
            WHEN bool_and(state = 'nil') THEN 'nil'
            WHEN bool_or(state = 'blank') THEN 'blank'
            ELSE 'number'
        END AS state,
        CAST(sum(value) AS DECIMAL(20, 6)) AS value,
        any_value(raw_zh) AS raw_zh, min(confidence) AS confidence, max(finding_count) AS finding_count
    FROM part
    GROUP BY agency_id, agency_zh, report_year, reading_id, concept, form
)
SELECT f.agency_id, f.agency_zh, f.report_year, f.concept, c.label_zh, c.label_en,
    CASE
        WHEN f.state <> 'number' THEN NULL
        WHEN f.cell_unit = c.unit THEN f.value
        WHEN u.quantity = t.quantity
            THEN CAST(CAST(f.value * u.to_base AS DECIMAL(29, 6)) * t.from_base AS DECIMAL(20, 6))
    END AS value,
    f.state, c.unit, f.form, f.grade, f.note,
    CASE WHEN f.is_printed THEN 'printed' ELSE 'summed' END AS basis,
    f."table",
    CASE WHEN f.is_printed THEN f."row" END AS "row",
    CASE WHEN f.is_printed THEN f."column" END AS "column",
    CASE WHEN f.is_printed THEN f.raw_zh END AS raw_zh,
    f.finding_count, f.confidence, p.scope, p.is_resolved, p.published_date, p.version_count, p.version_id,
    f.reading_id, p.capture_id
FROM figure AS f
JOIN report AS p USING (reading_id)
JOIN concept AS c ON c.concept = f.concept
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
COMMENT ON COLUMN panel.finding_count IS 'Findings that concern the figure: it does not add up as printed. Of a sum, those of its most doubted part.';
COMMENT ON COLUMN panel.confidence IS 'Least confidence of character recognition; NULL for text.';
COMMENT ON COLUMN panel.scope IS 'organ, office, government_aggregate or unknown.';
COMMENT ON COLUMN panel.is_resolved IS 'False where the printed name is in no register.';
COMMENT ON COLUMN panel.published_date IS 'When the report was published.';
COMMENT ON COLUMN panel.version_count IS 'Wordings published of the report; more than one: see revisions.';
COMMENT ON COLUMN panel.version_id IS 'Version it is taken from.';
COMMENT ON COLUMN panel.reading_id IS 'Reading it is taken from.';
COMMENT ON COLUMN panel.capture_id IS 'Capture it is taken from: see lineage.';
