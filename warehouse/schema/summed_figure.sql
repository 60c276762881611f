-- Sums are made once, when a reading is loaded: made at every question they cost more than all else in it.
CREATE TABLE IF NOT EXISTS summed_figure (
    concept VARCHAR NOT NULL,
    reading_id INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    whole BIGINT,
    fraction DECIMAL(20, 6),
    state ENUM ('number', 'nil', 'blank', 'unreadable', 'incomplete') NOT NULL,
    basis ENUM ('printed', 'confirmed', 'assumed', 'unknown') NOT NULL,
    finding_count SMALLINT NOT NULL,
    confidence FLOAT,
    value DECIMAL(20, 6) GENERATED ALWAYS AS (coalesce(fraction, CAST(whole AS DECIMAL(20, 6)))) VIRTUAL
);
COMMENT ON TABLE summed_figure IS 'Concepts that a form prints in several cells: their sum, one row a reading and concept. Derived from cell_fact and concept_part; the view panel shows it among the others.';
COMMENT ON COLUMN summed_figure.concept IS 'The concept.';
COMMENT ON COLUMN summed_figure.reading_id IS 'The reading.';
COMMENT ON COLUMN summed_figure.key_id IS 'First of the cells that are added up (cell_key.key_id).';
COMMENT ON COLUMN summed_figure.whole IS 'The sum where it is a whole number; see value.';
COMMENT ON COLUMN summed_figure.fraction IS 'The sum where it is no whole number; see value.';
COMMENT ON COLUMN summed_figure.state IS 'number; nil (all parts say none); blank (a part is empty); unreadable (a part is); incomplete (a part is not printed, or says none where a printed total contradicts it).';
COMMENT ON COLUMN summed_figure.basis IS 'What the sum rests on with nil and blank parts as zero: that of its weakest part (see panel.basis).';
COMMENT ON COLUMN summed_figure.finding_count IS 'Findings on its most doubted part.';
COMMENT ON COLUMN summed_figure.confidence IS 'Least confidence of character recognition of its parts; NULL for text.';
COMMENT ON COLUMN summed_figure.value IS 'Sum of the parts that are numbers, in the unit of the form; a figure only where state is number.';
