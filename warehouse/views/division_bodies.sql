-- after: panel
CREATE OR REPLACE MACRO main.division_bodies(the_division, the_concept, the_year) AS TABLE
SELECT a.agency_id, a.name_zh AS agency_zh, a.kind, a.level, n.province_zh, n.city_zh, n.county_zh,
    r.report_id IS NOT NULL AS has_report, p.value,
    p.value_or_zero, p.basis, p.form, p.grade, p.finding_count, p.scope, r.capture_id
FROM internal.agency AS a
LEFT JOIN internal.report AS r ON r.agency_id = a.agency_id AND r.report_year = the_year
LEFT JOIN internal.panel AS p ON p.agency_id = a.agency_id AND p.report_year = the_year AND p.concept = the_concept
LEFT JOIN internal.place AS n ON n.is_latest
    AND n.division_id = CASE WHEN a.level = 'township' THEN a.division_code[:6] ELSE a.division_id END
WHERE internal.within(a.division_code, the_division)
ORDER BY a.kind <> 'government', p.value DESC NULLS LAST, a.agency_id;
COMMENT ON MACRO TABLE main.division_bodies IS 'division_bodies(division_code, concept, report_year): every known body of the division and of those below it, with its figure if it has one and whose figure that is (scope: a government''s may hold its bodies'' again); a code that ends in 00 stands for all below it.';
