-- after: panel stated
-- A figure of the same scope decides, of a table before one of a sentence; one whose scope is unknown decides only where
-- nothing else can, and no other outside figure of the agency, year and concept is the one that it prints.
CREATE OR REPLACE VIEW outside AS
WITH named AS (
    SELECT name_zh, agency_id, NULL AS first_year, NULL AS last_year FROM agency
    UNION
    SELECT name_zh, agency_id, first_year, last_year FROM agency_name
),
wanted AS (
    SELECT o.*, CASE WHEN count(DISTINCT n.agency_id) = 1 THEN any_value(n.agency_id) END AS agency_id,
        row_number() OVER () AS number
    FROM outside_figure AS o
    LEFT JOIN named AS n ON n.name_zh = o.agency_zh
        AND o.report_year BETWEEN coalesce(n.first_year, 0) AND coalesce(n.last_year, 9999)
    GROUP BY ALL
),
figure AS (
    SELECT agency_id, report_year, concept, value, scope, 'table' AS place, capture_id FROM panel
    WHERE grade <> 'not_comparable' AND value IS NOT NULL
        AND agency_id IN (SELECT agency_id FROM wanted) AND concept IN (SELECT concept FROM wanted)
    UNION ALL
    SELECT agency_id, report_year, concept, value, scope, 'sentence', capture_id FROM stated
    WHERE value IS NOT NULL AND precision = 'exact'
        AND agency_id IN (SELECT agency_id FROM wanted) AND concept IN (SELECT concept FROM wanted)
),
met AS (
    SELECT w.number, f.value AS held_value, f.scope AS held_scope, f.place AS held_in, f.capture_id,
        abs(f.value - w.value) <= w.tolerance AS is_equal,
        CASE WHEN f.scope = w.scope OR (coalesce(w.scope, '') = '' AND f.place = 'table') THEN 1
            WHEN f.scope = 'unknown' THEN 2 ELSE 3 END + CASE f.place WHEN 'table' THEN 0 ELSE 0.5 END AS distance,
        bool_or(abs(f.value - other.value) <= other.tolerance AND other.number <> w.number) AS is_of_another
    FROM wanted AS w
    JOIN figure AS f USING (agency_id, report_year, concept)
    JOIN wanted AS other USING (agency_id, report_year, concept)
    GROUP BY ALL
),
nearest AS (
    SELECT * FROM met
    QUALIFY row_number() OVER (PARTITION BY number ORDER BY distance, is_equal, held_value, capture_id) = 1
)
SELECT w.agency_id, w.agency_zh, w.report_year, w.concept, w.value, w.tolerance, w.scope, w.scope_zh, n.held_value,
    n.held_scope, n.held_in,
    CASE WHEN n.distance < 3 AND n.is_equal THEN 'equal'
        WHEN n.distance < 2 OR (n.distance < 3 AND NOT n.is_of_another) THEN 'differs' ELSE 'not_held' END AS state,
    CASE WHEN w.agency_id IS NULL THEN 'no_agency' WHEN n.number IS NULL THEN 'no_figure'
        WHEN n.distance >= 3 OR (n.distance >= 2 AND NOT n.is_equal AND n.is_of_another) THEN 'other_scope'
        WHEN n.distance >= 2 THEN 'scope_unknown' END AS reason,
    w.source, w.note, n.capture_id
FROM wanted AS w LEFT JOIN nearest AS n USING (number);
COMMENT ON VIEW outside IS 'Figures that others published (outside_figure) beside those held. Key: agency_zh, report_year, concept, scope. One row is one outside figure; nothing is to be added up. Example: which figures differ from what others published?';
COMMENT ON COLUMN outside.agency_id IS 'The one agency of that name; NULL where none or several have it.';
COMMENT ON COLUMN outside.agency_zh IS 'Its name in outside.csv.';
COMMENT ON COLUMN outside.report_year IS 'Year the figure covers.';
COMMENT ON COLUMN outside.concept IS 'The concept.';
COMMENT ON COLUMN outside.value IS 'The figure that others published, in the unit of the concept.';
COMMENT ON COLUMN outside.tolerance IS 'How far a held figure may be off and still be equal.';
COMMENT ON COLUMN outside.scope IS 'Whose figure it is; empty: that of the report''s table.';
COMMENT ON COLUMN outside.scope_zh IS 'The words that say so.';
COMMENT ON COLUMN outside.held_value IS 'The held figure that comes nearest in scope; NULL if none is held.';
COMMENT ON COLUMN outside.held_scope IS 'Whose figure that is (panel.scope, stated.scope).';
COMMENT ON COLUMN outside.held_in IS 'table or sentence.';
COMMENT ON COLUMN outside.state IS 'equal (within tolerance), differs, or not_held.';
COMMENT ON COLUMN outside.reason IS 'Of not_held: no_agency, no_figure, or other_scope (what is held is not its scope). scope_unknown: the held figure does not say whose it is, so a difference may be one of scope. NULL otherwise.';
COMMENT ON COLUMN outside.source IS 'Where it was published.';
COMMENT ON COLUMN outside.note IS 'How it follows from what is printed there.';
COMMENT ON COLUMN outside.capture_id IS 'Capture of the held figure.';
