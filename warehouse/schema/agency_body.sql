CREATE TABLE IF NOT EXISTS agency_body (
    body VARCHAR,
    kind VARCHAR,
    names VARCHAR,
    nation_names VARCHAR,
    first_year INTEGER,
    last_year INTEGER,
    successor VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE agency_body IS 'Bodies of which a division has one, by all wordings of their names; a body that a reform only renamed is one series (data/agencies/bodies.csv).';
COMMENT ON COLUMN agency_body.body IS 'Key of the body: the last part of an agency_id.';
COMMENT ON COLUMN agency_body.kind IS 'Kind of body (agency_kind.kind).';
COMMENT ON COLUMN agency_body.names IS 'What is printed after the division''s name, separated by |; the first of them is empty where the division''s name alone stands for the body.';
COMMENT ON COLUMN agency_body.nation_names IS 'Names of the nation''s own body of this sort (ministry, commission, administration), separated by |.';
COMMENT ON COLUMN agency_body.first_year IS 'First report year in which such bodies exist, where a reform made them.';
COMMENT ON COLUMN agency_body.last_year IS 'Last report year in which they exist, where a reform ended them.';
COMMENT ON COLUMN agency_body.successor IS 'Body that took the work over.';
COMMENT ON COLUMN agency_body.note IS 'What to know about it.';
