DELETE FROM resolved_name;
INSERT INTO resolved_name
SELECT p.name_key, p.report_year, any_value(n.agency_id) AS agency_id
FROM (
    SELECT DISTINCT name_key(agency_zh) AS name_key, report_year FROM reading WHERE report_year IS NOT NULL
) AS p
JOIN (
    SELECT agency_id, name_key(name_zh) AS name_key, first_year, last_year FROM agency_name
    UNION
    SELECT agency_id, name_key(name_zh), first_year, last_year FROM agency
) AS n ON n.name_key = p.name_key
    AND p.report_year BETWEEN coalesce(n.first_year, 0) AND coalesce(n.last_year, 9999)
GROUP BY p.name_key, p.report_year
-- A name that the register gives to two bodies in one year resolves to neither.
HAVING count(DISTINCT n.agency_id) = 1;
