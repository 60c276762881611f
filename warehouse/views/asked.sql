-- after: coverage
CREATE OR REPLACE MACRO asked(the_kind, the_place) AS TABLE
SELECT agency_id, report_year
FROM internal.coverage
WHERE state NOT IN ('ended', 'not_yet_due') AND (the_kind = '' OR kind = the_kind) AND internal.within(division_code, the_place);
COMMENT ON MACRO TABLE asked IS 'asked(kind, division code): the agencies and years of which a report can be asked, of a kind and in a place; empty texts stand for all.';
