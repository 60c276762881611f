CREATE TABLE IF NOT EXISTS outside_figure (
    agency_zh VARCHAR,
    report_year INTEGER,
    concept VARCHAR,
    value DECIMAL(20, 6),
    tolerance DECIMAL(20, 6),
    scope VARCHAR,
    scope_zh VARCHAR,
    source VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE outside_figure IS 'Figures of reports as others published them (data/outside.csv): nothing is corrected by them; the view outside compares them with what is held.';
COMMENT ON COLUMN outside_figure.agency_zh IS 'The agency by its name in full.';
COMMENT ON COLUMN outside_figure.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN outside_figure.concept IS 'The concept (concept.concept).';
COMMENT ON COLUMN outside_figure.value IS 'The figure in the unit of the concept.';
COMMENT ON COLUMN outside_figure.tolerance IS 'How far, in the same unit, a figure may be off and still be the same: what rounding or a printed growth rate leaves open.';
COMMENT ON COLUMN outside_figure.scope IS 'Whose figure it is: own_office, own_level, division, system; empty where it is that of the report''s table, whatever its scope.';
COMMENT ON COLUMN outside_figure.scope_zh IS 'The words that say so.';
COMMENT ON COLUMN outside_figure.source IS 'Where it was published.';
COMMENT ON COLUMN outside_figure.note IS 'How it follows from what is printed there.';
