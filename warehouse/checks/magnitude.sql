-- title: a figure that is ten times that of the years around it, or a tenth
-- advice: look at the page: a digit lost or doubled in print, another unit, or a real change of work
-- scope: agency
-- Small numbers jump by chance: the larger of the two must be 100 or more, and the year after must not confirm the jump.
WITH given AS (
    SELECT p.agency_id, p.agency_zh, p.report_year, p.capture_id, c.concept, c.form, f.key_id, f.value
    FROM report AS p
    SEMI JOIN due_agency USING (agency_id)
    JOIN cell_fact AS f USING (reading_id)
    JOIN concept_part AS c USING (key_id)
    WHERE c.part_count = 1 AND c.grade <> 'not_comparable' AND f.state = 'number' AND NOT f.is_twice AND NOT f.is_repeat
        AND c.concept IN ('applications_received', 'applications_concluded', 'granted', 'normative_documents_in_force',
            'rules_in_force', 'review_total', 'disclosed')
)
SELECT 'warning' AS severity, n.agency_id, n.agency_zh, n.report_year, n.capture_id, k."table", k."row", k."column",
    CAST(n.value AS DECIMAL(18, 0)) || ', but ' || CAST(b.value AS DECIMAL(18, 0)) || ' in ' || b.report_year
        || coalesce(' and ' || CAST(a.value AS DECIMAL(18, 0)) || ' in ' || a.report_year, '') AS message
FROM given AS n
JOIN given AS b ON b.agency_id = n.agency_id AND b.concept = n.concept AND b.report_year = n.report_year - 1
LEFT JOIN given AS a ON a.agency_id = n.agency_id AND a.concept = n.concept AND a.report_year = n.report_year + 1
JOIN cell_key AS k ON k.key_id = n.key_id
WHERE greatest(n.value, b.value) >= 100
    AND (n.value >= 10 * b.value OR b.value >= 10 * n.value)
    AND NOT coalesce(a.value BETWEEN n.value / 5 AND n.value * 5, false);
