-- after: panel
CREATE OR REPLACE VIEW year_over_year AS
SELECT n.agency_id, n.agency_zh, n.report_year, n.kind, n.level, n.division_code, n.concept, n.label_zh, n.unit,
    b.value AS value_before, n.value, n.value - b.value AS change,
    CASE WHEN b.value <> 0 THEN round(CAST(n.value - b.value AS DOUBLE) / CAST(b.value AS DOUBLE), 4) END AS change_rate,
    b.form AS form_before, n.form, breaks(b.form, b.grade, n.form, n.grade) AS is_break,
    CASE WHEN 'not_comparable' IN (n.grade, b.grade) THEN 'not_comparable' WHEN 'close' IN (n.grade, b.grade) THEN 'close'
        ELSE 'same' END AS grade,
    n.finding_count + b.finding_count AS finding_count, b.capture_id AS capture_before, n.capture_id
FROM panel AS n
JOIN panel AS b ON b.agency_id = n.agency_id AND b.concept = n.concept AND b.report_year = n.report_year - 1;
COMMENT ON VIEW year_over_year IS 'Each figure beside that of the year before, by agency and concept; years without a neighbour have no row.';
COMMENT ON COLUMN year_over_year.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN year_over_year.agency_zh IS 'Its name.';
COMMENT ON COLUMN year_over_year.report_year IS 'The later year.';
COMMENT ON COLUMN year_over_year.kind IS 'Kind of body.';
COMMENT ON COLUMN year_over_year.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN year_over_year.division_code IS 'Code of its division now.';
COMMENT ON COLUMN year_over_year.concept IS 'The concept.';
COMMENT ON COLUMN year_over_year.label_zh IS 'Its Chinese name.';
COMMENT ON COLUMN year_over_year.unit IS 'Its unit.';
COMMENT ON COLUMN year_over_year.value_before IS 'Figure of the year before, as printed there.';
COMMENT ON COLUMN year_over_year.value IS 'Figure of the year, as printed.';
COMMENT ON COLUMN year_over_year.change IS 'value - value_before.';
COMMENT ON COLUMN year_over_year.change_rate IS 'change over value_before; NULL where that is zero or not printed.';
COMMENT ON COLUMN year_over_year.form_before IS 'Form of the year before.';
COMMENT ON COLUMN year_over_year.form IS 'Form of the year.';
COMMENT ON COLUMN year_over_year.is_break IS 'True if the two are printed in different forms and one of the lines is not the same as the concept (macro breaks): their difference is not a change.';
COMMENT ON COLUMN year_over_year.grade IS 'The weaker of the two grades.';
COMMENT ON COLUMN year_over_year.finding_count IS 'Findings on both figures.';
COMMENT ON COLUMN year_over_year.capture_before IS 'Capture of the year before.';
COMMENT ON COLUMN year_over_year.capture_id IS 'Capture of the year.';
