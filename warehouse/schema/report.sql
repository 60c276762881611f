CREATE TABLE IF NOT EXISTS report (
    report_id VARCHAR NOT NULL,
    agency_id VARCHAR NOT NULL,
    agency_zh VARCHAR,
    report_year INTEGER NOT NULL,
    is_resolved BOOLEAN NOT NULL,
    scope VARCHAR,
    scope_basis VARCHAR,
    scope_quote_zh VARCHAR,
    kind VARCHAR,
    level VARCHAR,
    division_code VARCHAR,
    province_code VARCHAR,
    province_zh VARCHAR,
    city_code VARCHAR,
    city_zh VARCHAR,
    county_code VARCHAR,
    county_zh VARCHAR,
    township_code VARCHAR,
    township_zh VARCHAR,
    division_code_then VARCHAR,
    division_zh_then VARCHAR,
    published_date DATE,
    version_count INTEGER,
    capture_count INTEGER,
    version_id VARCHAR NOT NULL,
    reading_id INTEGER NOT NULL,
    capture_id VARCHAR NOT NULL,
    has_year_conflict BOOLEAN NOT NULL
);
COMMENT ON TABLE report IS 'An agency''s year: one row each, pointing at its current version. Derived anew at every load.';
COMMENT ON COLUMN report.report_id IS 'agency_id:report_year.';
COMMENT ON COLUMN report.agency_id IS 'The agency (agency.agency_id), or unresolved:NAME where no register knows the printed name.';
COMMENT ON COLUMN report.agency_zh IS 'The register''s name of the agency, else the name as printed.';
COMMENT ON COLUMN report.report_year IS 'Year the figures cover.';
COMMENT ON COLUMN report.is_resolved IS 'False where the printed name is in no register.';
COMMENT ON COLUMN report.scope IS 'Whose figures its tables are: own_office (the body alone), own_level (本级), division (all bodies of the division), system (全系统), or unknown: never add those of division or system to those of bodies.';
COMMENT ON COLUMN report.scope_basis IS 'words (a sentence of the report names a scope and states a figure of the table), kind (a body that is no government or zone counts itself, and no sentence says otherwise), or unknown.';
COMMENT ON COLUMN report.scope_quote_zh IS 'That sentence; NULL unless scope_basis is words.';
COMMENT ON COLUMN report.kind IS 'Kind of body (agency_kind.kind); NULL if unresolved.';
COMMENT ON COLUMN report.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN report.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN report.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN report.province_zh IS 'Name of that province.';
COMMENT ON COLUMN report.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN report.city_zh IS 'Name of that city.';
COMMENT ON COLUMN report.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN report.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN report.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN report.township_zh IS 'Name of that township.';
COMMENT ON COLUMN report.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN report.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN report.published_date IS 'Earliest date of publication printed in or listed beside its captures, none after they were fetched; NULL if there is none.';
COMMENT ON COLUMN report.version_count IS 'Distinct wordings published.';
COMMENT ON COLUMN report.capture_count IS 'Captures of all versions.';
COMMENT ON COLUMN report.version_id IS 'The current version (the rule stands in derive/version.sql and in the comment on version.is_current).';
COMMENT ON COLUMN report.reading_id IS 'Reading that speaks for the current version.';
COMMENT ON COLUMN report.capture_id IS 'Capture that speaks for the current version.';
COMMENT ON COLUMN report.has_year_conflict IS 'True where the document names another year too: its title, stated period or column heads disagree (issue year_conflict).';
