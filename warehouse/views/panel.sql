-- A concept that a form prints in one cell is read from it; one that it prints in several is their sum (summed_figure),
-- and is_summed says so. Each of the two is joined to its report by itself: a question's choice of reports reaches the
-- stored figures through a join, and not through a union.
CREATE OR REPLACE VIEW panel AS
WITH figure AS (
    SELECT p.*, a.concept, a.label_zh, a.label_en, a.unit, a.form, a.grade, a.note, a.part_count, a."table", a."row",
        a."column", a.to_base, a.from_base,
        CASE WHEN NOT f.is_twice THEN f.value END AS value,
        CASE WHEN f.is_twice THEN 'unreadable' ELSE CAST(f.state AS VARCHAR) END AS state,
        CASE WHEN f.is_twice THEN 'unknown' WHEN f.state = 'number' THEN 'printed'
            ELSE coalesce(CAST(f.zero_basis AS VARCHAR), 'unknown') END AS basis,
        f.raw_zh, f.finding_count, f.confidence, f.cell_id
    FROM cell_fact AS f
    JOIN concept_part AS a USING (key_id)
    JOIN report AS p USING (reading_id)
    WHERE a.part_count = 1 AND NOT f.is_repeat
    UNION ALL
    SELECT p.*, a.concept, a.label_zh, a.label_en, a.unit, a.form, a.grade, a.note, a.part_count, a."table", a."row",
        a."column", a.to_base, a.from_base, f.value, CAST(f.state AS VARCHAR), CAST(f.basis AS VARCHAR), NULL,
        f.finding_count, f.confidence, NULL
    FROM summed_figure AS f
    JOIN concept_part AS a ON a.key_id = f.key_id AND a.concept = f.concept
    JOIN report AS p USING (reading_id)
),
converted AS (
    SELECT * REPLACE (CASE WHEN to_base = from_base THEN value
        ELSE CAST(CAST(value * to_base AS DECIMAL(29, 6)) * from_base AS DECIMAL(20, 6)) END AS value)
    FROM figure
)
SELECT agency_id, agency_zh, report_year, concept, label_zh, label_en,
    CASE WHEN state = 'number' THEN value END AS value,
    CASE WHEN basis <> 'unknown' AND to_base IS NOT NULL THEN coalesce(value, 0) END AS value_or_zero, basis, state, unit, form, grade, note, part_count > 1 AS is_summed, "table", "row", "column", raw_zh, finding_count,
    confidence, has_year_conflict, kind, level, division_code, scope,
    province_code, province_zh, city_code, city_zh, county_code, county_zh,
    township_code, township_zh, division_code_then, division_zh_then,
    is_resolved, published_date, version_count, report_id, cell_id, version_id, reading_id, capture_id
FROM converted;
COMMENT ON VIEW panel IS 'Agency by year by concept, from the current version of each report: the figures of all forms that may be compared. Totals, subtotals and their parts are concepts side by side: add up one concept over agencies, not concepts over each other (view outcomes has the result lines that add up). Key: agency_id, report_year, form, concept. One row is a figure of a report. A body''s figures are in its government''s again where scope is division, own_level or system, and may be where it is unknown: macro total adds up without counting twice. Example: SELECT report_year, sum(value) FROM panel WHERE concept = ''applications_received'' AND scope = ''own_office'' GROUP BY report_year;';
COMMENT ON COLUMN panel.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN panel.agency_zh IS 'Its name.';
COMMENT ON COLUMN panel.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN panel.concept IS 'The concept (concept.concept, with its definition).';
COMMENT ON COLUMN panel.label_zh IS 'Short Chinese name of the concept.';
COMMENT ON COLUMN panel.label_en IS 'Short English name of the concept.';
COMMENT ON COLUMN panel.value IS 'The figure in unit; NULL unless state is number, and where the form''s unit measures another quantity.';
COMMENT ON COLUMN panel.state IS 'number, nil (a word or mark that says none), blank, unreadable, or incomplete (a part of the sum is not printed, or says none where a printed total contradicts it).';
COMMENT ON COLUMN panel.unit IS 'Unit of the concept.';
COMMENT ON COLUMN panel.form IS 'Form that printed it.';
COMMENT ON COLUMN panel.grade IS 'same, close or not_comparable: how far the printed line states the concept.';
COMMENT ON COLUMN panel.note IS 'Why the grade is not same.';
COMMENT ON COLUMN panel.value_or_zero IS 'The figure with nil and blank cells counted as zero where basis allows it; NULL where basis is unknown.';
COMMENT ON COLUMN panel.basis IS 'What value_or_zero rests on: printed (a number), confirmed (a printed total holds with zero in place of nil or blank), assumed (a word says none, and no total speaks of it), unknown (a total contradicts zero, a blank of which no total speaks, or something is unreadable or missing). Of a sum, that of its weakest part.';
COMMENT ON COLUMN panel.is_summed IS 'True if the form prints the concept in several cells, which are added up.';
COMMENT ON COLUMN panel."table" IS 'Table of the form.';
COMMENT ON COLUMN panel."row" IS 'Row key; NULL for a sum.';
COMMENT ON COLUMN panel."column" IS 'Column key; NULL for a sum.';
COMMENT ON COLUMN panel.raw_zh IS 'Text as printed; NULL for a sum.';
COMMENT ON COLUMN panel.finding_count IS 'Findings that concern the figure: it does not add up as printed. Of a sum, those of its most doubted part.';
COMMENT ON COLUMN panel.confidence IS 'Least confidence of character recognition; NULL for text.';
COMMENT ON COLUMN panel.has_year_conflict IS 'True where the report names another year too: look at its page before comparing years.';
COMMENT ON COLUMN panel.kind IS 'Kind of body (agency_kind.kind); NULL if unresolved.';
COMMENT ON COLUMN panel.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN panel.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN panel.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN panel.province_zh IS 'Name of that province.';
COMMENT ON COLUMN panel.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN panel.city_zh IS 'Name of that city.';
COMMENT ON COLUMN panel.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN panel.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN panel.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN panel.township_zh IS 'Name of that township.';
COMMENT ON COLUMN panel.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN panel.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN panel.scope IS 'Whose figures they are: own_office, own_level, division, system or unknown (report.scope).';
COMMENT ON COLUMN panel.is_resolved IS 'False where the printed name is in no register.';
COMMENT ON COLUMN panel.published_date IS 'When the report was published.';
COMMENT ON COLUMN panel.version_count IS 'Wordings published of the report; more than one: see revisions.';
COMMENT ON COLUMN panel.report_id IS 'The report: one row of report.';
COMMENT ON COLUMN panel.cell_id IS 'The cell that prints it: one row of lineage; NULL of a sum of several cells (is_summed).';
COMMENT ON COLUMN panel.version_id IS 'Version it is taken from.';
COMMENT ON COLUMN panel.reading_id IS 'Reading it is taken from.';
COMMENT ON COLUMN panel.capture_id IS 'Capture it is taken from. Its cells stand in lineage by reading_id, form, table, row and column together: by capture_id alone a figure meets every cell of the document.';
