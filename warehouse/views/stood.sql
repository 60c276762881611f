-- The rule of derive/version.sql over the captures that were there at the end of a day. A capture that was seen later too
-- was seen for the last time that day at the latest, and of two such at one address the one fetched last is what it showed.
CREATE OR REPLACE MACRO stood(the_day) AS TABLE
WITH held AS (
    SELECT * REPLACE (least(coalesce(last_seen_at, fetched_at), CAST(the_day AS DATE) + INTERVAL 1 DAY) AS last_seen_at),
        coalesce(last_seen_at >= CAST(the_day AS DATE) + INTERVAL 1 DAY, false) AS is_seen_later
    FROM internal.capture WHERE fetched_at < CAST(the_day AS DATE) + INTERVAL 1 DAY
),
named AS (
    SELECT r.reading_id, r.capture_id, r.report_year, r.wording_hash, r.agency_id, c.url, c.kind, c.parent_url,
        c.fetched_at, c.last_seen_at, c.is_seen_later, coalesce(c.obstacle = 'truncated', false) AS is_part,
        coalesce(r.published_date, c.listed_date) AS published_date,
        CASE WHEN c.kind = 'page' THEN c.url WHEN p.url IS NOT NULL THEN c.parent_url END AS page_url,
        CASE WHEN c.kind = 'page' THEN 0 ELSE coalesce(o."order", 999) END AS rendition_rank
    FROM internal.reading AS r
    JOIN held AS c USING (capture_id)
    LEFT JOIN (SELECT DISTINCT url FROM held WHERE kind = 'page') AS p
        ON p.url = CASE WHEN c.kind = 'file' THEN c.parent_url END
    LEFT JOIN internal.rendition_order AS o ON o.kind = c.kind AND o.media = r.media
    WHERE r.outcome = 'report' AND r.report_year IS NOT NULL
),
wording AS (
    SELECT *, row_number() OVER (
            PARTITION BY agency_id, report_year, url ORDER BY is_part, last_seen_at DESC, fetched_at DESC, capture_id
        ) = 1 AS is_live,
        page_url IS NOT NULL
            AND rendition_rank > min(rendition_rank) OVER (PARTITION BY agency_id, report_year, page_url) AS is_rendition
    FROM named
),
gathered AS (
    SELECT agency_id, report_year, wording_hash, bool_or(is_live) AS is_live, bool_and(is_rendition) AS is_rendition,
        bool_and(is_part) AS is_part, bool_or(is_seen_later) AS is_seen_later,
        CASE WHEN bool_or(kind = 'page') THEN 'page' ELSE any_value(kind) END AS kind,
        max(published_date) AS published_date, max(last_seen_at) AS last_seen_at,
        first(reading_id ORDER BY is_part, kind = 'page' DESC, is_live DESC, rendition_rank, fetched_at, capture_id) AS reading_id,
        first(capture_id ORDER BY is_part, kind = 'page' DESC, is_live DESC, rendition_rank, fetched_at, capture_id) AS capture_id
    FROM wording
    GROUP BY ALL
),
foremost AS (
    SELECT * FROM gathered
    QUALIFY rank() OVER (
        PARTITION BY agency_id, report_year
        ORDER BY is_part, is_live DESC, is_rendition, published_date DESC NULLS LAST, kind = 'page' DESC NULLS LAST
    ) = 1
)
SELECT agency_id, report_year, reading_id, capture_id, published_date,
    agency_id || ':' || report_year || '#' || wording_hash[:12] AS version_id,
    count(*) OVER report = 1 OR NOT bool_or(is_seen_later) OVER report AS is_sure
FROM foremost
WINDOW report AS (PARTITION BY agency_id, report_year)
QUALIFY row_number() OVER (PARTITION BY agency_id, report_year ORDER BY last_seen_at DESC NULLS LAST, wording_hash) = 1;
COMMENT ON MACRO TABLE stood IS 'stood(day): the version of each report that was the current one at the end of a day, by what had been fetched. One row an agency and year. is_sure is false where wordings at several addresses are alike but for when they were last seen, which is not kept for that day.';
