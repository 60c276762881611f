-- title: sums that break in the warehouse though the reader found nothing
-- advice: a figure was lost or altered on the way from the reader, or a rule changed since: read the capture again
-- A sum that lacks a printed part, or has one twice, is not stated: it neither holds nor breaks.
WITH rule AS (
    SELECT r.rule, r.form, r."table", t.key_id AS total_key, p.key_id AS part_key, r.sign
    FROM sum_rule AS r
    JOIN cell_key AS t ON t.form = r.form AND t."table" = r."table" AND t."row" = r.total
    LEFT JOIN cell_key AS p ON p.form = r.form AND p."table" = r."table" AND p."row" = r.part AND p."column" = t."column"
    WHERE r.axis = 'line'
    UNION ALL
    SELECT r.rule, r.form, r."table", t.key_id, p.key_id, r.sign
    FROM sum_rule AS r
    JOIN cell_key AS t ON t.form = r.form AND t."table" = r."table" AND t."column" = r.total
    LEFT JOIN cell_key AS p ON p.form = r.form AND p."table" = r."table" AND p."column" = r.part AND p."row" = t."row"
    WHERE r.axis = 'column'
),
numbered AS (
    SELECT *, dense_rank() OVER (ORDER BY rule, total_key) AS number,
        count(*) OVER (PARTITION BY rule, total_key) AS part_count
    FROM rule
),
added AS (
    SELECT f.reading_id, n.number, any_value(n.rule) AS rule, any_value(n."table") AS "table",
        any_value(n.total_key) AS total_key, sum(CASE WHEN n.sign = '-' THEN -f.value ELSE f.value END) AS computed
    FROM cell_fact AS f
    JOIN numbered AS n ON n.part_key = f.key_id
    JOIN report AS p ON p.reading_id = f.reading_id
    GROUP BY f.reading_id, n.number
    HAVING count(*) = any_value(n.part_count) AND bool_and(f.state IN ('number', 'nil'))
),
broken AS (
    SELECT a.*, t.value AS stated
    FROM added AS a
    JOIN cell_fact AS t ON t.reading_id = a.reading_id AND t.key_id = a.total_key
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
