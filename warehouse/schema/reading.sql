CREATE TABLE IF NOT EXISTS reading (
    reading_id INTEGER NOT NULL,
    capture_id VARCHAR NOT NULL,
    reader_version VARCHAR NOT NULL,
    document VARCHAR,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    title_zh VARCHAR,
    agency_zh VARCHAR,
    agency_basis VARCHAR,
    agency_id VARCHAR NOT NULL,
    report_year INTEGER,
    year_basis VARCHAR,
    published_date DATE,
    period_start DATE,
    period_end DATE,
    address_zh VARCHAR,
    index_number VARCHAR,
    scope VARCHAR,
    media VARCHAR,
    encoding VARCHAR,
    cell_count INTEGER,
    checks_held INTEGER,
    checks_broken INTEGER,
    checks_not_stated INTEGER,
    read_with VARCHAR,
    part VARCHAR,
    wording_hash VARCHAR,
    figures_hash VARCHAR,
    nonzero_count INTEGER
);
-- Telephone and e-mail of the contact person stay in the parts: what analysts open must not hold them.
COMMENT ON TABLE reading IS 'What the newest reader version that read a capture made of it: one row a capture, refused documents too.';
COMMENT ON COLUMN reading.reading_id IS 'Internal number that joins reading, cell_fact, section, issue and finding; another one after a rebuild.';
COMMENT ON COLUMN reading.capture_id IS 'The capture that was read.';
COMMENT ON COLUMN reading.reader_version IS 'Edition of the readers in this home, dotted integers: a later one replaces an earlier one.';
COMMENT ON COLUMN reading.document IS 'Name of the document as the reader was told it.';
COMMENT ON COLUMN reading.outcome IS 'report, or the code of the issue that concerns the whole document (not_a_report, needs_ocr, …).';
COMMENT ON COLUMN reading.reason IS 'For not_a_report what it is instead: notice, list, block_page, soft_404, blank_form, attachment_only, other.';
COMMENT ON COLUMN reading.title_zh IS 'Title as printed.';
COMMENT ON COLUMN reading.agency_zh IS 'Reporting body as printed, in its fullest form.';
COMMENT ON COLUMN reading.agency_basis IS 'Where the name was taken from: heading, lines, letterhead, compiled, … (data/heads.yml explains them); NULL where read before this was kept.';
COMMENT ON COLUMN reading.agency_id IS 'That body by the register and by people''s corrections, or unresolved:NAME. Derived.';
COMMENT ON COLUMN reading.report_year IS 'Year the figures cover.';
COMMENT ON COLUMN reading.year_basis IS 'Where the year was taken from: heading, lines, period, … (data/heads.yml explains them).';
COMMENT ON COLUMN reading.published_date IS 'Date of publication as printed.';
COMMENT ON COLUMN reading.period_start IS 'First day of the period that the report says it covers.';
COMMENT ON COLUMN reading.period_end IS 'Last day of the period that the report says it covers.';
COMMENT ON COLUMN reading.address_zh IS 'Postal address of the body, as printed.';
COMMENT ON COLUMN reading.index_number IS 'Index number (索引号) as printed.';
COMMENT ON COLUMN reading.scope IS 'What the body''s name alone suggests: organ, office, government_aggregate or unknown. report.scope is what is judged.';
COMMENT ON COLUMN reading.media IS 'Document format as recognised: html, pdf, text, …';
COMMENT ON COLUMN reading.encoding IS 'Character encoding as recognised.';
COMMENT ON COLUMN reading.cell_count IS 'Cells that the reader took, as it counted them.';
COMMENT ON COLUMN reading.checks_held IS 'Sum rules that hold in the report.';
COMMENT ON COLUMN reading.checks_broken IS 'Sum rules that the printed figures break.';
COMMENT ON COLUMN reading.checks_not_stated IS 'Sum rules that lack a printed figure: neither held nor broken.';
COMMENT ON COLUMN reading.read_with IS 'What it was made with, as JSON: digests of reader, stages and wordings, and whether programs were there; what differs from the present is read again.';
COMMENT ON COLUMN reading.part IS 'Name of the folder of Parquet files that it was loaded from.';
COMMENT ON COLUMN reading.wording_hash IS 'Equal for readings with identical cells (form, table, row, column, state, value); of the sections'' text for a reading without cells; NULL for what is no report.';
COMMENT ON COLUMN reading.figures_hash IS 'Equal for readings whose non-zero figures are identical, whatever the form: finds copied reports.';
COMMENT ON COLUMN reading.nonzero_count IS 'Printed figures other than zero.';
