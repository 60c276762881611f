-- title: figures that do not add up as printed
-- advice: the agency's own error unless the lineage shows a mis-read cell; the figures stay as printed
SELECT 'warning' AS severity, agency_id, agency_zh, report_year, capture_id, "table", "row", "column", message
FROM findings
WHERE is_current AND code = 'sum_broken';
