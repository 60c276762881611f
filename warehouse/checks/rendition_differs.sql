-- title: renditions on one page (text, PDF, picture) that state different figures
-- advice: look at both documents: the agency corrected only one of them, or the reading of one is wrong
SELECT 'warning' AS severity, agency_id, agency_zh, report_year, capture_id, "table", "row", "column", message
FROM findings
WHERE is_current AND code = 'rendition_differs';
