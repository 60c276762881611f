DELETE FROM report WHERE report_id IN (SELECT agency_id || ':' || report_year FROM affected);
INSERT INTO report BY NAME
SELECT v.report_id, v.agency_id, coalesce(a.name_zh, nullif(r.agency_zh, ''), v.agency_id) AS agency_zh, v.report_year,
    a.agency_id IS NOT NULL AS is_resolved,
    coalesce(j.scope, CASE WHEN counts_itself(a.kind) THEN 'own_office' ELSE 'unknown' END) AS scope,
    CASE WHEN j.scope IS NOT NULL THEN 'words' WHEN counts_itself(a.kind) THEN 'kind' ELSE 'unknown' END AS scope_basis,
    j.quote_zh AS scope_quote_zh, a.kind, a.level, a.division_code,
    min(v.published_date) OVER (PARTITION BY v.report_id) AS published_date,
    count(*) OVER (PARTITION BY v.report_id) AS version_count,
    sum(v.capture_count) OVER (PARTITION BY v.report_id) AS capture_count,
    v.version_id, v.reading_id, v.capture_id,
    v.reading_id IN (SELECT reading_id FROM issue WHERE code = 'year_conflict') AS has_year_conflict
FROM version AS v
SEMI JOIN affected AS w ON w.agency_id = v.agency_id AND w.report_year = v.report_year
JOIN reading AS r USING (reading_id)
LEFT JOIN judged_scope AS j ON j.reading_id = v.reading_id
LEFT JOIN agency AS a ON a.agency_id = v.agency_id
QUALIFY v.is_current
ORDER BY v.agency_id, v.report_year;
