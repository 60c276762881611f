CREATE OR REPLACE VIEW article_page AS
WITH page AS (
    SELECT j.capture_id, 1 AS page, s.capture_id AS page_capture_id, s.fetched_at
    FROM capture AS j
    JOIN capture AS s ON s.portal = j.portal AND s.url = j.url AND s.kind = 'page' AND s.fetched_at <= j.fetched_at
    WHERE j.kind = 'joined'
    UNION ALL
    SELECT j.capture_id, 1 + CAST(regexp_extract(s.url, '_(\d{1,2})\.s?html?$', 1) AS INTEGER), s.capture_id, s.fetched_at
    FROM capture AS j
    JOIN capture AS s
        ON s.portal = j.portal AND s.parent_url = j.url AND s.kind = 'page' AND s.fetched_at <= j.fetched_at
        AND regexp_replace(s.url, '_\d{1,2}(\.s?html?)$', '\1') = j.url
    WHERE j.kind = 'joined' AND s.url <> j.url
)
SELECT capture_id, page, arg_max(page_capture_id, fetched_at) AS page_capture_id
FROM page
GROUP BY capture_id, page;
COMMENT ON VIEW article_page IS 'Pages of articles that run over several pages and are read as one document. Key: capture_id, page.';
COMMENT ON COLUMN article_page.capture_id IS 'The capture of kind joined that stands for the article.';
COMMENT ON COLUMN article_page.page IS 'Number of the page, from 1; column page of its figures in lineage.';
COMMENT ON COLUMN article_page.page_capture_id IS 'The capture of that page, as it was when the article was read.';
