-- title: text that contradicts the tables
-- advice: the text may speak of another scope (the office alone, the whole district); compare both in the document
SELECT 'warning' AS severity, agency_id, agency_zh, report_year, capture_id, "table", "row", "column", message
FROM findings
WHERE is_current AND code = 'text_differs';
