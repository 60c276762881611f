CREATE OR REPLACE VIEW masked AS
WITH kept AS (
    SELECT 'section' AS kept_as, text_zh AS text FROM section
    UNION ALL SELECT 'section', heading_zh FROM section
    UNION ALL SELECT 'issue', message FROM issue
    UNION ALL SELECT 'finding', message FROM finding
    UNION ALL SELECT 'unmapped_line', concat_ws(' ', label_zh, raw_zh, caption_zh) FROM unmapped_line
    UNION ALL SELECT 'stated_figure', quote_zh FROM stated_figure
), mark AS (
    SELECT DISTINCT regexp_extract(replacement, '〔\w+〕') AS mark FROM private_text
)
SELECT kept_as, mark, sum((length(text) - length(replace(text, mark, ''))) // length(mark)) AS times, count(*) AS texts
FROM kept JOIN mark ON mark <> '' AND contains(text, mark)
GROUP BY ALL
ORDER BY ALL;
COMMENT ON VIEW masked IS 'How often names, numbers and mailboxes of persons were masked in texts, by where they stood and what stands in their place (data/private.csv). Key: kept_as, mark.';
COMMENT ON COLUMN masked.kept_as IS 'Table whose text it is.';
COMMENT ON COLUMN masked.mark IS 'What stands in place of what was printed.';
COMMENT ON COLUMN masked.times IS 'How often.';
COMMENT ON COLUMN masked.texts IS 'In how many texts.';
