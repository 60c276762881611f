-- Rows of reading for the staged table `incoming`, with the hashes by which wordings are compared.
INSERT INTO reading BY NAME
WITH texts AS (
    SELECT reading_id, md5(string_agg(text_zh, chr(10) ORDER BY section)) AS wording_hash
    FROM section
    WHERE reading_id IN (SELECT reading_id FROM incoming WHERE cell_count = 0)
    GROUP BY reading_id
)
SELECT i.*, '' AS agency_id,
    CASE WHEN i.outcome = 'report' THEN coalesce(f.wording_hash, t.wording_hash, md5(i.capture_id)) END AS wording_hash,
    CASE WHEN i.outcome = 'report' THEN f.figures_hash END AS figures_hash,
    coalesce(f.nonzero_count, 0) AS nonzero_count
FROM incoming AS i
LEFT JOIN wording_sum AS f USING (reading_id)
LEFT JOIN texts AS t USING (reading_id);
