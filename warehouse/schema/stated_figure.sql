CREATE TABLE IF NOT EXISTS stated_figure (
    reading_id INTEGER NOT NULL,
    concept VARCHAR,
    value DECIMAL(20, 6),
    scope VARCHAR,
    grade VARCHAR,
    precision VARCHAR,
    pattern SMALLINT,
    quote_zh VARCHAR,
    section SMALLINT,
    sentence INTEGER
);
COMMENT ON TABLE stated_figure IS 'Figures that the sentences of reports state, one row a statement: those of reports in words, which have no table, and those of the text beside a table. Never among cells or in the panel; the view stated has them by agency and year.';
COMMENT ON COLUMN stated_figure.reading_id IS 'The reading that met it.';
COMMENT ON COLUMN stated_figure.concept IS 'The concept (concept.concept).';
COMMENT ON COLUMN stated_figure.value IS 'The figure in the unit of the concept.';
COMMENT ON COLUMN stated_figure.scope IS 'Whose figure the sentence says it is: own_office (this body alone), own_level (本级), division (全市, 全区), system (全系统), or unknown (it does not say).';
COMMENT ON COLUMN stated_figure.grade IS 'same or close: how far the words state the concept.';
COMMENT ON COLUMN stated_figure.precision IS 'exact, rounded (in 万 or 亿), about (余, 约), or none (words that say there was none, which are zero).';
COMMENT ON COLUMN stated_figure.pattern IS 'Line of data/forms/stated.csv, from 1, that found it.';
COMMENT ON COLUMN stated_figure.quote_zh IS 'The sentence, without white space.';
COMMENT ON COLUMN stated_figure.section IS 'Section of the report that it stands in (section.section).';
COMMENT ON COLUMN stated_figure.sentence IS 'Which sentence of that section, from 0.';
