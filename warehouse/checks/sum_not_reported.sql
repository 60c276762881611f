-- title: sums that break in the warehouse though the reader found nothing
-- advice: a figure was lost or altered on the way from the reader, or a rule changed since: read the capture again
-- scope: reading
-- A sum that lacks a printed part, or has one twice, is not stated: it neither holds nor breaks.
WITH given AS (
    SELECT f.reading_id, f.key_id, f.state, f.value
    FROM cell_fact AS f
    SEMI JOIN due_reading USING (reading_id)
),
added AS (
    SELECT f.reading_id, n.sum_id, any_value(n.rule) AS rule, any_value(n."table") AS "table",
        any_value(n.total_key) AS total_key, sum(f.value * n.sign) AS computed
    FROM given AS f
    JOIN sum_part AS n ON n.part_key = f.key_id
    GROUP BY f.reading_id, n.sum_id
    HAVING count(*) = any_value(n.part_count) AND bool_and(f.state IN ('number', 'nil'))
),
broken AS (
    SELECT a.*, t.value AS stated
    FROM added AS a
    JOIN given AS t ON t.reading_id = a.reading_id AND t.key_id = a.total_key
    WHERE t.state = 'number' AND t.value <> coalesce(a.computed, 0)
)
SELECT 'error' AS severity, p.agency_id, p.agency_zh, p.report_year, p.capture_id, k."table", k."row", k."column",
    'rule ' || b.rule || ': ' || CAST(b.stated AS DECIMAL(18, 2)) || ' stated, '
        || CAST(coalesce(b.computed, 0) AS DECIMAL(18, 2)) || ' computed, no finding' AS message
FROM broken AS b
JOIN report AS p USING (reading_id)
JOIN cell_key AS k ON k.key_id = b.total_key
WHERE NOT EXISTS (
    SELECT 1 FROM finding AS f WHERE f.reading_id = b.reading_id AND f.rule = b.rule AND f."table" = b."table"
);
