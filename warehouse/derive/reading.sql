-- Rows of reading for the staged table `incoming`, with the hashes by which wordings are compared.
INSERT INTO reading BY NAME
WITH texts AS (
    SELECT reading_id, md5(string_agg(said, chr(10) ORDER BY place)) AS wording_hash
    FROM (
        SELECT reading_id, text_zh AS said, [section, 0, 0] AS place FROM section
        UNION ALL
        SELECT reading_id, concat_ws('|', label_zh, column_label_zh, raw_zh), [100 + table_index, row_index, column_index]
        FROM unmapped_line
    )
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
