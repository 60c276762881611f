-- after: panel
CREATE OR REPLACE VIEW proactive AS
SELECT agency_id, any_value(agency_zh) AS agency_zh, report_year, kind, level,
    division_code, any_value(scope) AS scope,
    any_value(COLUMNS('^(province|city|county|township)_(code|zh)$|^division_(code|zh)_then$')) AS '\0',
    form,
    max(value_or_zero) FILTER (concept = 'rules_made') AS rules_made,
    max(value_or_zero) FILTER (concept = 'rules_repealed') AS rules_repealed,
    max(value_or_zero) FILTER (concept = 'rules_in_force') AS rules_in_force,
    max(value_or_zero) FILTER (concept = 'normative_documents_made') AS normative_documents_made,
    max(value_or_zero) FILTER (concept = 'normative_documents_repealed') AS normative_documents_repealed,
    max(value_or_zero) FILTER (concept = 'normative_documents_in_force') AS normative_documents_in_force,
    max(value_or_zero) FILTER (concept = 'licensing_decisions') AS licensing_decisions,
    max(value_or_zero) FILTER (concept = 'penalty_decisions') AS penalty_decisions,
    max(value_or_zero) FILTER (concept = 'coercion_decisions') AS coercion_decisions,
    max(value_or_zero) FILTER (concept = 'fees_amount') AS fees_amount,
    max(value_or_zero) FILTER (concept = 'disclosed') AS disclosed,
    list_extract(['printed', 'confirmed', 'assumed', 'unknown'], max(list_position(['printed', 'confirmed', 'assumed', 'unknown'], basis))) AS basis,
    max(finding_count) AS finding_count, any_value(report_id) AS report_id, any_value(capture_id) AS capture_id
FROM panel
WHERE concept IN ('rules_made', 'rules_repealed', 'rules_in_force', 'normative_documents_made', 'normative_documents_repealed', 'normative_documents_in_force', 'licensing_decisions', 'penalty_decisions', 'coercion_decisions', 'fees_amount', 'disclosed')
    -- what a form counts otherwise is no figure of the concept
    AND grade <> 'not_comparable'
-- What a report has one value of is grouped by too, so that a filter on it reaches the stored cells.
GROUP BY agency_id, report_year, form, kind, level, division_code;
COMMENT ON VIEW proactive IS 'What an agency made, has in force and decided in a year. Key: agency_id, report_year, form. One row is a report (a report that prints two forms has two); add up one column over agencies of one scope, documents in force not over years. Example: how many penalty decisions did agencies take in 2023?';
COMMENT ON COLUMN proactive.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN proactive.agency_zh IS 'Its name.';
COMMENT ON COLUMN proactive.report_year IS 'Year the figures cover.';
COMMENT ON COLUMN proactive.kind IS 'Kind of body.';
COMMENT ON COLUMN proactive.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN proactive.division_code IS 'Code of its division now.';
COMMENT ON COLUMN proactive.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN proactive.province_zh IS 'Name of that province.';
COMMENT ON COLUMN proactive.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN proactive.city_zh IS 'Name of that city.';
COMMENT ON COLUMN proactive.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN proactive.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN proactive.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN proactive.township_zh IS 'Name of that township.';
COMMENT ON COLUMN proactive.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN proactive.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN proactive.scope IS 'Whose figures they are: own_office, own_level, division, system or unknown (report.scope).';
COMMENT ON COLUMN proactive.form IS 'Form that printed them; a report that mixes two forms has two rows.';
COMMENT ON COLUMN proactive.rules_made IS 'Rules made (value_or_zero of concept rules_made); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.rules_repealed IS 'Rules repealed (value_or_zero of concept rules_repealed); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.rules_in_force IS 'Rules in force (value_or_zero of concept rules_in_force); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.normative_documents_made IS 'Normative documents made (value_or_zero of concept normative_documents_made); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.normative_documents_repealed IS 'Normative documents repealed (value_or_zero of concept normative_documents_repealed); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.normative_documents_in_force IS 'Normative documents in force (value_or_zero of concept normative_documents_in_force); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.licensing_decisions IS 'Licensing decisions (value_or_zero of concept licensing_decisions); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.penalty_decisions IS 'Penalty decisions (value_or_zero of concept penalty_decisions); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.coercion_decisions IS 'Coercive decisions (value_or_zero of concept coercion_decisions); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.fees_amount IS 'Administrative fees in 万元 (value_or_zero of concept fees_amount); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.disclosed IS 'Items disclosed (value_or_zero of concept disclosed); NULL if not printed or unknown.';
COMMENT ON COLUMN proactive.basis IS 'Weakest basis of the figures of the row: printed, confirmed, assumed or unknown (see panel.basis).';
COMMENT ON COLUMN proactive.finding_count IS 'Most findings on any of them.';
COMMENT ON COLUMN proactive.report_id IS 'The report: one row of report.';
COMMENT ON COLUMN proactive.capture_id IS 'Capture they are taken from.';
