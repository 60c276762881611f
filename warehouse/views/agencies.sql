CREATE OR REPLACE VIEW agencies AS
WITH met AS (
    SELECT agency_id, any_value(agency_zh) AS agency_zh, count(*) AS report_count, min(report_year) AS first_report_year,
        max(report_year) AS last_report_year
    FROM report GROUP BY agency_id
)
SELECT coalesce(a.agency_id, m.agency_id) AS agency_id, coalesce(a.name_zh, m.agency_zh) AS agency_zh,
    a.agency_id IS NOT NULL AS is_resolved, a.kind, k.label_zh AS kind_zh, k.label_en AS kind_en, a.level, a.division_code,
    n.province_code, n.province_zh, n.city_code, n.city_zh, n.county_code, n.county_zh,
    t.code AS township_code, t.name_zh AS township_zh, a.division_id,
    nullif(a.parent_id, '') AS parent_id, nullif(a.successor_id, '') AS successor_id,
    a.first_year, a.last_year, coalesce(m.report_count, 0) AS report_count, m.first_report_year, m.last_report_year,
    a.basis AS known_by, nullif(a.note, '') AS note
FROM agency AS a
FULL JOIN met AS m USING (agency_id)
LEFT JOIN agency_kind AS k ON k.kind = a.kind
LEFT JOIN township AS t ON a.level = 'township' AND t.code = a.division_code
LEFT JOIN place AS n ON n.is_latest
    AND n.division_id = CASE WHEN a.level = 'township' THEN a.division_code[:6] ELSE a.division_id END;
COMMENT ON VIEW agencies IS 'Every reporting body that is known, and the printed names that no register knows; one row a body, whether or not a report of it is held (report_count). Count its rows; nothing in it is a figure of a report. Key: agency_id. Example: how many education bureaus of Jiangsu are known?';
COMMENT ON COLUMN agencies.agency_id IS 'Key of the body, as in all views; unresolved:NAME of a printed name that no register knows.';
COMMENT ON COLUMN agencies.agency_zh IS 'Its name in full.';
COMMENT ON COLUMN agencies.is_resolved IS 'False where the printed name is in no register: what follows is not known then.';
COMMENT ON COLUMN agencies.kind IS 'Kind of body.';
COMMENT ON COLUMN agencies.kind_zh IS 'Chinese name of its kind.';
COMMENT ON COLUMN agencies.kind_en IS 'English name of its kind.';
COMMENT ON COLUMN agencies.level IS 'nation, province, city, county or township: of the division it belongs to.';
COMMENT ON COLUMN agencies.division_code IS 'Code of that division now: six digits (GB/T 2260), nine of a township.';
COMMENT ON COLUMN agencies.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN agencies.province_zh IS 'Name of that province.';
COMMENT ON COLUMN agencies.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN agencies.city_zh IS 'Name of that city.';
COMMENT ON COLUMN agencies.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN agencies.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN agencies.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN agencies.township_zh IS 'Name of that township.';
COMMENT ON COLUMN agencies.division_id IS 'That division through its renamings: place.division_id.';
COMMENT ON COLUMN agencies.parent_id IS 'The government or committee it belongs to; of a government that of the division above. Need not have a report itself.';
COMMENT ON COLUMN agencies.successor_id IS 'The body that took its work over, where a notice, a report or a national reform says so.';
COMMENT ON COLUMN agencies.first_year IS 'First report year in which it exists; NULL if not known.';
COMMENT ON COLUMN agencies.last_year IS 'Last report year in which it exists; NULL while it does, and of townships.';
COMMENT ON COLUMN agencies.report_count IS 'Report years of which a report with tables is held.';
COMMENT ON COLUMN agencies.first_report_year IS 'First of them; NULL if none is held.';
COMMENT ON COLUMN agencies.last_report_year IS 'Last of them.';
COMMENT ON COLUMN agencies.known_by IS 'register (it stands in the register of agencies), or rule: its name is a name of the division and a name of a body, and nothing else it could mean; NULL if unresolved.';
COMMENT ON COLUMN agencies.note IS 'What to know about it.';
