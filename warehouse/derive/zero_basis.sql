-- Makes the table judged_zero (reading_id, key_id, basis) for the nil and blank cells of the table staged.
-- A blank is no zero by itself: it is one where a printed total comes out with zero in its place. A report that leaves
-- every zero empty and its totals too says nothing of them; then its habit decides, and the basis says assumed.
CREATE OR REPLACE TEMP TABLE judged_zero AS
WITH empty AS (SELECT reading_id, key_id, state FROM staged WHERE state IN ('nil', 'blank')),
concerned AS (SELECT DISTINCT reading_id FROM empty),
stated AS (
    SELECT c.reading_id, c.key_id, c.state, coalesce(c.fraction, c.whole, 0) AS value
    FROM staged AS c SEMI JOIN concerned USING (reading_id)
),
added AS (
    SELECT c.reading_id, s.sum_id, any_value(s.total_key) AS total_key, sum(c.value * s.sign) AS computed,
        bool_or(c.state = 'number') AS has_number
    FROM stated AS c
    JOIN sum_part AS s ON s.part_key = c.key_id
    GROUP BY c.reading_id, s.sum_id
    HAVING count(*) = any_value(s.part_count) AND bool_and(c.state <> 'unreadable')
),
compared AS (
    SELECT a.reading_id, a.sum_id, a.total_key, a.has_number, t.state AS total_state, t.value = a.computed AS holds
    FROM added AS a
    JOIN stated AS t ON t.reading_id = a.reading_id AND t.key_id = a.total_key
),
spoken AS (
    SELECT e.reading_id, e.key_id, m.holds
    FROM empty AS e
    JOIN sum_part AS s ON s.part_key = e.key_id
    JOIN compared AS m ON m.reading_id = e.reading_id AND m.sum_id = s.sum_id
    WHERE m.total_state = 'number'
    UNION ALL
    SELECT e.reading_id, e.key_id, m.holds
    FROM empty AS e
    JOIN compared AS m ON m.reading_id = e.reading_id AND m.total_key = e.key_id
    WHERE m.has_number
),
verdict AS (SELECT reading_id, key_id, bool_or(holds) AS holds FROM spoken GROUP BY reading_id, key_id),
habit AS (
    SELECT c.reading_id, k.form, k."table", bool_or(c.state = 'number' AND c.value = 0) AS prints_zero,
        bool_or(c.state = 'number') AS prints_number
    FROM stated AS c
    JOIN cell_key AS k USING (key_id)
    GROUP BY c.reading_id, k.form, k."table"
)
SELECT e.reading_id, e.key_id,
    any_value(CASE
        WHEN v.holds THEN 'confirmed'
        WHEN NOT v.holds THEN 'unknown'
        WHEN e.state = 'nil' THEN 'assumed'
        WHEN h.prints_number AND NOT h.prints_zero THEN 'assumed'
        ELSE 'unknown'
    END) AS basis
FROM empty AS e
JOIN cell_key AS k USING (key_id)
JOIN habit AS h ON h.reading_id = e.reading_id AND h.form = k.form AND h."table" = k."table"
LEFT JOIN verdict AS v ON v.reading_id = e.reading_id AND v.key_id = e.key_id
GROUP BY e.reading_id, e.key_id;
