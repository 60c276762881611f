-- What must be known of the cells in the table staged before they are kept: which are printed twice, which findings
-- concern them, and the figures by which wordings are compared.
CREATE OR REPLACE TEMP TABLE printed_twice AS
WITH suspect AS (
    -- The set of keys of a reading is smaller than the number of its cells only where a cell comes twice.
    SELECT reading_id FROM staged GROUP BY reading_id
    HAVING count(*) <> bit_count(bitstring_agg(key_id % 4096, 0, 4095))
)
SELECT reading_id, key_id, min(staged.rowid) AS first_row,
    count(DISTINCT coalesce(fraction, whole)) > 1 OR count(DISTINCT state) > 1 AS differs
FROM staged SEMI JOIN suspect USING (reading_id)
GROUP BY reading_id, key_id
HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE doubted AS
SELECT n.reading_id, k.key_id, count(*) AS finding_count
FROM finding AS n
JOIN incoming USING (reading_id)
JOIN cell_key AS k ON k."table" = n."table"
    AND coalesce(n."row", '') IN ('', k."row") AND coalesce(n."column", '') IN ('', k."column")
GROUP BY n.reading_id, k.key_id;

-- A sum of figures, each times a random number of its key (multilinear hashing), does not depend on the order of the
-- cells, needs no text and no sort, and two different wordings meet by chance once in 2^48. The second adds the keys
-- without their form and without states: equal for copies of the figures alone.
INSERT INTO wording_sum
SELECT s.reading_id,
    md5(concat_ws(':', count(*), sum(k.factor * micro + k.state_factor * state_number))) AS wording_hash,
    md5(CAST(sum(k.figure_factor * micro) AS VARCHAR)) AS figures_hash,
    CAST(count(*) FILTER (micro <> 0) AS INTEGER) AS nonzero_count
FROM (
    SELECT reading_id, key_id, coalesce(CAST(whole AS HUGEINT) * 1000000, CAST(fraction * 1000000 AS HUGEINT), 0) AS micro,
        CASE state WHEN 'number' THEN 1 WHEN 'nil' THEN 2 WHEN 'blank' THEN 3 ELSE 4 END AS state_number
    FROM staged
) AS s
JOIN (
    SELECT key_id, CAST(md5_number_lower(concat_ws('|', form, "table", "row", "column")) >> 16 AS HUGEINT) AS factor,
        CAST(md5_number_lower(concat_ws('|', 'state', form, "table", "row", "column")) >> 16 AS HUGEINT) AS state_factor,
        CAST(md5_number_lower(concat_ws('|', "table", "row", "column")) >> 16 AS HUGEINT) AS figure_factor
    FROM cell_key
) AS k USING (key_id)
GROUP BY s.reading_id;
