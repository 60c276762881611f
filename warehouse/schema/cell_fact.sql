-- Narrow on purpose: 20 million rows with their labels as text take four times the space and query time of this
-- layout. A figure is kept as a whole number where it is one, since six decimals on every row would take as much room
-- as all else, and its text only where it is another than the figure's own. The view cell shows each row with its keys
-- and labels.
CREATE TABLE IF NOT EXISTS cell_fact (
    cell_id BIGINT NOT NULL,
    key_id INTEGER NOT NULL,
    reading_id INTEGER NOT NULL,
    state ENUM ('number', 'nil', 'blank', 'unreadable') NOT NULL,
    whole BIGINT,
    fraction DECIMAL(20, 6),
    other_text_zh VARCHAR,
    label_id INTEGER,
    table_index SMALLINT,
    row_index INTEGER,
    column_index SMALLINT,
    page INTEGER,
    confidence FLOAT,
    marks VARCHAR,
    evidence ENUM ('markup', 'drawn', 'format'),
    match ENUM ('exact', 'grammar', 'aligned', 'recognised'),
    zero_basis ENUM ('confirmed', 'assumed', 'unknown'),
    finding_count SMALLINT NOT NULL,
    is_twice BOOLEAN NOT NULL,
    is_repeat BOOLEAN NOT NULL,
    value DECIMAL(20, 6) GENERATED ALWAYS AS (coalesce(fraction, CAST(whole AS DECIMAL(20, 6)))) VIRTUAL,
    raw_zh VARCHAR GENERATED ALWAYS AS (coalesce(other_text_zh, CAST(whole AS VARCHAR), '')) VIRTUAL
);
COMMENT ON TABLE cell_fact IS 'Every cell of every reading, keys and labels as numbers; the view cell reads more easily.';
COMMENT ON COLUMN cell_fact.cell_id IS 'Number of the cell in this file; another one after a rebuild.';
COMMENT ON COLUMN cell_fact.key_id IS 'Which cell of which form: cell_key.';
COMMENT ON COLUMN cell_fact.reading_id IS 'The reading it was taken by.';
COMMENT ON COLUMN cell_fact.state IS 'number; nil (a word or mark that says none); blank (printed and empty); unreadable (something that is no number).';
COMMENT ON COLUMN cell_fact.whole IS 'The figure where it is a whole number; see value.';
COMMENT ON COLUMN cell_fact.fraction IS 'The figure where it is no whole number; see value.';
COMMENT ON COLUMN cell_fact.other_text_zh IS 'Text of the cell as printed, where it is not the figure itself or empty; see raw_zh.';
COMMENT ON COLUMN cell_fact.label_id IS 'Labels as printed: cell_label.';
COMMENT ON COLUMN cell_fact.table_index IS 'Which table of the document, from 0.';
COMMENT ON COLUMN cell_fact.row_index IS 'Which row of that table, from 0.';
COMMENT ON COLUMN cell_fact.column_index IS 'Which column of that table, from 0.';
COMMENT ON COLUMN cell_fact.page IS 'Page of the document, from 1, where it has pages.';
COMMENT ON COLUMN cell_fact.confidence IS 'Confidence of character recognition, 0 to 1; NULL for text.';
COMMENT ON COLUMN cell_fact.marks IS 'What is particular about what stands in the cell (raised, struck, a picture, …), which makes it unreadable or was left out of the figure; NULL if nothing is.';
COMMENT ON COLUMN cell_fact.evidence IS 'Of a blank cell, what shows that nothing is printed in it: markup (the document has nothing there), drawn (the page as drawn shows nothing there) or format (a spreadsheet''s format shows nothing of the zero that is kept there). Without it a blank is not proven.';
COMMENT ON COLUMN cell_fact.match IS 'How the label of the line was found: exact (a recorded wording), grammar (the same but for notes, marks and spellings), aligned (inferred from the list it stands in), recognised (near the letters recognised in a picture).';
COMMENT ON COLUMN cell_fact.zero_basis IS 'Of a nil or blank cell: confirmed (a printed total holds with zero in its place), assumed (a word says none, and no total speaks of it), unknown (a printed total contradicts it, or it is blank and no total speaks of it). NULL for the others.';
COMMENT ON COLUMN cell_fact.finding_count IS 'Findings of the reading that concern the cell.';
COMMENT ON COLUMN cell_fact.is_twice IS 'True if the document prints this cell more than once and the two differ: neither figure is used.';
COMMENT ON COLUMN cell_fact.is_repeat IS 'True for all but the first of several prints of one cell.';
COMMENT ON COLUMN cell_fact.value IS 'Printed number in the unit of the form; NULL unless state is number.';
COMMENT ON COLUMN cell_fact.raw_zh IS 'Text of the cell as printed.';
