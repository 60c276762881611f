-- after: panel
-- Which concepts are outcomes, and what they are part of, is what sums to applications concluded: data/forms tells.
CREATE OR REPLACE VIEW outcomes AS
WITH outcome AS (
    SELECT DISTINCT a.concept, a.form, coalesce(nullif(l.parent, ''), l.line) AS outcome_group
    FROM concept_part AS a
    JOIN cell_key AS k USING (key_id)
    JOIN form_line AS l ON l.form = k.form AND l."table" = k."table" AND l.line = k."row"
    JOIN sum_part AS s ON s.part_key = k.key_id
    JOIN concept_part AS t ON t.key_id = s.total_key
        AND t.concept IN ('applications_concluded', 'refused') AND t.part_count = 1
    WHERE a.part_count = 1 AND s.sign = 1 AND s.rule NOT IN ('balance')
)
SELECT p.agency_id, p.agency_zh, p.report_year, p.kind, p.level, p.division_code, p.form, o.outcome_group,
    p.concept, p.label_zh, p.label_en, p.value, p.value_or_zero, p.basis, p.state, p.grade, p.note, p.finding_count,
    p.capture_id
FROM panel AS p
JOIN outcome AS o ON o.concept = p.concept AND o.form = p.form;
COMMENT ON VIEW outcomes IS 'How applications were answered: one row an agency, year and printed result line. Lines of one group are parts of it; the share of each is its value over applications_concluded (view requests).';
COMMENT ON COLUMN outcomes.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN outcomes.agency_zh IS 'Its name.';
COMMENT ON COLUMN outcomes.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN outcomes.kind IS 'Kind of body.';
COMMENT ON COLUMN outcomes.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN outcomes.division_code IS 'Code of its division now.';
COMMENT ON COLUMN outcomes.form IS 'Form that printed it.';
COMMENT ON COLUMN outcomes.outcome_group IS 'Heading of the form under which the line is printed (refused, unavailable, not_processed, …).';
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
COMMENT ON COLUMN outcomes.capture_id IS 'Capture it is taken from.';
