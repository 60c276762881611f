CREATE OR REPLACE VIEW current_release AS
SELECT release_id, published_at, code_version, reports, versions, readings, cells, captures, findings, corrections, citation, terms
FROM release ORDER BY release_id DESC LIMIT 1;
COMMENT ON VIEW current_release IS 'What this file is: the release that it was published as, what it holds, how to cite it, and the terms of use. One row. Key: release_id. Example: of which day is this file?';
COMMENT ON COLUMN current_release.release_id IS 'Time of publication as YYYYMMDDTHHMMSSZ and six hex digits.';
COMMENT ON COLUMN current_release.published_at IS 'When it was prepared, UTC.';
COMMENT ON COLUMN current_release.code_version IS 'Version of the program that made it.';
COMMENT ON COLUMN current_release.reports IS 'Reports (an agency and a year) with tables that it holds.';
COMMENT ON COLUMN current_release.versions IS 'Wordings of these reports.';
COMMENT ON COLUMN current_release.readings IS 'Documents that were read, reports or not.';
COMMENT ON COLUMN current_release.cells IS 'Cells of all readings.';
COMMENT ON COLUMN current_release.captures IS 'Documents that were fetched.';
COMMENT ON COLUMN current_release.findings IS 'Findings of all readings.';
COMMENT ON COLUMN current_release.corrections IS 'Corrections by people that it holds.';
COMMENT ON COLUMN current_release.citation IS 'How to cite it.';
COMMENT ON COLUMN current_release.terms IS 'Terms of use of the data.';
