-- Makes the table judged_zero (reading_id, key_id, basis) for the nil and blank cells of the table staged.
-- A blank is no zero by itself: it is one where it is shown that nothing is printed, and a printed total comes out with
-- zero in its place. A report that leaves every zero empty and its totals too says nothing of them.
CREATE OR REPLACE TEMP TABLE judged_zero AS
WITH empty AS (SELECT reading_id, key_id, state, evidence FROM staged WHERE state IN ('nil', 'blank')),
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
verdict AS (SELECT reading_id, key_id, bool_or(holds) AS holds FROM spoken GROUP BY reading_id, key_id)
SELECT e.reading_id, e.key_id,
    any_value(CASE
        WHEN v.holds AND (e.state = 'nil' OR e.evidence IS NOT NULL) THEN 'confirmed'
        WHEN v.holds IS NULL AND e.state = 'nil' THEN 'assumed'
        ELSE 'unknown'
    END) AS basis
FROM empty AS e
LEFT JOIN verdict AS v ON v.reading_id = e.reading_id AND v.key_id = e.key_id
GROUP BY e.reading_id, e.key_id;
