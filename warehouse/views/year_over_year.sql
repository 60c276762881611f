-- after: panel
CREATE OR REPLACE VIEW year_over_year AS
WITH pair AS (
    SELECT n.agency_id, n.agency_zh, n.report_year, n.kind, n.level, n.division_code,
        n.province_code, n.province_zh, n.city_code, n.city_zh, n.county_code, n.county_zh,
    n.township_code, n.township_zh, n.division_code_then, n.division_zh_then,
        n.concept, n.label_zh, n.unit,
        b.value AS value_before, n.value, b.form AS form_before, n.form, breaks(b.form, b.grade, n.form, n.grade) AS is_break,
        CASE WHEN 'not_comparable' IN (n.grade, b.grade) THEN 'not_comparable' WHEN 'close' IN (n.grade, b.grade) THEN 'close'
            ELSE 'same' END AS grade,
        n.finding_count + b.finding_count AS finding_count, b.scope AS scope_before, n.scope, b.report_id AS report_before, n.report_id,
        b.capture_id AS capture_before, n.capture_id
    FROM panel AS n
    JOIN panel AS b ON b.agency_id = n.agency_id AND b.concept = n.concept AND b.report_year = n.report_year - 1
),
judged AS (
    SELECT *,
        CASE WHEN value IS NULL OR value_before IS NULL THEN 'not_printed' WHEN grade = 'not_comparable' THEN 'not_comparable'
            WHEN is_break THEN 'form_break' WHEN scope <> scope_before THEN 'scope_differs' ELSE 'compared' END AS change_state
    FROM pair
)
SELECT agency_id, agency_zh, report_year, kind, level, division_code,
    province_code, province_zh, city_code, city_zh, county_code, county_zh,
    township_code, township_zh, division_code_then, division_zh_then,
    concept, label_zh, unit, value_before, value,
    CASE WHEN change_state = 'compared' THEN value - value_before END AS change,
    CASE WHEN change_state = 'compared' AND value_before <> 0
        THEN round(CAST(value - value_before AS DOUBLE) / CAST(value_before AS DOUBLE), 4) END AS change_rate,
    change_state, form_before, form, is_break, grade, finding_count, scope_before, scope, report_before, report_id, capture_before, capture_id
FROM judged;
COMMENT ON VIEW year_over_year IS 'Each figure beside that of the year before, by agency and concept; years without a neighbour have no row. Key: agency_id, report_year, concept, form_before, form. One row is a concept of a report; add up change over agencies of one scope where change_state is compared. Divide sums, never take the mean of change_rate. Example: where did applications grow most from 2022 to 2023?';
COMMENT ON COLUMN year_over_year.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN year_over_year.agency_zh IS 'Its name.';
COMMENT ON COLUMN year_over_year.report_year IS 'The later year.';
COMMENT ON COLUMN year_over_year.kind IS 'Kind of body.';
COMMENT ON COLUMN year_over_year.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN year_over_year.division_code IS 'Code of its division now.';
COMMENT ON COLUMN year_over_year.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN year_over_year.province_zh IS 'Name of that province.';
COMMENT ON COLUMN year_over_year.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN year_over_year.city_zh IS 'Name of that city.';
COMMENT ON COLUMN year_over_year.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN year_over_year.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN year_over_year.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN year_over_year.township_zh IS 'Name of that township.';
COMMENT ON COLUMN year_over_year.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN year_over_year.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN year_over_year.concept IS 'The concept.';
COMMENT ON COLUMN year_over_year.label_zh IS 'Its Chinese name.';
COMMENT ON COLUMN year_over_year.unit IS 'Its unit.';
COMMENT ON COLUMN year_over_year.value_before IS 'Figure of the year before, as printed there.';
COMMENT ON COLUMN year_over_year.value IS 'Figure of the year, as printed.';
COMMENT ON COLUMN year_over_year.change IS 'value - value_before; NULL where the two are not comparable (change_state).';
COMMENT ON COLUMN year_over_year.change_rate IS 'change over value_before; NULL where that is zero or change is NULL.';
COMMENT ON COLUMN year_over_year.change_state IS 'Why change is there or NULL: compared, not_printed (one of the two is no number), not_comparable (grade), form_break (is_break), scope_differs (the two count other bodies).';
COMMENT ON COLUMN year_over_year.form_before IS 'Form of the year before.';
COMMENT ON COLUMN year_over_year.form IS 'Form of the year.';
COMMENT ON COLUMN year_over_year.is_break IS 'True if the two are printed in different forms and one of the lines is not the same as the concept (macro breaks): their difference is not a change.';
COMMENT ON COLUMN year_over_year.grade IS 'The weaker of the two grades.';
COMMENT ON COLUMN year_over_year.finding_count IS 'Findings on both figures.';
COMMENT ON COLUMN year_over_year.scope_before IS 'Whose figures the report of the year before prints (report.scope).';
COMMENT ON COLUMN year_over_year.scope IS 'Whose figures the report of the year prints (report.scope).';
COMMENT ON COLUMN year_over_year.report_before IS 'The report of the year before: one row of report.';
COMMENT ON COLUMN year_over_year.report_id IS 'The report of the year: one row of report.';
COMMENT ON COLUMN year_over_year.capture_before IS 'Capture of the year before.';
COMMENT ON COLUMN year_over_year.capture_id IS 'Capture of the year.';
