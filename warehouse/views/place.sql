CREATE OR REPLACE VIEW place AS
WITH span AS (
    SELECT CAST(unnest(range(2008, 1 + greatest(
        (SELECT max(last_year) FROM division), (SELECT max(first_year) FROM division), (SELECT max(report_year) FROM report), 2008
    ))) AS INTEGER) AS report_year
),
-- A change of year Y holds at the end of Y, when the report of Y is written.
named AS (
    SELECT d.division_id, s.report_year, d.code, d.name_zh, d.level, d.parent_id
    FROM division AS d
    JOIN span AS s ON s.report_year >= coalesce(d.first_year, 0) AND s.report_year < coalesce(d.last_year, 9999)
)
SELECT d.division_id, d.report_year, d.code, d.name_zh, d.level,
    CASE 'province' WHEN d.level THEN d.code WHEN p.level THEN p.code ELSE g.code END AS province_code,
    CASE 'province' WHEN d.level THEN d.name_zh WHEN p.level THEN p.name_zh ELSE g.name_zh END AS province_zh,
    CASE 'city' WHEN d.level THEN d.code WHEN p.level THEN p.code END AS city_code,
    CASE 'city' WHEN d.level THEN d.name_zh WHEN p.level THEN p.name_zh END AS city_zh,
    CASE WHEN d.level = 'county' THEN d.code END AS county_code,
    CASE WHEN d.level = 'county' THEN d.name_zh END AS county_zh
FROM named AS d
LEFT JOIN named AS p ON p.division_id = d.parent_id AND p.report_year = d.report_year
LEFT JOIN named AS g ON g.division_id = p.parent_id AND g.report_year = d.report_year;
COMMENT ON VIEW place IS 'Divisions from province to county by year, as they were at its end: join population and other denominators to it by code and year, and reports to it by agency.division_id and report_year. Key: division_id, report_year. Example: what was the name of 110101 in 2009?';
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
COMMENT ON COLUMN place.county_zh IS 'Its own name if it is a county or district.';
