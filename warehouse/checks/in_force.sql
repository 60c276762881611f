-- title: documents in force do not follow from those of the year before
-- advice: the form has no official rule for it; a review of old documents, or repeals without a count, explain much
-- scope: agency
WITH given AS (
    SELECT p.agency_id, p.agency_zh, p.report_year, p.capture_id, k.form, k."row",
        any_value(f.value) FILTER (k."column" = 'in_force') AS in_force,
        any_value(f.value) FILTER (k."column" = 'issued') AS issued,
        any_value(f.value) FILTER (k."column" = 'repealed') AS repealed
    FROM report AS p
    SEMI JOIN due_agency USING (agency_id)
    JOIN cell_fact AS f USING (reading_id)
    JOIN cell_key AS k USING (key_id)
    WHERE k."table" = 'proactive' AND k."column" IN ('in_force', 'issued', 'repealed')
    GROUP BY ALL
)
SELECT 'info' AS severity, n.agency_id, n.agency_zh, n.report_year, n.capture_id, 'proactive' AS "table", n."row",
    'in_force' AS "column",
    CAST(n.in_force AS DECIMAL(18, 0)) || ' in force, but ' || CAST(b.in_force AS DECIMAL(18, 0)) || ' the year before + '
        || CAST(n.issued AS DECIMAL(18, 0)) || ' issued - ' || CAST(n.repealed AS DECIMAL(18, 0)) || ' repealed' AS message
FROM given AS n
JOIN given AS b ON b.agency_id = n.agency_id AND b.report_year = n.report_year - 1 AND b."row" = n."row"
    AND b.form = n.form
WHERE n.in_force <> b.in_force + n.issued - n.repealed;
