-- Sums of the forms, cell by cell: made anew when a rule or a cell is new, some thousand rows.
DELETE FROM sum_part;
INSERT INTO sum_part BY NAME
WITH pair AS (
    SELECT r.rule, r."table", r.sign, t.key_id AS total_key, p.key_id AS part_key
    FROM sum_rule AS r
    JOIN cell_key AS t ON t.form = r.form AND t."table" = r."table" AND t."row" = r.total
    LEFT JOIN cell_key AS p ON p.form = r.form AND p."table" = r."table" AND p."row" = r.part AND p."column" = t."column"
    WHERE r.axis = 'line'
    UNION ALL
    SELECT r.rule, r."table", r.sign, t.key_id, p.key_id
    FROM sum_rule AS r
    JOIN cell_key AS t ON t.form = r.form AND t."table" = r."table" AND t."column" = r.total
    LEFT JOIN cell_key AS p ON p.form = r.form AND p."table" = r."table" AND p."column" = r.part AND p."row" = t."row"
    WHERE r.axis = 'column'
)
SELECT dense_rank() OVER (ORDER BY rule, total_key) AS sum_id, rule, "table", total_key, part_key,
    CASE WHEN sign = '-' THEN -1 ELSE 1 END AS sign, count(*) OVER (PARTITION BY rule, total_key) AS part_count
FROM pair
ORDER BY sum_id, part_key;
