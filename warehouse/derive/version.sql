-- Versions of each report, from all readings of reports. A wording is told from another by its cells alone, so that
-- a page and its PDF, or the same report on two sites, are one version.
-- Only reports in the table affected (agency_id, report_year) are made anew: nothing else can have changed.
CREATE OR REPLACE TEMP TABLE wording AS
WITH named AS (
    SELECT r.reading_id, r.capture_id, r.report_year, r.wording_hash, r.cell_count, r.agency_id, r.media,
        coalesce(c.url, r.capture_id) AS url, c.kind, c.parent_url, c.fetched_at,
        coalesce(c.last_seen_at, c.fetched_at) AS last_seen_at,
        -- Only part of the document came: it stands for the report where nothing whole does.
        coalesce(c.obstacle = 'truncated', false) AS is_part,
        coalesce(r.published_date, c.listed_date) AS published_date,
        -- The page that shows the document: itself, or the page that a file is attached to.
        CASE WHEN c.kind = 'page' THEN c.url WHEN p.url IS NOT NULL THEN c.parent_url END AS page_url,
        CASE WHEN c.kind = 'page' THEN 0 ELSE coalesce(o."order", 999) END AS rendition_rank
    FROM reading AS r
    SEMI JOIN affected AS a ON a.agency_id = r.agency_id AND a.report_year = r.report_year
    LEFT JOIN capture AS c USING (capture_id)
    -- one equality: with a second condition on the left side alone, this join takes fifty times as long
    LEFT JOIN (SELECT DISTINCT url FROM capture WHERE kind = 'page') AS p
        ON p.url = CASE WHEN c.kind = 'file' THEN c.parent_url END
    LEFT JOIN rendition_order AS o ON o.kind = c.kind AND o.media = r.media
    WHERE r.outcome = 'report' AND r.report_year IS NOT NULL
)
SELECT *, agency_id || ':' || report_year AS report_id,
    agency_id || ':' || report_year || '#' || wording_hash[:12] AS version_id,
    -- At one address the newest of a report's captures is what the site shows; the older ones are its history.
    row_number() OVER (
        PARTITION BY agency_id, report_year, url ORDER BY is_part, last_seen_at DESC, fetched_at DESC, capture_id
    ) = 1 AS is_live,
    page_url IS NOT NULL AND rendition_rank > min(rendition_rank) OVER (PARTITION BY agency_id, report_year, page_url)
        AS is_rendition
FROM named;

DELETE FROM version_capture WHERE version_id IN (
    SELECT version_id FROM version SEMI JOIN affected USING (agency_id, report_year)
);
INSERT INTO version_capture BY NAME
SELECT version_id, capture_id, reading_id, is_live FROM wording ORDER BY version_id, capture_id;

-- The current version: first what is whole, then what one of its addresses still shows, then no mere rendition of what
-- its page shows first, then the latest date of publication, then a page before a file, then what was seen latest. So an old copy that is
-- found late never takes the place of a newer wording.
DELETE FROM version WHERE report_id IN (SELECT agency_id || ':' || report_year FROM affected);
INSERT INTO version BY NAME
WITH gathered AS (
    SELECT version_id, report_id, agency_id, report_year, wording_hash,
        bool_or(is_live) AS is_live,
        bool_and(is_rendition) AS is_rendition,
        bool_and(is_part) AS is_part,
        CASE WHEN bool_or(kind = 'page') THEN 'page' ELSE any_value(kind) END AS kind,
        max(published_date) AS published_date,
        min(fetched_at) AS fetched_at,
        max(last_seen_at) AS last_seen_at,
        count(*) AS capture_count,
        first(reading_id ORDER BY is_part, kind = 'page' DESC, is_live DESC, rendition_rank, fetched_at, capture_id) AS reading_id,
        first(capture_id ORDER BY is_part, kind = 'page' DESC, is_live DESC, rendition_rank, fetched_at, capture_id) AS capture_id,
        first(cell_count ORDER BY is_part, kind = 'page' DESC, is_live DESC, rendition_rank, fetched_at, capture_id) AS cell_count
    FROM wording
    GROUP BY ALL
)
SELECT * EXCLUDE (is_part),
    lag(reading_id) OVER (
        PARTITION BY report_id
        ORDER BY is_rendition, coalesce(published_date, CAST(fetched_at AS DATE)), fetched_at, wording_hash
    ) AS reading_before,
    row_number() OVER (
        PARTITION BY report_id
        ORDER BY is_rendition, coalesce(published_date, CAST(fetched_at AS DATE)), fetched_at, wording_hash
    ) AS number,
    row_number() OVER (
        PARTITION BY report_id
        ORDER BY is_part, is_live DESC, is_rendition, published_date DESC NULLS LAST, kind = 'page' DESC NULLS LAST,
            last_seen_at DESC NULLS LAST, wording_hash
    ) = 1 AS is_current
FROM gathered
ORDER BY agency_id, report_year, number;
