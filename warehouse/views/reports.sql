-- after: timeliness
CREATE OR REPLACE VIEW reports AS
SELECT p.report_id, p.agency_id, p.agency_zh, p.report_year, p.is_resolved, p.scope, p.scope_basis, p.scope_quote_zh,
    p.kind, p.level, p.division_code, p.province_code, p.province_zh, p.city_code, p.city_zh, p.county_code,
    p.county_zh, p.township_code, p.township_zh, p.division_code_then, p.division_zh_then, p.published_date,
    t.due_date, t.state AS timeliness, t.days_late, t.instrument_zh, p.version_count, p.capture_count,
    p.version_id, p.reading_id, p.capture_id, p.has_year_conflict,
    CASE WHEN p.division_code_then IS NOT NULL THEN
        concat(CASE WHEN a.level = 'township' THEN a.division_code[:6] ELSE a.division_id END, ':', p.report_year)
    END AS place_id, r.title_zh, c.portal, c.url
FROM report AS p
JOIN timeliness AS t USING (agency_id, report_year)
LEFT JOIN agency AS a ON a.agency_id = p.agency_id
LEFT JOIN reading AS r USING (reading_id)
LEFT JOIN capture AS c ON c.capture_id = p.capture_id;
COMMENT ON VIEW reports IS 'The reports with tables that are held, one row an agency and year, as its current version stands: whose it is, whose figures it prints, when it was published against the date of the law, and where it lies. Count its rows; whether a report is missing is said by coverage. Key: report_id. Example: how many reports of 2023 were published late?';
COMMENT ON COLUMN reports.report_id IS 'Key of the report: agency_id:report_year.';
COMMENT ON COLUMN reports.agency_id IS 'The agency (agency.agency_id), or unresolved:NAME where no register knows the printed name.';
COMMENT ON COLUMN reports.agency_zh IS 'The register''s name of the agency, else the name as printed.';
COMMENT ON COLUMN reports.report_year IS 'Year the figures cover.';
COMMENT ON COLUMN reports.is_resolved IS 'False where the printed name is in no register.';
COMMENT ON COLUMN reports.scope IS 'Whose figures its tables are: own_office (the body alone), own_level (本级), division (all bodies of the division), system (全系统), or unknown: never add those of division or system to those of bodies.';
COMMENT ON COLUMN reports.scope_basis IS 'words (a sentence of the report names a scope and states a figure of the table), kind (a body that is no government or zone counts itself, and no sentence says otherwise), or unknown.';
COMMENT ON COLUMN reports.scope_quote_zh IS 'That sentence; NULL unless scope_basis is words.';
COMMENT ON COLUMN reports.kind IS 'Kind of body (agency_kind.kind); NULL if unresolved.';
COMMENT ON COLUMN reports.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN reports.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN reports.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN reports.province_zh IS 'Name of that province.';
COMMENT ON COLUMN reports.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN reports.city_zh IS 'Name of that city.';
COMMENT ON COLUMN reports.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN reports.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN reports.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN reports.township_zh IS 'Name of that township.';
COMMENT ON COLUMN reports.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN reports.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN reports.published_date IS 'Earliest date of publication printed in or listed beside its captures, none after they were fetched; NULL if there is none.';
COMMENT ON COLUMN reports.due_date IS 'Last day in time; NULL if the law names none.';
COMMENT ON COLUMN reports.timeliness IS 'in_time, late, no_date (none printed), doubtful (printed before the report year was over), not_stated (the law names no date for such a body), unknown_body (unresolved).';
COMMENT ON COLUMN reports.days_late IS 'Days after due_date, 0 if in time.';
COMMENT ON COLUMN reports.instrument_zh IS 'The rule that sets the date.';
COMMENT ON COLUMN reports.version_count IS 'Distinct wordings published.';
COMMENT ON COLUMN reports.capture_count IS 'Captures of all versions.';
COMMENT ON COLUMN reports.version_id IS 'The current version (the rule stands in derive/version.sql and in the comment on version.is_current).';
COMMENT ON COLUMN reports.reading_id IS 'Reading that speaks for the current version.';
COMMENT ON COLUMN reports.capture_id IS 'Capture that speaks for the current version.';
COMMENT ON COLUMN reports.has_year_conflict IS 'True where the document names another year too: its title, stated period or column heads disagree (issue year_conflict).';
COMMENT ON COLUMN reports.place_id IS 'Its division in the report year, of a township its county: one row of place; NULL where that is not known.';
COMMENT ON COLUMN reports.title_zh IS 'Title of the document as printed.';
COMMENT ON COLUMN reports.portal IS 'Portal it was collected from.';
COMMENT ON COLUMN reports.url IS 'Address of the document.';
