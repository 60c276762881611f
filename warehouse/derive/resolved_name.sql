-- Names of the readings in asked_reading that were not met before, once by year and portal; those of the register are
-- resolved here, the others in resolve.py. The table is emptied when the data files change.
CREATE OR REPLACE TEMP TABLE new_name AS
WITH printed AS (
    SELECT DISTINCT name_key(r.agency_zh) AS name_key, r.report_year, coalesce(c.portal, '') AS portal
    FROM reading AS r
    SEMI JOIN asked_reading USING (reading_id)
    LEFT JOIN capture AS c USING (capture_id)
    WHERE r.report_year IS NOT NULL AND coalesce(r.agency_zh, '') <> ''
)
SELECT p.* FROM printed AS p ANTI JOIN resolved_name USING (name_key, report_year, portal);

INSERT INTO resolved_name BY NAME
WITH known AS (
    SELECT agency_id, name_key(name_zh) AS name_key, first_year, last_year FROM agency_name
    UNION
    SELECT agency_id, name_key(name_zh), first_year, last_year FROM agency WHERE basis = 'register'
),
named AS (
    SELECT p.name_key, p.report_year, any_value(n.agency_id) AS agency_id, count(DISTINCT n.agency_id) AS body_count
    FROM (SELECT DISTINCT name_key, report_year FROM new_name) AS p
    JOIN known AS n ON n.name_key = p.name_key
        AND p.report_year BETWEEN coalesce(n.first_year, 0) AND coalesce(n.last_year, 9999)
    GROUP BY p.name_key, p.report_year
)
-- A name that the register gives to two bodies in one year resolves to neither, and no rule chooses between them.
SELECT p.*, CASE WHEN n.body_count = 1 THEN n.agency_id END AS agency_id,
    CASE WHEN n.body_count IS NOT NULL THEN 'register' END AS basis
FROM new_name AS p
LEFT JOIN named AS n USING (name_key, report_year);
