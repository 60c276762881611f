-- What the checks must look at again: the agencies of changed reports, the governments above them, the new readings.
INSERT INTO due
SELECT DISTINCT a.agency_id, CAST(NULL AS INTEGER)
FROM (
    SELECT agency_id FROM affected
    UNION
    SELECT g.parent_id FROM affected AS f JOIN agency AS g USING (agency_id) WHERE coalesce(g.parent_id, '') <> ''
) AS a
WHERE a.agency_id NOT IN (SELECT agency_id FROM due)
UNION ALL
SELECT r.agency_id, r.reading_id FROM reading AS r SEMI JOIN asked_reading USING (reading_id);
