-- where: run.portal
-- The table run had one row a portal and no name of the run: crawls that began on one day are taken for one run.
CREATE OR REPLACE TEMP TABLE was_run_portal AS
SELECT
    strftime(min(started_at) OVER (PARTITION BY CAST(started_at AS DATE)), '%Y%m%dT%H%M%S%fZ') AS run,
    *
FROM was_run;
CREATE OR REPLACE TEMP TABLE was_run AS
SELECT
    run, 'nightly' AS flow, min(started_at) AS started_at, max(finished_at) AS finished_at,
    CASE WHEN bool_and(outcome = 'completed') THEN 'completed' ELSE 'completed with problems' END AS outcome,
    CAST(count(*) AS INTEGER) AS portals,
    CAST(count(*) FILTER (outcome = 'completed') AS INTEGER) AS portals_completed,
    CAST(sum(requests) AS INTEGER) AS requests, CAST(sum(bytes) AS BIGINT) AS bytes,
    CAST(sum(captured_new) AS INTEGER) AS captured_new, CAST(sum(captured_revised) AS INTEGER) AS captured_revised,
    CAST(sum(unchanged) AS INTEGER) AS unchanged
FROM was_run_portal
GROUP BY run;
