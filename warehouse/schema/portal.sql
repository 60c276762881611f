CREATE TABLE IF NOT EXISTS portal (
    portal VARCHAR,
    title VARCHAR,
    division VARCHAR
);
COMMENT ON TABLE portal IS 'Portals that are known (data/portals/PORTAL.yml).';
COMMENT ON COLUMN portal.portal IS 'Name of the portal.';
COMMENT ON COLUMN portal.title IS 'Whose portal it is.';
COMMENT ON COLUMN portal.division IS 'Code of its division, 000000 for the nation.';
