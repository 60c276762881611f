-- Makes the table added_up: sums of the concepts that a form prints in several cells, for the readings in the table
-- summed_reading. One part that is blank, unreadable or not printed, or says none where a printed total says that it is
-- not, leaves the sum without a value: the sum of the other parts is not the figure.
CREATE OR REPLACE TEMP TABLE added_up AS
WITH added AS (
    SELECT a.concept, f.reading_id, min(f.key_id) AS key_id,
        -- Whole numbers add up in a fifth of the time that decimals take, and nearly all are whole.
        sum(f.whole) FILTER (NOT f.is_twice) AS whole, sum(f.fraction) FILTER (NOT f.is_twice) AS fraction,
        CASE
            WHEN bool_or(f.state = 'unreadable' OR f.is_twice) THEN 'unreadable'
            WHEN count(*) < any_value(a.part_count) THEN 'incomplete'
            WHEN bool_and(f.state = 'nil') THEN 'nil'
            WHEN bool_or(f.state = 'blank') THEN 'blank'
            WHEN bool_or(f.state = 'nil' AND coalesce(f.zero_basis = 'unknown', true)) THEN 'incomplete'
            ELSE 'number'
        END AS state,
        CASE WHEN count(*) < any_value(a.part_count) THEN 4
            ELSE max(CASE WHEN f.is_twice THEN 4 WHEN f.state = 'number' THEN 1
                WHEN f.zero_basis = 'confirmed' THEN 2 WHEN f.zero_basis = 'assumed' THEN 3 ELSE 4 END) END AS doubt,
        max(f.finding_count) AS finding_count, min(f.confidence) AS confidence
    FROM cell_fact AS f
    JOIN (SELECT key_id, concept, part_count FROM concept_part WHERE part_count > 1) AS a USING (key_id)
    SEMI JOIN summed_reading AS n ON n.reading_id = f.reading_id
    WHERE NOT f.is_repeat
    GROUP BY a.concept, f.reading_id
)
SELECT concept, reading_id, key_id,
    CASE WHEN coalesce(fraction, 0) % 1 = 0 THEN CAST(coalesce(whole, 0) + coalesce(fraction, 0) AS BIGINT) END AS whole,
    CASE WHEN fraction % 1 <> 0 THEN CAST(coalesce(whole, 0) + fraction AS DECIMAL(20, 6)) END AS fraction,
    state, CASE doubt WHEN 1 THEN 'printed' WHEN 2 THEN 'confirmed' WHEN 3 THEN 'assumed' ELSE 'unknown' END AS basis,
    finding_count, confidence
FROM added;
