-- after: read_figure
CREATE OR REPLACE MACRO main.first_published() AS TABLE
SELECT v.agency_id, p.agency_zh, v.report_year, f.concept, f.label_zh, f.value, f.value_or_zero, f.basis, f.state, f.unit,
    f.form, f.grade, f.is_summed, f."table", f."row", f."column", f.raw_zh, p.kind, p.level, p.division_code,
    p.scope, v.is_current, v.published_date, v.fetched_at, v.version_id,
    v.reading_id, v.capture_id
FROM internal.version AS v
JOIN internal.report AS p USING (report_id)
JOIN internal.read_figure AS f ON f.reading_id = v.reading_id
WHERE v.number = 1;
COMMENT ON MACRO TABLE main.first_published IS 'first_published(): the panel as first printed: figures of the wording of each report that was published first, of those that are held (fetched_at: an earlier wording may have been there before). One row an agency, year, form and concept; scope is that of the report, judged by its current version. Add up as in panel. Example: which reports first said another number of applications than they say now?';
