-- after: read_figure stood unrestored
CREATE OR REPLACE MACRO main.as_of(the_day) AS TABLE
SELECT v.agency_id, p.agency_zh, v.report_year, f.concept, f.label_zh, f.value, f.value_or_zero, f.basis, f.state, f.unit,
    f.form, f.grade, f.is_summed, f."table", f."row", f."column", f.raw_zh, p.kind, p.level, p.division_code,
    CASE WHEN p.version_id = v.version_id THEN p.scope END AS scope, p.version_id = v.version_id AS is_current,
    (v.agency_id, v.report_year) NOT IN (
        SELECT (agency_id, report_year) FROM main.unrestored(the_day) WHERE agency_id IS NOT NULL
    ) AS is_restored,
    v.version_id, v.reading_id, v.capture_id
FROM internal.stood(the_day) AS v
JOIN internal.report AS p USING (agency_id, report_year)
JOIN internal.read_figure AS f ON f.reading_id = v.reading_id;
COMMENT ON MACRO TABLE main.as_of IS 'as_of(day): the panel as it stood at the end of a day, by what had been fetched, under today''s readers, forms, register and corrections: equal to the release of that day under the same ones. One row an agency, year, form and concept. is_restored is false where something that is not kept may have made it otherwise (macro unrestored says what); scope is NULL where another version is the current one now. Add up as in panel. Example: what did the panel say of a county before its report was changed?';
