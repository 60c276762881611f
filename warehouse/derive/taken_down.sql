-- Makes the table named_down of the captures that the take-down list names: by their id, by their address, and the
-- documents of a bundle with the bundle.
CREATE OR REPLACE TEMP TABLE named_down AS
WITH named AS (
    SELECT c.capture_id, c.url, c.warc_file, c.warc_offset
    FROM capture AS c
    WHERE EXISTS (
        SELECT 1 FROM takedown AS t
        WHERE t.capture_id = c.capture_id OR (coalesce(t.url, '') <> '' AND t.url = c.url)
    )
)
SELECT capture_id FROM named
UNION
SELECT m.capture_id
FROM capture AS m
JOIN named AS b ON b.url = m.parent_url AND b.warc_file = m.warc_file AND b.warc_offset = m.warc_offset
WHERE m.kind = 'member'
UNION
SELECT m.capture_id
FROM capture AS m
JOIN article_page AS p ON p.capture_id = m.capture_id
JOIN named AS b ON b.capture_id = p.page_capture_id
WHERE m.kind = 'joined';
