-- title: a government's own total is less than the sum of its bodies' reports
-- advice: its report may cover its office alone (then its scope is wrong), or a body counts what the government leaves out
-- scope: agency
-- Only additive concepts, and only where the government says that it reports for all: a sum over some of its bodies can
-- be less than its total, never more. Reports that disagree with themselves are left out.
WITH total AS (
    SELECT p.agency_id, p.agency_zh, p.report_year, p.capture_id, f.key_id, f.value
    FROM report AS p
    SEMI JOIN due_agency USING (agency_id)
    JOIN cell_fact AS f USING (reading_id)
    JOIN concept_part AS c USING (key_id)
    WHERE p.kind = 'government' AND p.scope IN ('division', 'system') AND c.part_count = 1
        AND c.concept IN ('applications_received', 'applications_concluded', 'review_total', 'penalty_decisions',
            'licensing_decisions')
        AND f.state = 'number' AND NOT f.is_twice AND f.finding_count = 0
),
below AS (
    SELECT a.parent_id, b.report_year, f.key_id, sum(f.value) AS value, count(DISTINCT b.agency_id) AS body_count
    FROM agency AS a
    JOIN report AS b USING (agency_id)
    JOIN cell_fact AS f ON f.reading_id = b.reading_id
    WHERE a.kind <> 'government' AND a.parent_id IN (SELECT agency_id FROM total)
        AND f.key_id IN (SELECT key_id FROM total)
        AND f.state = 'number' AND NOT f.is_twice AND NOT f.is_repeat AND f.finding_count = 0
    GROUP BY a.parent_id, b.report_year, f.key_id
)
SELECT 'warning' AS severity, t.agency_id, t.agency_zh, t.report_year, t.capture_id, k."table", k."row", k."column",
    CAST(t.value AS DECIMAL(18, 0)) || ' in its own report, ' || CAST(b.value AS DECIMAL(18, 0)) || ' in those of '
        || b.body_count || ' of its bodies together' AS message
FROM total AS t
JOIN below AS b ON b.parent_id = t.agency_id AND b.report_year = t.report_year AND b.key_id = t.key_id
JOIN cell_key AS k ON k.key_id = t.key_id
WHERE b.value > t.value;
