-- title: sums that break in the warehouse though the reader found nothing
-- advice: a figure was lost or altered on the way from the reader, or a rule changed since: read the capture again
WITH given AS (
    SELECT p.report_id, k.form, k."table", k."row", k."column",
        any_value(f.value) AS value, bool_and(f.state = 'number') AS is_number, bool_or(f.state = 'nil') AS is_nil,
        count(DISTINCT f.value) AS readings
    FROM report AS p
    JOIN cell_fact AS f USING (reading_id)
    JOIN cell_key AS k USING (key_id)
    GROUP BY ALL
),
-- Rows are added column by column, columns row by row.
placed AS (
    SELECT report_id, form, "table", 'line' AS axis, "row" AS item, "column" AS across, * EXCLUDE (report_id, form, "table")
    FROM given
    UNION ALL
    SELECT report_id, form, "table", 'column', "column", "row", * EXCLUDE (report_id, form, "table")
    FROM given
),
rule AS (
    SELECT form, rule, "table", axis, total, list_distinct(list(part)) AS parts
    FROM sum_rule GROUP BY form, rule, "table", axis, total
),
stated AS (
    SELECT t.report_id, r.form, r.rule, r."table", r.axis, r.total, t.across, t.value AS total_value, len(r.parts) AS part_count
    FROM rule AS r
    JOIN placed AS t ON t.form = r.form AND t."table" = r."table" AND t.axis = r.axis AND t.item = r.total
    WHERE t.is_number AND t.readings = 1
),
added AS (
    SELECT s.report_id, s.form, s.rule, s."table", s.axis, s.total, s.across, s.total_value,
        sum(CASE WHEN m.sign = '-' THEN -p.value ELSE p.value END) AS computed,
        count(*) AS part_count_found,
        bool_and((p.is_number AND p.readings = 1) OR p.is_nil) AS all_stated,
        any_value(s.part_count) AS part_count
    FROM stated AS s
    JOIN sum_rule AS m ON m.form = s.form AND m.rule = s.rule AND m."table" = s."table" AND m.axis = s.axis
        AND m.total = s.total
    JOIN placed AS p ON p.report_id = s.report_id AND p.form = s.form AND p."table" = s."table" AND p.axis = s.axis
        AND p.item = m.part AND p.across = s.across
    GROUP BY ALL
)
SELECT 'error' AS severity, p.agency_id, p.agency_zh, p.report_year, p.capture_id, a."table",
    CASE WHEN a.axis = 'line' THEN a.total ELSE a.across END AS "row",
    CASE WHEN a.axis = 'line' THEN a.across ELSE a.total END AS "column",
    'rule ' || a.rule || ': ' || a.total_value || ' stated, ' || a.computed || ' computed, no finding' AS message
FROM added AS a
JOIN report AS p USING (report_id)
WHERE a.all_stated AND a.part_count_found = a.part_count AND a.computed <> a.total_value
    AND NOT EXISTS (
        SELECT 1 FROM finding AS f
        WHERE f.reading_id = p.reading_id AND f.rule = a.rule AND f."table" = a."table"
    );
