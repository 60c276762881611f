-- What the panel says of a figure besides the figure itself, once for each cell of the forms instead of for each report.
DELETE FROM concept_part;
INSERT INTO concept_part BY NAME
SELECT k.key_id, m.concept, m.form, m.part_count, m.grade, m.note, m."table",
    CASE WHEN m.part_count = 1 THEN m."row" END AS "row", CASE WHEN m.part_count = 1 THEN m."column" END AS "column",
    c.unit, c.label_zh, c.label_en, c."order",
    CASE WHEN k.unit = c.unit THEN 1 WHEN u.quantity = t.quantity THEN u.to_base END AS to_base,
    CASE WHEN k.unit = c.unit THEN 1 WHEN u.quantity = t.quantity THEN t.from_base END AS from_base
FROM (
    SELECT * EXCLUDE (grade, note), count(*) OVER part AS part_count, first(grade) OVER part AS grade,
        first(note) OVER part AS note
    FROM concept_map
    WINDOW part AS (PARTITION BY form, concept)
) AS m
JOIN cell_key AS k ON k.form = m.form AND k."table" = m."table" AND k."row" = m."row" AND k."column" = m."column"
JOIN concept AS c ON c.concept = m.concept
LEFT JOIN unit AS u ON u.unit = k.unit
LEFT JOIN unit AS t ON t.unit = c.unit
ORDER BY c."order", m.form, k.key_id;
