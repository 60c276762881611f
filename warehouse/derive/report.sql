-- Reports, from the versions of those in the table affected and their captures in the table wording, which it drops.
DELETE FROM report WHERE report_id IN (SELECT agency_id || ':' || report_year FROM affected);
INSERT INTO report BY NAME
-- A copy of the same wording that is dated later makes no report late; a date after the day of fetching is none.
WITH first_date AS (
    SELECT report_id, min(published_date) AS published_date FROM wording
    WHERE fetched_at IS NULL OR published_date <= CAST(fetched_at AS DATE) + 1
    GROUP BY report_id
)
SELECT v.report_id, v.agency_id, coalesce(a.name_zh, nullif(r.agency_zh, ''), v.agency_id) AS agency_zh, v.report_year,
    a.agency_id IS NOT NULL AS is_resolved,
    coalesce(j.scope, CASE WHEN counts_itself(a.kind) THEN 'own_office' ELSE 'unknown' END) AS scope,
    CASE WHEN j.scope IS NOT NULL THEN 'words' WHEN counts_itself(a.kind) THEN 'kind' ELSE 'unknown' END AS scope_basis,
    j.quote_zh AS scope_quote_zh, a.kind, a.level, a.division_code,
    n.province_code, n.province_zh, n.city_code, n.city_zh, n.county_code, n.county_zh, t.code AS township_code,
    t.name_zh AS township_zh, CASE WHEN d.code IS NOT NULL THEN coalesce(t.code, d.code) END AS division_code_then,
    CASE WHEN d.code IS NOT NULL THEN concat(d.province_zh, d.city_zh, d.county_zh, t.name_zh) END AS division_zh_then,
    f.published_date,
    count(*) OVER (PARTITION BY v.report_id) AS version_count,
    sum(v.capture_count) OVER (PARTITION BY v.report_id) AS capture_count,
    v.version_id, v.reading_id, v.capture_id,
    v.reading_id IN (SELECT reading_id FROM issue WHERE code = 'year_conflict') AS has_year_conflict
FROM version AS v
LEFT JOIN first_date AS f USING (report_id)
SEMI JOIN affected AS w ON w.agency_id = v.agency_id AND w.report_year = v.report_year
JOIN reading AS r USING (reading_id)
LEFT JOIN judged_scope AS j ON j.reading_id = v.reading_id
LEFT JOIN agency AS a ON a.agency_id = v.agency_id
LEFT JOIN township AS t ON a.level = 'township' AND t.code = a.division_code
-- A township's county stands by today's code in the list; that county's history is the division's.
LEFT JOIN place AS n ON n.is_latest AND n.division_id = CASE WHEN a.level = 'township' THEN a.division_code[:6] ELSE a.division_id END
LEFT JOIN place AS d ON d.division_id = n.division_id AND d.report_year = v.report_year
QUALIFY v.is_current
ORDER BY v.agency_id, v.report_year;
DROP TABLE wording;
