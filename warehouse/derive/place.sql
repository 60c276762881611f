-- From the list of divisions, for each year up to the latest that the list or a report speaks of.
DELETE FROM place;
INSERT INTO place BY NAME
WITH span AS (
    SELECT CAST(unnest(range(2008, 1 + greatest(
        (SELECT max(last_year) FROM division), (SELECT max(first_year) FROM division), (SELECT max(report_year) FROM version), 2008
    ))) AS INTEGER) AS report_year
),
-- A change of year Y holds at the end of Y, when the report of Y is written.
named AS (
    SELECT d.division_id, s.report_year, d.code, d.name_zh, d.level, d.parent_id
    FROM division AS d
    JOIN span AS s ON s.report_year >= coalesce(d.first_year, 0) AND s.report_year < coalesce(d.last_year, 9999)
)
SELECT concat(d.division_id, ':', d.report_year) AS place_id, d.division_id, d.report_year, d.code, d.name_zh, d.level,
    CASE 'province' WHEN d.level THEN d.code WHEN p.level THEN p.code ELSE g.code END AS province_code,
    CASE 'province' WHEN d.level THEN d.name_zh WHEN p.level THEN p.name_zh ELSE g.name_zh END AS province_zh,
    CASE 'city' WHEN d.level THEN d.code WHEN p.level THEN p.code END AS city_code,
    CASE 'city' WHEN d.level THEN d.name_zh WHEN p.level THEN p.name_zh END AS city_zh,
    CASE WHEN d.level = 'county' THEN d.code END AS county_code,
    CASE WHEN d.level = 'county' THEN d.name_zh END AS county_zh,
    d.report_year = max(d.report_year) OVER (PARTITION BY d.division_id) AS is_latest
FROM named AS d
LEFT JOIN named AS p ON p.division_id = d.parent_id AND p.report_year = d.report_year
LEFT JOIN named AS g ON g.division_id = p.parent_id AND g.report_year = d.report_year
ORDER BY d.report_year, d.code;
