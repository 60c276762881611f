-- after: panel
-- Of a report with tables the reading that speaks for its current version; of one in words the newest of its documents.
CREATE OR REPLACE VIEW stated AS
WITH spoken AS (
    SELECT v.reading_id, v.agency_id, v.report_year, 'tables' AS report_kind FROM version AS v WHERE v.is_current
    UNION ALL
    (SELECT r.reading_id, r.agency_id, r.report_year, 'words' AS report_kind
    FROM reading AS r LEFT JOIN capture AS c USING (capture_id)
    ANTI JOIN report AS p ON p.agency_id = r.agency_id AND p.report_year = r.report_year
    WHERE r.outcome IN ('no_tables', 'unread_report') AND r.report_year IS NOT NULL AND coalesce(r.agency_zh, '') <> ''
    QUALIFY row_number() OVER (
        PARTITION BY r.agency_id, r.report_year ORDER BY c.last_seen_at DESC, r.capture_id
    ) = 1)
)
SELECT w.agency_id, coalesce(a.name_zh, nullif(r.agency_zh, ''), w.agency_id) AS agency_zh, w.report_year, s.concept,
    c.label_zh, c.label_en, s.value, c.unit, s.scope, s.grade, s.precision,
    count(DISTINCT s.value) OVER (PARTITION BY s.reading_id, s.concept, s.scope) > 1 AS is_disputed, p.value AS table_value,
    s.quote_zh, s.section, s.sentence, s.pattern, w.report_kind, a.kind, a.level, a.division_code, k.url,
    r.capture_id, s.reading_id
FROM stated_figure AS s
JOIN spoken AS w USING (reading_id)
JOIN reading AS r USING (reading_id)
JOIN concept AS c USING (concept)
LEFT JOIN agency AS a ON a.agency_id = w.agency_id
LEFT JOIN capture AS k ON k.capture_id = r.capture_id
LEFT JOIN (
    SELECT reading_id, concept, CASE WHEN count(DISTINCT value) = 1 THEN any_value(value) END AS value
    FROM panel GROUP BY reading_id, concept
) AS p ON p.reading_id = s.reading_id AND p.concept = s.concept;
COMMENT ON VIEW stated IS 'Figures that reports state in sentences, one row a statement, with whose they are and the sentence: those of reports in words, which the panel has not, and those of the text beside tables. Choose one scope and one concept before adding up, and leave out is_disputed; never add them to the panel. Key: reading_id, concept, scope, section, sentence, value, pattern. Example: what do reports say in words of the applications of 2012?';
COMMENT ON COLUMN stated.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN stated.agency_zh IS 'Its name.';
COMMENT ON COLUMN stated.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN stated.concept IS 'The concept (concept.concept).';
COMMENT ON COLUMN stated.label_zh IS 'Its Chinese name.';
COMMENT ON COLUMN stated.label_en IS 'Its English name.';
COMMENT ON COLUMN stated.value IS 'The figure in unit.';
COMMENT ON COLUMN stated.unit IS 'Unit of the concept.';
COMMENT ON COLUMN stated.scope IS 'own_office, own_level, division, system, or unknown where the sentence does not say.';
COMMENT ON COLUMN stated.grade IS 'same or close: how far the words state the concept.';
COMMENT ON COLUMN stated.precision IS 'exact, rounded (in 万), about (余, 约), or none (words say that there was none).';
COMMENT ON COLUMN stated.is_disputed IS 'True where the report states two values of the concept with this scope.';
COMMENT ON COLUMN stated.table_value IS 'The same report''s figure in the panel; NULL for reports in words.';
COMMENT ON COLUMN stated.quote_zh IS 'The sentence, without white space.';
COMMENT ON COLUMN stated.section IS 'Section that it stands in.';
COMMENT ON COLUMN stated.sentence IS 'Which sentence of that section, from 0.';
COMMENT ON COLUMN stated.pattern IS 'Line of data/forms/stated.csv that found it.';
COMMENT ON COLUMN stated.report_kind IS 'tables or words: whether the report has tables that were read.';
COMMENT ON COLUMN stated.kind IS 'Kind of body; NULL if unresolved.';
COMMENT ON COLUMN stated.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN stated.division_code IS 'Code of its division now.';
COMMENT ON COLUMN stated.url IS 'Address of the document.';
COMMENT ON COLUMN stated.capture_id IS 'The capture.';
COMMENT ON COLUMN stated.reading_id IS 'The reading.';
