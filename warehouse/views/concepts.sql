CREATE OR REPLACE VIEW concepts AS
SELECT c.concept, c."order", c.label_zh, c.label_en, c.unit, c.definition_zh, c.definition_en, m.forms, c.note
FROM concept AS c
LEFT JOIN (
    SELECT concept, string_agg(form || ' ' || grade, ', ' ORDER BY form) AS forms
    FROM (SELECT DISTINCT concept, form, grade FROM concept_map)
    GROUP BY concept
) AS m USING (concept);
COMMENT ON VIEW concepts IS 'What the figures count, over all forms; one row a concept. Key: concept. Example: which concepts can be followed from 2014 to today?';
COMMENT ON COLUMN concepts.concept IS 'Key of the concept.';
COMMENT ON COLUMN concepts."order" IS 'Place in the vocabulary, from 1.';
COMMENT ON COLUMN concepts.label_zh IS 'Short Chinese name.';
COMMENT ON COLUMN concepts.label_en IS 'Short English name.';
COMMENT ON COLUMN concepts.unit IS 'Unit in which its figures are stated.';
COMMENT ON COLUMN concepts.definition_zh IS 'Definition in Chinese.';
COMMENT ON COLUMN concepts.definition_en IS 'Definition in English.';
COMMENT ON COLUMN concepts.forms IS 'The forms that print it, each with how near its line is to the concept: same, close or not_comparable.';
COMMENT ON COLUMN concepts.note IS 'What to know before comparing it.';
