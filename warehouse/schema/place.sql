-- Kept and not asked for each time: whose division lies where stands beside every figure.
CREATE TABLE IF NOT EXISTS place (
    place_id VARCHAR,
    division_id VARCHAR,
    report_year INTEGER,
    code VARCHAR,
    name_zh VARCHAR,
    level VARCHAR,
    province_code VARCHAR,
    province_zh VARCHAR,
    city_code VARCHAR,
    city_zh VARCHAR,
    county_code VARCHAR,
    county_zh VARCHAR,
    is_latest BOOLEAN
);
COMMENT ON TABLE place IS 'Divisions from province to county by year, as they were at its end: join population and other denominators to it by code and report_year, and reports to it by place_id. One row is a division in a year; count those of one year. Key: place_id. Example: what was the name of 110101 in 2009?';
COMMENT ON COLUMN place.place_id IS 'division_id:report_year, as in report.place_id.';
COMMENT ON COLUMN place.division_id IS 'The division through its renamings (division.division_id).';
COMMENT ON COLUMN place.report_year IS 'The year.';
COMMENT ON COLUMN place.code IS 'Its six-digit code in that year.';
COMMENT ON COLUMN place.name_zh IS 'Its name in that year.';
COMMENT ON COLUMN place.level IS 'province, city or county.';
COMMENT ON COLUMN place.province_code IS 'Code of its province.';
COMMENT ON COLUMN place.province_zh IS 'Name of its province.';
COMMENT ON COLUMN place.city_code IS 'Code of its city; NULL of a province and where the province stands directly above.';
COMMENT ON COLUMN place.city_zh IS 'Name of its city.';
COMMENT ON COLUMN place.county_code IS 'Its own code if it is a county or district.';
COMMENT ON COLUMN place.county_zh IS 'Its own name if it is a county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN place.is_latest IS 'True in the last year in which the division is known, which for all that stand is the latest.';
