-- What renditions say otherwise than the one that is taken as the text, for reports in the table affected; uses wording,
-- which version.sql made. Blanks and words for none count as zero: that one rendition leaves its zeros out is no
-- difference. A cell that only one has counts where both print the table in one form and it states something.
DELETE FROM rendition_difference WHERE agency_id || ':' || report_year IN (
    SELECT agency_id || ':' || report_year FROM affected
);
CREATE OR REPLACE TEMP TABLE rendition AS
WITH live AS (
    SELECT *, first_value(reading_id) OVER same_page AS chosen_id, first_value(wording_hash) OVER same_page AS chosen_hash
    FROM wording
    WHERE is_live AND page_url IS NOT NULL AND cell_count > 0
    WINDOW same_page AS (
        PARTITION BY agency_id, report_year, page_url ORDER BY rendition_rank, fetched_at, capture_id
    )
)
SELECT agency_id, report_year, chosen_id AS reading_id, reading_id AS other_reading_id
FROM live
WHERE reading_id <> chosen_id AND wording_hash <> chosen_hash;

INSERT INTO rendition_difference BY NAME
WITH said AS (
    SELECT f.reading_id, f.key_id, k.form, k."table", k."row", k."column", k.unit, f.state, f.value, f.raw_zh,
        f.table_index, f.row_index, f.column_index, f.page, f.confidence
    FROM cell_fact AS f
    SEMI JOIN (SELECT reading_id FROM rendition UNION SELECT other_reading_id FROM rendition) AS r
        ON r.reading_id = f.reading_id
    JOIN cell_key AS k USING (key_id)
    WHERE NOT f.is_repeat AND NOT f.is_twice AND f.state <> 'unreadable'
),
printed AS (SELECT DISTINCT reading_id, "table", form FROM said),
both_print AS (
    SELECT r.agency_id, r.report_year, r.reading_id, r.other_reading_id, a."table", bool_or(a.form = b.form) AS one_form
    FROM rendition AS r
    JOIN printed AS a ON a.reading_id = r.reading_id
    JOIN printed AS b ON b.reading_id = r.other_reading_id AND b."table" = a."table"
    GROUP BY ALL
),
ours AS (SELECT * FROM both_print JOIN said USING (reading_id, "table")),
theirs AS (
    SELECT b.*, s.* EXCLUDE (reading_id, "table")
    FROM both_print AS b JOIN said AS s ON s.reading_id = b.other_reading_id AND s."table" = b."table"
)
SELECT coalesce(a.agency_id, b.agency_id) AS agency_id, coalesce(a.report_year, b.report_year) AS report_year,
    "table", "row", "column", coalesce(a.unit, b.unit) AS unit, reading_id, a.key_id, a.value, a.raw_zh, a.table_index,
    a.row_index, a.column_index, a.page, other_reading_id, b.key_id AS other_key_id, b.value AS other_value,
    b.raw_zh AS other_raw_zh, b.table_index AS other_table_index, b.row_index AS other_row_index,
    b.column_index AS other_column_index, b.page AS other_page, b.confidence AS other_confidence
FROM ours AS a
FULL JOIN theirs AS b USING (reading_id, other_reading_id, "table", "row", "column")
WHERE coalesce(a.value, 0) <> coalesce(b.value, 0)
    AND CASE WHEN a.key_id IS NULL OR b.key_id IS NULL THEN coalesce(a.one_form, b.one_form) ELSE a.unit = b.unit END
ORDER BY ALL;

DROP TABLE rendition;
