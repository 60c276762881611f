CREATE TABLE IF NOT EXISTS knowledge (
    digest VARCHAR NOT NULL,
    sums_digest VARCHAR NOT NULL,
    concepts_digest VARCHAR NOT NULL
);
COMMENT ON TABLE knowledge IS 'State of the data files that the warehouse was derived with: one row.';
COMMENT ON COLUMN knowledge.digest IS 'sha256 over all data files; after a change everything is derived anew.';
COMMENT ON COLUMN knowledge.sums_digest IS 'sha256 over the rules of sums; after a change zero_basis is judged anew.';
COMMENT ON COLUMN knowledge.concepts_digest IS 'sha256 over which cells make which concept; after a change summed_figure is made anew.';
