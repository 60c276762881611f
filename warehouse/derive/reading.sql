-- Rows of reading for the staged table `incoming`, with the hashes by which wordings are compared. A sum of 64-bit
-- hashes does not depend on the order of the cells, and so needs no sort.
INSERT INTO reading BY NAME
WITH figures AS (
    SELECT c.reading_id,
        md5(concat_ws(':', count(*), sum(md5_number_lower(
            concat_ws('|', k.form, k."table", k."row", k."column", c.state, c.value))))) AS wording_hash,
        md5(concat_ws(':', count(*) FILTER (c.value <> 0), sum(md5_number_lower(
            concat_ws('|', k."table", k."row", k."column", c.value))) FILTER (c.value <> 0))) AS figures_hash,
        CAST(count(*) FILTER (c.value <> 0) AS INTEGER) AS nonzero_count
    FROM cell_fact AS c
    JOIN cell_key AS k USING (key_id)
    WHERE c.reading_id IN (SELECT reading_id FROM incoming)
    GROUP BY c.reading_id
),
texts AS (
    SELECT reading_id, md5(string_agg(text_zh, chr(10) ORDER BY section)) AS wording_hash
    FROM section
    WHERE reading_id IN (SELECT reading_id FROM incoming)
    GROUP BY reading_id
)
SELECT i.*,
    CASE WHEN i.outcome = 'report' THEN coalesce(f.wording_hash, t.wording_hash, md5(i.capture_id)) END AS wording_hash,
    CASE WHEN i.outcome = 'report' THEN f.figures_hash END AS figures_hash,
    coalesce(f.nonzero_count, 0) AS nonzero_count
FROM incoming AS i
LEFT JOIN figures AS f USING (reading_id)
LEFT JOIN texts AS t USING (reading_id);
