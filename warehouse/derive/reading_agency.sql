-- Whose document each reading of the table asked_reading is: by the register, then by people's corrections. A name
-- that no register knows stays a body of its own, and a report that names nobody stays alone: two of them must not
-- become one report.
UPDATE reading SET agency_id = found.agency_id
FROM (
    SELECT r.reading_id, coalesce(m.target_id, r.agency_id) AS agency_id
    FROM (
        SELECT r.reading_id, r.report_year,
            coalesce(n.agency_id, 'unresolved:' || coalesce(nullif(name_key(r.agency_zh), ''), r.capture_id)) AS agency_id
        FROM reading AS r
        SEMI JOIN asked_reading USING (reading_id)
        LEFT JOIN capture AS c USING (capture_id)
        LEFT JOIN resolved_name AS n ON n.name_key = name_key(r.agency_zh) AND n.report_year = r.report_year
            AND n.portal = coalesce(c.portal, '')
    ) AS r
    LEFT JOIN correction AS m ON m.kind = 'agency' AND m.agency_id = r.agency_id
        AND coalesce(r.report_year, 0) BETWEEN coalesce(m.first_year, 0) AND coalesce(m.last_year, 9999)
    QUALIFY row_number() OVER (PARTITION BY r.reading_id ORDER BY m.correction_id) = 1
) AS found
WHERE found.reading_id = reading.reading_id AND found.agency_id <> reading.agency_id;
