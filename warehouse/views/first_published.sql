-- after: read_figure
CREATE OR REPLACE VIEW first_published AS
SELECT v.agency_id, p.agency_zh, v.report_year, f.concept, f.label_zh, f.value, f.value_or_zero, f.basis, f.state, f.unit,
    f.form, f.grade, f.is_summed, f."table", f."row", f."column", f.raw_zh, p.kind, p.level, p.division_code,
    CASE WHEN v.is_current THEN p.scope END AS scope, v.is_current, v.published_date, v.fetched_at, v.version_id,
    v.reading_id, v.capture_id
FROM version AS v
JOIN report AS p USING (report_id)
JOIN read_figure AS f ON f.reading_id = v.reading_id
WHERE v.number = 1;
COMMENT ON VIEW first_published IS 'The panel as first printed: figures of the wording of each report that was published first, of those that are held. Key: agency_id, report_year, form, concept. One row is one concept of one report; add up one concept over agencies of one scope and year. Example: which reports first said another number of applications than they say now?';
COMMENT ON COLUMN first_published.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN first_published.agency_zh IS 'Its name.';
COMMENT ON COLUMN first_published.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN first_published.concept IS 'The concept (concept.concept).';
COMMENT ON COLUMN first_published.label_zh IS 'Its short Chinese name.';
COMMENT ON COLUMN first_published.value IS 'As in panel.';
COMMENT ON COLUMN first_published.value_or_zero IS 'As in panel.';
COMMENT ON COLUMN first_published.basis IS 'As in panel.';
COMMENT ON COLUMN first_published.state IS 'As in panel.';
COMMENT ON COLUMN first_published.unit IS 'Unit of the concept.';
COMMENT ON COLUMN first_published.form IS 'Form that printed it.';
COMMENT ON COLUMN first_published.grade IS 'same, close or not_comparable: how far the printed line states the concept.';
COMMENT ON COLUMN first_published.is_summed IS 'True if the form prints the concept in several cells, which are added up.';
COMMENT ON COLUMN first_published."table" IS 'Table of the form.';
COMMENT ON COLUMN first_published."row" IS 'Row key; NULL for a sum.';
COMMENT ON COLUMN first_published."column" IS 'Column key; NULL for a sum.';
COMMENT ON COLUMN first_published.raw_zh IS 'Text as printed; NULL for a sum.';
COMMENT ON COLUMN first_published.kind IS 'Kind of body (agency_kind.kind); NULL if unresolved.';
COMMENT ON COLUMN first_published.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN first_published.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN first_published.scope IS 'Whose figures they are (report.scope); NULL where another version is the current one: scopes of older ones are not judged.';
COMMENT ON COLUMN first_published.is_current IS 'True where the first wording is still the current one.';
COMMENT ON COLUMN first_published.published_date IS 'Date of publication printed or listed with it; NULL if none.';
COMMENT ON COLUMN first_published.fetched_at IS 'First time it was fetched, UTC: an earlier wording may have been there before.';
COMMENT ON COLUMN first_published.version_id IS 'The version.';
COMMENT ON COLUMN first_published.reading_id IS 'Reading that speaks for it.';
COMMENT ON COLUMN first_published.capture_id IS 'Capture of that reading.';
