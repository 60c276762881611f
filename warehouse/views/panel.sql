-- A concept that a form prints in one cell is read from it; one that it prints in several is their sum, and is_summed
-- says so. One part that is blank, unreadable or not printed leaves the sum without a value: a blank is not a zero.
-- The two are kept apart, and the sums grouped by all that questions choose reports by, because only filters on what a
-- step is grouped by reach the stored cells: a question about one concept must not add up all of them.
CREATE OR REPLACE VIEW panel AS
WITH printed AS (
    SELECT p.*, a.concept, a.label_zh, a.label_en, a.unit, a.form, a.grade, a.note, a.part_count, a."table", a."row",
        a."column", a.to_base, a.from_base,
        CASE WHEN NOT f.is_twice THEN f.value END AS value,
        CASE WHEN f.is_twice THEN 'unreadable' ELSE CAST(f.state AS VARCHAR) END AS state,
        CASE WHEN f.is_twice THEN 4 WHEN f.state = 'number' THEN 1 WHEN f.zero_basis = 'confirmed' THEN 2
            WHEN f.zero_basis = 'assumed' THEN 3 ELSE 4 END AS doubt,
        f.raw_zh, f.finding_count, f.confidence
    FROM cell_fact AS f
    JOIN concept_part AS a USING (key_id)
    JOIN report AS p USING (reading_id)
    WHERE a.part_count = 1 AND NOT f.is_repeat
),
added AS (
    SELECT p.report_id, p.agency_id, p.report_year, p.kind, p.level, a.concept, a.form,
        CAST(sum(f.value) FILTER (NOT f.is_twice) AS DECIMAL(20, 6)) AS value,
        CASE
            WHEN bool_or(f.state = 'unreadable' OR f.is_twice) THEN 'unreadable'
            WHEN count(*) < any_value(a.part_count) THEN 'incomplete'
            WHEN bool_and(f.state = 'nil') THEN 'nil'
            WHEN bool_or(f.state = 'blank') THEN 'blank'
            ELSE 'number'
        END AS state,
        CASE WHEN count(*) < any_value(a.part_count) THEN 4
            ELSE max(CASE WHEN f.is_twice THEN 4 WHEN f.state = 'number' THEN 1
                WHEN f.zero_basis = 'confirmed' THEN 2 WHEN f.zero_basis = 'assumed' THEN 3 ELSE 4 END) END AS doubt,
        max(f.finding_count) AS finding_count, min(f.confidence) AS confidence, min(f.key_id) AS key_id
    FROM cell_fact AS f
    JOIN concept_part AS a USING (key_id)
    JOIN report AS p USING (reading_id)
    WHERE a.part_count > 1 AND NOT f.is_repeat
    GROUP BY p.report_id, p.agency_id, p.report_year, p.kind, p.level, a.concept, a.form
),
summed AS (
    SELECT p.*, a.concept, a.label_zh, a.label_en, a.unit, a.form, a.grade, a.note, a.part_count, a."table", a."row",
        a."column", a.to_base, a.from_base, f.value, f.state, f.doubt, CAST(NULL AS VARCHAR) AS raw_zh, f.finding_count,
        f.confidence
    FROM added AS f
    JOIN concept_part AS a ON a.key_id = f.key_id AND a.concept = f.concept AND a.form = f.form
    JOIN report AS p ON p.report_id = f.report_id AND p.agency_id = f.agency_id AND p.report_year = f.report_year
        AND p.kind IS NOT DISTINCT FROM f.kind AND p.level IS NOT DISTINCT FROM f.level
),
figure AS (SELECT * FROM printed UNION ALL SELECT * FROM summed),
converted AS (
    SELECT * REPLACE (CASE WHEN to_base = from_base THEN value
        ELSE CAST(CAST(value * to_base AS DECIMAL(29, 6)) * from_base AS DECIMAL(20, 6)) END AS value)
    FROM figure
)
SELECT agency_id, agency_zh, report_year, concept, label_zh, label_en,
    CASE WHEN state = 'number' THEN value END AS value,
    CASE WHEN doubt < 4 AND to_base IS NOT NULL THEN coalesce(value, 0) END AS value_or_zero,
    CASE doubt WHEN 1 THEN 'printed' WHEN 2 THEN 'confirmed' WHEN 3 THEN 'assumed' ELSE 'unknown' END AS basis,
    state, unit, form, grade, note, part_count > 1 AS is_summed, "table", "row", "column", raw_zh, finding_count,
    confidence, kind, level, division_code, scope, is_resolved, published_date, version_count, version_id, reading_id,
    capture_id
FROM converted;
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
COMMENT ON COLUMN panel.value_or_zero IS 'The figure with nil and blank cells counted as zero where basis allows it; NULL where basis is unknown.';
COMMENT ON COLUMN panel.basis IS 'What value_or_zero rests on: printed (a number), confirmed (a printed total holds with zero in place of nil or blank), assumed (no total speaks of it, and a word says none or the table prints no zero anywhere), unknown (a total contradicts zero, the table prints its zeros elsewhere, or something is unreadable or missing). Of a sum, that of its weakest part.';
COMMENT ON COLUMN panel.is_summed IS 'True if the form prints the concept in several cells, which are added up.';
COMMENT ON COLUMN panel."table" IS 'Table of the form.';
COMMENT ON COLUMN panel."row" IS 'Row key; NULL for a sum.';
COMMENT ON COLUMN panel."column" IS 'Column key; NULL for a sum.';
COMMENT ON COLUMN panel.raw_zh IS 'Text as printed; NULL for a sum.';
COMMENT ON COLUMN panel.finding_count IS 'Findings that concern the figure: it does not add up as printed. Of a sum, those of its most doubted part.';
COMMENT ON COLUMN panel.confidence IS 'Least confidence of character recognition; NULL for text.';
COMMENT ON COLUMN panel.kind IS 'Kind of body (agency_kind.kind); NULL if unresolved.';
COMMENT ON COLUMN panel.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN panel.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN panel.scope IS 'organ, office, government_aggregate or unknown.';
COMMENT ON COLUMN panel.is_resolved IS 'False where the printed name is in no register.';
COMMENT ON COLUMN panel.published_date IS 'When the report was published.';
COMMENT ON COLUMN panel.version_count IS 'Wordings published of the report; more than one: see revisions.';
COMMENT ON COLUMN panel.version_id IS 'Version it is taken from.';
COMMENT ON COLUMN panel.reading_id IS 'Reading it is taken from.';
COMMENT ON COLUMN panel.capture_id IS 'Capture it is taken from: see lineage.';
