-- after: stood
-- What the index does not keep: when a document was seen again, and when what another archive had fetched came here.
CREATE OR REPLACE MACRO main.unrestored(the_day) AS TABLE
WITH carried AS (
    SELECT r.agency_id, r.report_year, r.capture_id, r.reading_id, c.url, c.fetched_at, c.last_seen_at, c.obtained_by
    FROM internal.reading AS r JOIN internal.capture AS c USING (capture_id)
    WHERE r.outcome = 'report' AND r.report_year IS NOT NULL
)
SELECT DISTINCT a.agency_id, a.report_year, 'seen_between' AS reason, a.capture_id
FROM carried AS a JOIN carried AS b USING (agency_id, report_year, url)
WHERE a.fetched_at < b.fetched_at AND b.fetched_at < CAST(the_day AS DATE) + INTERVAL 1 DAY
    AND a.last_seen_at > b.fetched_at AND greatest(a.last_seen_at, b.last_seen_at) >= CAST(the_day AS DATE) + INTERVAL 1 DAY
UNION ALL
SELECT agency_id, report_year, 'seen_elsewhere', capture_id FROM internal.stood(the_day) WHERE NOT is_sure
UNION ALL
SELECT agency_id, report_year, 'brought_in', capture_id FROM carried WHERE obtained_by <> 'crawl'
UNION ALL
SELECT agency_id, report_year, 'time_unknown', capture_id FROM carried WHERE fetched_at IS NULL
UNION ALL
SELECT DISTINCT d.agency_id, d.report_year, 'corrected_since', d.capture_id
FROM carried AS d JOIN internal.corrected_cell AS x USING (reading_id) JOIN internal.correction AS c USING (correction_id)
WHERE coalesce(c.reviewed_date > CAST(the_day AS DATE), true)
UNION ALL
SELECT DISTINCT d.agency_id, d.report_year, 'moved_since', d.capture_id
FROM carried AS d JOIN internal.correction AS c ON c.kind = 'agency' AND c.target_id = d.agency_id
    AND d.report_year BETWEEN coalesce(c.first_year, 0) AND coalesce(c.last_year, 9999)
WHERE coalesce(c.reviewed_date > CAST(the_day AS DATE), true)
UNION ALL
SELECT NULL, NULL, 'taken_down', capture_id FROM internal.capture
WHERE obstacle = 'taken_down' AND fetched_at < CAST(the_day AS DATE) + INTERVAL 1 DAY;
COMMENT ON MACRO TABLE main.unrestored IS 'unrestored(day): reports for which as_of(day) may differ from the release of that day, with why and the document: seen_between (an address showed wordings in turn, and which one that day is not kept), seen_elsewhere (two addresses showed two wordings, and which was seen last is not kept), brought_in (given by hand or taken from another archive: when it came is not kept), time_unknown, corrected_since, moved_since (a correction reviewed later), taken_down (the document is gone; agency and year are NULL). Beyond these, as_of reads with today''s readers, forms and register: the release of that day itself has those of then.';
