-- after: panel
CREATE OR REPLACE VIEW requests AS
SELECT agency_id, any_value(agency_zh) AS agency_zh, report_year, kind, level,
    division_code, any_value(scope) AS scope,
    any_value(COLUMNS('^(province|city|county|township)_(code|zh)$|^division_(code|zh)_then$')) AS '\0',
    form,
    max(value_or_zero) FILTER (concept = 'applications_received') AS received,
    max(value_or_zero) FILTER (concept = 'applications_carried_in') AS carried_in,
    max(value_or_zero) FILTER (concept = 'applications_concluded') AS concluded,
    max(value_or_zero) FILTER (concept = 'applications_carried_out') AS carried_out,
    max(value_or_zero) FILTER (concept = 'applications_received_natural') AS natural_persons,
    max(value_or_zero) FILTER (concept = 'applications_received_business') AS businesses,
    max(value_or_zero) FILTER (concept = 'applications_received_research') AS research,
    max(value_or_zero) FILTER (concept = 'applications_received_public_interest') AS public_interest,
    max(value_or_zero) FILTER (concept = 'applications_received_legal_service') AS legal_services,
    max(value_or_zero) FILTER (concept = 'applications_received_other_organisation') AS other_organisations,
    list_extract(['printed', 'confirmed', 'assumed', 'unknown'], max(list_position(['printed', 'confirmed', 'assumed', 'unknown'], basis))) AS basis,
    max(finding_count) AS finding_count, any_value(report_id) AS report_id, any_value(capture_id) AS capture_id
FROM panel
WHERE concept IN ('applications_received', 'applications_carried_in', 'applications_concluded', 'applications_carried_out', 'applications_received_natural', 'applications_received_business', 'applications_received_research', 'applications_received_public_interest', 'applications_received_legal_service', 'applications_received_other_organisation')
    -- what a form counts otherwise is no figure of the concept
    AND grade <> 'not_comparable'
-- What a report has one value of is grouped by too, so that a filter on it reaches the stored cells.
GROUP BY agency_id, report_year, form, kind, level, division_code;
COMMENT ON VIEW requests IS 'Applications of an agency and year: received, carried in, concluded, carried out, and who applied. Key: agency_id, report_year, form. One row is a report (a report that prints two forms has two); add up one column over agencies of one scope. Rank agencies of one scope only: a government may print the whole division. Example: which bodies of scope own_office received most applications in 2023?';
COMMENT ON COLUMN requests.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN requests.agency_zh IS 'Its name.';
COMMENT ON COLUMN requests.report_year IS 'Year the figures cover.';
COMMENT ON COLUMN requests.kind IS 'Kind of body.';
COMMENT ON COLUMN requests.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN requests.division_code IS 'Code of its division now.';
COMMENT ON COLUMN requests.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN requests.province_zh IS 'Name of that province.';
COMMENT ON COLUMN requests.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN requests.city_zh IS 'Name of that city.';
COMMENT ON COLUMN requests.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN requests.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN requests.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN requests.township_zh IS 'Name of that township.';
COMMENT ON COLUMN requests.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN requests.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN requests.scope IS 'Whose figures they are: own_office, own_level, division, system or unknown (report.scope).';
COMMENT ON COLUMN requests.form IS 'Form that printed them; a report that mixes two forms has two rows.';
COMMENT ON COLUMN requests.received IS 'Applications received (value_or_zero of concept applications_received); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.carried_in IS 'Carried in from the year before (value_or_zero of concept applications_carried_in); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.concluded IS 'Concluded (value_or_zero of concept applications_concluded); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.carried_out IS 'Carried out to the next year (value_or_zero of concept applications_carried_out); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.natural_persons IS 'Received from natural persons (value_or_zero of concept applications_received_natural); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.businesses IS 'Received from businesses (value_or_zero of concept applications_received_business); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.research IS 'Received from research bodies (value_or_zero of concept applications_received_research); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.public_interest IS 'Received from public-interest bodies (value_or_zero of concept applications_received_public_interest); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.legal_services IS 'Received from legal services (value_or_zero of concept applications_received_legal_service); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.other_organisations IS 'Received from other organisations (value_or_zero of concept applications_received_other_organisation); NULL if not printed or unknown.';
COMMENT ON COLUMN requests.basis IS 'Weakest basis of the figures of the row: printed, confirmed, assumed or unknown (see panel.basis).';
COMMENT ON COLUMN requests.finding_count IS 'Most findings on any of them.';
COMMENT ON COLUMN requests.report_id IS 'The report: one row of report.';
COMMENT ON COLUMN requests.capture_id IS 'Capture they are taken from.';
