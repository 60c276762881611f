-- after: panel
CREATE OR REPLACE MACRO peers(the_agency, the_concept, the_year) AS TABLE
SELECT p.agency_id, p.agency_zh, p.agency_id = the_agency AS is_asked, p.value, p.value_or_zero, p.basis, p.form,
    p.grade, p.finding_count,
    CASE WHEN p.value IS NOT NULL THEN rank() OVER (ORDER BY p.value DESC NULLS LAST) END AS place,
    median(p.value) OVER () AS median_value, count(p.value) OVER () AS body_count, p.capture_id
FROM panel AS p
JOIN agency AS a ON a.agency_id = the_agency AND a.kind = p.kind AND a.level = p.level
WHERE p.concept = the_concept AND p.report_year = the_year
ORDER BY place NULLS LAST, p.agency_id;
COMMENT ON MACRO TABLE peers IS 'peers(agency_id, concept, report_year): the agency among all of its kind and level, largest first, with the median; one whose figure is not known has no place.';
