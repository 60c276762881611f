-- after: panel
CREATE OR REPLACE VIEW disputes AS
SELECT agency_id, any_value(agency_zh) AS agency_zh, report_year, kind, level,
    division_code, any_value(scope) AS scope,
    any_value(COLUMNS('^(province|city|county|township)_(code|zh)$|^division_(code|zh)_then$')) AS '\0',
    form,
    max(value_or_zero) FILTER (concept = 'review_upheld') AS review_upheld,
    max(value_or_zero) FILTER (concept = 'review_corrected') AS review_corrected,
    max(value_or_zero) FILTER (concept = 'review_other') AS review_other,
    max(value_or_zero) FILTER (concept = 'review_pending') AS review_pending,
    max(value_or_zero) FILTER (concept = 'review_total') AS review_total,
    max(value_or_zero) FILTER (concept = 'litigation_upheld') AS litigation_upheld,
    max(value_or_zero) FILTER (concept = 'litigation_corrected') AS litigation_corrected,
    max(value_or_zero) FILTER (concept = 'litigation_other') AS litigation_other,
    max(value_or_zero) FILTER (concept = 'litigation_pending') AS litigation_pending,
    max(value_or_zero) FILTER (concept = 'litigation_total') AS litigation_total,
    list_extract(['printed', 'confirmed', 'assumed', 'unknown'], max(list_position(['printed', 'confirmed', 'assumed', 'unknown'], basis))) AS basis,
    max(finding_count) AS finding_count, any_value(report_id) AS report_id, any_value(capture_id) AS capture_id
FROM panel
WHERE concept IN ('review_upheld', 'review_corrected', 'review_other', 'review_pending', 'review_total', 'litigation_upheld', 'litigation_corrected', 'litigation_other', 'litigation_pending', 'litigation_total')
    -- what a form counts otherwise is no figure of the concept
    AND grade <> 'not_comparable'
-- What a report has one value of is grouped by too, so that a filter on it reaches the stored cells.
GROUP BY agency_id, report_year, form, kind, level, division_code;
COMMENT ON VIEW disputes IS 'Administrative reviews and lawsuits of an agency and year by how they ended. Key: agency_id, report_year, form. One row is a report (a report that prints two forms has two); add up one column over agencies of one scope. Rank agencies of one scope only: a government may print the whole division. Example: which bodies of scope own_office lost most lawsuits in 2023?';
COMMENT ON COLUMN disputes.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN disputes.agency_zh IS 'Its name.';
COMMENT ON COLUMN disputes.report_year IS 'Year the figures cover.';
COMMENT ON COLUMN disputes.kind IS 'Kind of body.';
COMMENT ON COLUMN disputes.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN disputes.division_code IS 'Code of its division now.';
COMMENT ON COLUMN disputes.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN disputes.province_zh IS 'Name of that province.';
COMMENT ON COLUMN disputes.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN disputes.city_zh IS 'Name of that city.';
COMMENT ON COLUMN disputes.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN disputes.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN disputes.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN disputes.township_zh IS 'Name of that township.';
COMMENT ON COLUMN disputes.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN disputes.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN disputes.scope IS 'Whose figures they are: own_office, own_level, division, system or unknown (report.scope).';
COMMENT ON COLUMN disputes.form IS 'Form that printed them; a report that mixes two forms has two rows.';
COMMENT ON COLUMN disputes.review_upheld IS 'Reviews that upheld the agency (value_or_zero of concept review_upheld); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.review_corrected IS 'Reviews that corrected it (value_or_zero of concept review_corrected); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.review_other IS 'Reviews that ended otherwise (value_or_zero of concept review_other); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.review_pending IS 'Reviews pending (value_or_zero of concept review_pending); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.review_total IS 'Reviews (value_or_zero of concept review_total); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.litigation_upheld IS 'Lawsuits the agency won (value_or_zero of concept litigation_upheld); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.litigation_corrected IS 'Lawsuits it lost (value_or_zero of concept litigation_corrected); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.litigation_other IS 'Lawsuits that ended otherwise (value_or_zero of concept litigation_other); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.litigation_pending IS 'Lawsuits pending (value_or_zero of concept litigation_pending); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.litigation_total IS 'Lawsuits (value_or_zero of concept litigation_total); NULL if not printed or unknown.';
COMMENT ON COLUMN disputes.basis IS 'Weakest basis of the figures of the row: printed, confirmed, assumed or unknown (see panel.basis).';
COMMENT ON COLUMN disputes.finding_count IS 'Most findings on any of them.';
COMMENT ON COLUMN disputes.report_id IS 'The report: one row of report.';
COMMENT ON COLUMN disputes.capture_id IS 'Capture they are taken from.';
