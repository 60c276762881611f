CREATE OR REPLACE VIEW timeliness AS
SELECT p.agency_id, p.agency_zh, p.report_year, p.kind, p.level, p.division_code,
    p.province_code, p.province_zh, p.city_code, p.city_zh, p.county_code, p.county_zh,
    p.township_code, p.township_zh, p.division_code_then, p.division_zh_then, tier(p.kind, p.level) AS tier,
    p.published_date, make_date(p.report_year + 1, d."month", d."day") AS due_date,
    CASE
        WHEN p.kind IS NULL THEN 'unknown_body'
        WHEN d.tier IS NULL THEN 'not_stated'
        WHEN p.published_date IS NULL THEN 'no_date'
        WHEN year(p.published_date) <= p.report_year THEN 'doubtful'
        WHEN p.published_date <= make_date(p.report_year + 1, d."month", d."day") THEN 'in_time'
        ELSE 'late'
    END AS state,
    CASE WHEN d.tier IS NOT NULL AND year(p.published_date) > p.report_year
        THEN greatest(0, p.published_date - make_date(p.report_year + 1, d."month", d."day")) END AS days_late,
    d.instrument_zh, p.capture_id
FROM report AS p
LEFT JOIN deadline AS d ON d.tier = tier(p.kind, p.level)
    AND p.report_year BETWEEN d.first_year AND coalesce(d.last_year, 9999);
COMMENT ON VIEW timeliness IS 'When each report was published, against the date that the law of its time sets for a body of its tier. Dates printed after a site moved can be years off. Key: agency_id, report_year.';
COMMENT ON COLUMN timeliness.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN timeliness.agency_zh IS 'Its name.';
COMMENT ON COLUMN timeliness.report_year IS 'Year the report covers; it is due in the year after.';
COMMENT ON COLUMN timeliness.kind IS 'Kind of body.';
COMMENT ON COLUMN timeliness.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN timeliness.division_code IS 'Code of its division now.';
COMMENT ON COLUMN timeliness.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN timeliness.province_zh IS 'Name of that province.';
COMMENT ON COLUMN timeliness.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN timeliness.city_zh IS 'Name of that city.';
COMMENT ON COLUMN timeliness.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN timeliness.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN timeliness.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN timeliness.township_zh IS 'Name of that township.';
COMMENT ON COLUMN timeliness.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN timeliness.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN timeliness.tier IS 'government, department or other: see the macro tier.';
COMMENT ON COLUMN timeliness.published_date IS 'Earliest date of publication printed in or listed beside its captures, none after they were fetched; NULL if there is none.';
COMMENT ON COLUMN timeliness.due_date IS 'Last day in time; NULL if the law names none.';
COMMENT ON COLUMN timeliness.state IS 'in_time, late, no_date (none printed), doubtful (printed before the report year was over), not_stated (the law names no date for such a body), unknown_body (unresolved).';
COMMENT ON COLUMN timeliness.days_late IS 'Days after due_date, 0 if in time.';
COMMENT ON COLUMN timeliness.instrument_zh IS 'The rule that sets the date.';
COMMENT ON COLUMN timeliness.capture_id IS 'Capture of the current version.';
