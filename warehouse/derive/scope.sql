-- Makes the table judged_scope: whose figures the tables of the current versions of affected are, as far as their own text
-- says it. A sentence names a scope and states a figure of the table: the scope is the table's. One that states another
-- figure says what the table is not. Where sentences disagree nothing is said.
CREATE OR REPLACE TEMP TABLE judged_scope AS
WITH spoken AS (
    SELECT s.* FROM stated_figure AS s
    JOIN version AS v ON v.reading_id = s.reading_id AND v.is_current
    SEMI JOIN affected AS w ON w.agency_id = v.agency_id AND w.report_year = v.report_year
    WHERE s.scope <> 'unknown' AND s.precision = 'exact'
),
printed AS (
    SELECT f.reading_id, a.concept, f.value
    FROM cell_fact AS f
    SEMI JOIN spoken ON spoken.reading_id = f.reading_id
    JOIN concept_part AS a ON a.key_id = f.key_id AND a.part_count = 1
    WHERE f.state = 'number' AND NOT f.is_repeat AND NOT f.is_twice
    UNION ALL
    SELECT f.reading_id, f.concept, f.value
    FROM summed_figure AS f SEMI JOIN spoken ON spoken.reading_id = f.reading_id
    WHERE f.state = 'number'
),
agreed AS (
    SELECT s.reading_id, s.scope, arg_min(s.quote_zh, (s.section, s.sentence)) AS quote_zh
    FROM spoken AS s
    JOIN printed AS p ON p.reading_id = s.reading_id AND p.concept = s.concept AND p.value = s.value
    -- A figure that two scopes share tells nothing.
    ANTI JOIN spoken AS o ON o.reading_id = s.reading_id AND o.concept = s.concept AND o.value = s.value
        AND o.scope <> s.scope
    GROUP BY s.reading_id, s.scope
)
SELECT reading_id, scope, quote_zh FROM agreed QUALIFY count(*) OVER (PARTITION BY reading_id) = 1;
