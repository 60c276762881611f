-- after: panel
CREATE OR REPLACE MACRO main.peers(the_agency, the_concept, the_year) AS TABLE
SELECT p.agency_id, p.agency_zh, p.agency_id = the_agency AS is_asked, p.province_zh, p.city_zh, p.county_zh,
    p.value, p.value_or_zero, p.basis, p.form,
    p.grade, p.finding_count, p.scope,
    CASE WHEN l.value IS NOT NULL THEN rank() OVER (ORDER BY l.value DESC NULLS LAST) END AS place,
    median(l.value) OVER () AS median_value, count(l.value) OVER () AS body_count, p.capture_id
FROM internal.panel AS p
JOIN internal.agency AS a ON a.agency_id = the_agency AND a.kind = p.kind AND a.level = p.level
LEFT JOIN internal.report AS r ON r.agency_id = the_agency AND r.report_year = the_year
-- What counts other bodies than the asked one's figure, or is not comparable, is shown and not ranked.
CROSS JOIN LATERAL (SELECT CASE WHEN p.scope = r.scope AND p.grade <> 'not_comparable' THEN p.value END AS value) AS l
WHERE p.concept = the_concept AND p.report_year = the_year
ORDER BY place NULLS LAST, p.agency_id;
COMMENT ON MACRO TABLE main.peers IS 'peers(agency_id, concept, report_year): the agency among all of its kind and level, largest first, with the median; one whose figure is not known, not comparable or of another scope than the asked agency''s has no place.';
