-- title: figures that others published otherwise
-- advice: look at the report's page (nianbao show): a mis-read cell, another scope or wording, or the others' error; nothing is changed by it
SELECT 'warning' AS severity, agency_id, agency_zh, report_year, capture_id, NULL AS "table", NULL AS "row", NULL AS "column",
    concept || ': ' || CAST(CAST(held_value AS DECIMAL(18, 2)) AS VARCHAR) || ' held, '
        || CAST(CAST(value AS DECIMAL(18, 2)) AS VARCHAR) || ' published by ' || source
        || CASE WHEN reason = 'scope_unknown' THEN ' (the report does not say whose figure it is)' ELSE '' END AS message
FROM outside
WHERE state = 'differs';
