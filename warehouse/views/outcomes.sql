-- after: panel
-- Which lines are outcomes is told by the sums of data/forms: those that make up the applications concluded, line by line
-- in one column (the applicants of the total line are parts of it too, and the balance takes something off: neither is an
-- outcome). A line that others make up is a subtotal and is left out: each application is counted once.
CREATE OR REPLACE VIEW outcomes AS
WITH RECURSIVE line AS (
    SELECT s.total_key, s.part_key
    FROM sum_part AS s
    JOIN cell_key AS k ON k.key_id = s.part_key
    JOIN cell_key AS t ON t.key_id = s.total_key AND t."column" = k."column"
    WHERE s.sum_id NOT IN (SELECT sum_id FROM sum_part WHERE sign < 0)
),
under AS (
    SELECT l.part_key
    FROM line AS l
    JOIN concept_part AS t ON t.key_id = l.total_key AND t.concept = 'applications_concluded' AND t.part_count = 1
    UNION
    SELECT l.part_key FROM under AS u JOIN line AS l ON l.total_key = u.part_key
),
outcome AS (
    SELECT arg_min(a.concept, a."order") AS concept, k.form,
        any_value(coalesce(nullif(l.parent, ''), l.line)) AS outcome_group
    FROM under AS u
    JOIN cell_key AS k ON k.key_id = u.part_key
    JOIN form_line AS l ON l.form = k.form AND l."table" = k."table" AND l.line = k."row"
    JOIN concept_part AS a ON a.key_id = u.part_key AND a.part_count = 1
    WHERE u.part_key NOT IN (SELECT total_key FROM line)
    GROUP BY u.part_key, k.form
)
SELECT p.agency_id, p.agency_zh, p.report_year, p.kind, p.level, p.division_code,
    p.province_code, p.province_zh, p.city_code, p.city_zh, p.county_code, p.county_zh,
    p.township_code, p.township_zh, p.division_code_then, p.division_zh_then, p.form, o.outcome_group,
    p.concept, p.label_zh, p.label_en, p.value, p.value_or_zero, p.basis, p.state, p.grade, p.note, p.finding_count,
    p.scope, p.report_id, p.cell_id, p.capture_id
FROM panel AS p
JOIN outcome AS o ON o.concept = p.concept AND o.form = p.form;
COMMENT ON VIEW outcomes IS 'How applications were answered: one row an agency, year and printed result line that no other lines make up. No subtotal is among them, so a report''s values add up to what it concluded wherever the report itself adds up and no value is NULL (value_or_zero where a basis is known); the share of each is its value over applications_concluded (view requests), over reports in which no line is NULL. Subtotals stand in the panel. Key: agency_id, report_year, form, concept. Example: how were the applications of 2023 answered, by result?';
COMMENT ON COLUMN outcomes.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN outcomes.agency_zh IS 'Its name.';
COMMENT ON COLUMN outcomes.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN outcomes.kind IS 'Kind of body.';
COMMENT ON COLUMN outcomes.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN outcomes.division_code IS 'Code of its division now.';
COMMENT ON COLUMN outcomes.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN outcomes.province_zh IS 'Name of that province.';
COMMENT ON COLUMN outcomes.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN outcomes.city_zh IS 'Name of that city.';
COMMENT ON COLUMN outcomes.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN outcomes.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN outcomes.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN outcomes.township_zh IS 'Name of that township.';
COMMENT ON COLUMN outcomes.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN outcomes.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN outcomes.form IS 'Form that printed it.';
COMMENT ON COLUMN outcomes.outcome_group IS 'Heading or subtotal of the form under which the line is printed (refused, unavailable, not_processed, …).';
COMMENT ON COLUMN outcomes.concept IS 'The result (concept.concept).';
COMMENT ON COLUMN outcomes.label_zh IS 'Its Chinese name.';
COMMENT ON COLUMN outcomes.label_en IS 'Its English name.';
COMMENT ON COLUMN outcomes.value IS 'Applications answered so, as printed.';
COMMENT ON COLUMN outcomes.value_or_zero IS 'As panel.value_or_zero.';
COMMENT ON COLUMN outcomes.basis IS 'As panel.basis.';
COMMENT ON COLUMN outcomes.state IS 'number, nil, blank or unreadable.';
COMMENT ON COLUMN outcomes.grade IS 'same, close or not_comparable.';
COMMENT ON COLUMN outcomes.note IS 'Why the grade is not same.';
COMMENT ON COLUMN outcomes.finding_count IS 'Findings that concern the figure.';
COMMENT ON COLUMN outcomes.scope IS 'Whose figures the report prints (report.scope).';
COMMENT ON COLUMN outcomes.report_id IS 'The report: one row of report.';
COMMENT ON COLUMN outcomes.cell_id IS 'The cell that prints it: one row of lineage; NULL of a sum of several cells.';
COMMENT ON COLUMN outcomes.capture_id IS 'Capture it is taken from.';
