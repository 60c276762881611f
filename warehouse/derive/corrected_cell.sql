-- People's corrections on the cells of the table staged. What the reader had taken is kept beside them.
CREATE OR REPLACE TEMP TABLE to_correct AS
SELECT DISTINCT ON (i.reading_id, k.key_id) c.correction_id, i.reading_id, k.key_id, s.state AS state_read,
    coalesce(s.fraction, s.whole) AS value_read, s.other_text_zh AS text_read_zh, c."text",
    TRY_CAST(c."text" AS DECIMAL(20, 6)) AS value
FROM correction AS c
JOIN incoming AS i ON i.capture_id = c.capture_id
JOIN cell_key AS k ON k.form = c.form AND k."table" = c."table" AND k."row" = c."row" AND k."column" = c."column"
JOIN staged AS s ON s.reading_id = i.reading_id AND s.key_id = k.key_id
WHERE c.kind = 'cell'
ORDER BY i.reading_id, k.key_id, c.correction_id;

INSERT INTO corrected_cell BY NAME
SELECT correction_id, reading_id, key_id, state_read, value_read, text_read_zh FROM to_correct;

UPDATE staged SET
    state = CASE WHEN c.value IS NOT NULL THEN 'number' WHEN coalesce(c."text", '') = '' THEN 'blank' ELSE 'nil' END,
    whole = CASE WHEN c.value % 1 = 0 THEN CAST(c.value AS BIGINT) END,
    fraction = CASE WHEN c.value % 1 <> 0 THEN c.value END,
    other_text_zh = CASE WHEN c.value % 1 = 0 THEN NULL ELSE nullif(c."text", '') END
FROM to_correct AS c
WHERE c.reading_id = staged.reading_id AND c.key_id = staged.key_id;

DROP TABLE to_correct;
