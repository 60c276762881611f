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
    count(DISTINCT s.value) OVER (PARTITION BY s.reading_id, s.concept, s.scope) > 1 AS is_disputed,
    row_number() OVER (
        PARTITION BY s.reading_id, s.concept, s.scope, s.value ORDER BY s.section, s.sentence, s.pattern
    ) > 1 AS is_repeat, p.value AS table_value,
    s.quote_zh, s.section, s.sentence, s.pattern, w.report_kind, a.kind, a.level, a.division_code,
    n.province_code, n.province_zh, n.city_code, n.city_zh, n.county_code, n.county_zh,
    t.code AS township_code, t.name_zh AS township_zh,
    CASE WHEN d.code IS NOT NULL THEN coalesce(t.code, d.code) END AS division_code_then,
    CASE WHEN d.code IS NOT NULL THEN concat(d.province_zh, d.city_zh, d.county_zh, t.name_zh) END AS division_zh_then,
    k.url,
    r.capture_id, s.reading_id
FROM stated_figure AS s
JOIN spoken AS w USING (reading_id)
JOIN reading AS r USING (reading_id)
JOIN concept AS c USING (concept)
LEFT JOIN agency AS a ON a.agency_id = w.agency_id
LEFT JOIN township AS t ON a.level = 'township' AND t.code = a.division_code
LEFT JOIN place AS n ON n.is_latest
    AND n.division_id = CASE WHEN a.level = 'township' THEN a.division_code[:6] ELSE a.division_id END
LEFT JOIN place AS d ON d.division_id = n.division_id AND d.report_year = w.report_year
LEFT JOIN capture AS k ON k.capture_id = r.capture_id
LEFT JOIN (
    SELECT reading_id, concept, CASE WHEN count(DISTINCT value) = 1 THEN any_value(value) END AS value
    FROM panel SEMI JOIN stated_figure USING (reading_id, concept) GROUP BY reading_id, concept
) AS p ON p.reading_id = s.reading_id AND p.concept = s.concept;
COMMENT ON VIEW stated IS 'Figures that reports state in sentences, one row a statement (in main the first of those that repeat it), with whose they are and the sentence: those of reports in words, which the panel has not, and those of the text beside tables. Choose one scope and one concept before adding up, and leave out is_disputed; never add them to the panel. Key: reading_id, concept, scope, section, sentence, value, pattern. Example: what do reports say in words of the applications of 2012?';
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
COMMENT ON COLUMN stated.is_repeat IS 'True where the report states the figure of the scope in an earlier sentence too; in main such rows are left out.';
COMMENT ON COLUMN stated.table_value IS 'The same report''s figure in the panel; NULL for reports in words.';
COMMENT ON COLUMN stated.quote_zh IS 'The sentence, without white space.';
COMMENT ON COLUMN stated.section IS 'Section that it stands in.';
COMMENT ON COLUMN stated.sentence IS 'Which sentence of that section, from 0.';
COMMENT ON COLUMN stated.pattern IS 'Line of data/forms/stated.csv that found it.';
COMMENT ON COLUMN stated.report_kind IS 'tables or words: whether the report has tables that were read.';
COMMENT ON COLUMN stated.kind IS 'Kind of body; NULL if unresolved.';
COMMENT ON COLUMN stated.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN stated.division_code IS 'Code of its division now.';
COMMENT ON COLUMN stated.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN stated.province_zh IS 'Name of that province.';
COMMENT ON COLUMN stated.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN stated.city_zh IS 'Name of that city.';
COMMENT ON COLUMN stated.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN stated.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN stated.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN stated.township_zh IS 'Name of that township.';
COMMENT ON COLUMN stated.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN stated.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN stated.url IS 'Address of the document.';
COMMENT ON COLUMN stated.capture_id IS 'The capture.';
COMMENT ON COLUMN stated.reading_id IS 'The reading.';
