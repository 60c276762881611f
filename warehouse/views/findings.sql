CREATE OR REPLACE VIEW findings AS
SELECT v.report_id, v.agency_id, p.agency_zh, v.report_year, p.kind, p.level, p.division_code,
    p.province_code, p.province_zh, p.city_code, p.city_zh, p.county_code, p.county_zh,
    p.township_code, p.township_zh, p.division_code_then, p.division_zh_then,
    coalesce(v.is_current AND v.reading_id = f.reading_id, false) AS is_current,
    f.code, f.rule, f."table", f."row", f."column", f.stated, f.computed, f.message, r.title_zh, c.url, r.capture_id,
    f.reading_id, o.capture_id AS other_capture_id, coalesce(oc.url, o.document) AS other_url, f.other_reading_id
FROM (
    SELECT reading_id, code, rule, "table", "row", "column", stated, computed, message,
        CAST(NULL AS INTEGER) AS other_reading_id
    FROM finding
    UNION ALL
    SELECT d.reading_id, 'rendition_differs', d.media, d."table", d."row", d."column", d.value, d.other_value,
        'the ' || d.own_media || ' prints ' || coalesce('''' || d.raw_zh || '''', 'no such cell') || ', the ' || d.media
            || coalesce(' (page ' || d.other_page || ')', '')
            || coalesce(' (recognised with confidence ' || round(d.other_confidence, 2) || ')', '')
            || ' of the same page ' || coalesce('''' || d.other_raw_zh || '''', 'no such cell'),
        d.other_reading_id
    FROM (
        SELECT x.*, a.media AS own_media, b.media
        FROM rendition_difference AS x
        JOIN reading AS a ON a.reading_id = x.reading_id
        JOIN reading AS b ON b.reading_id = x.other_reading_id
    ) AS d
) AS f
JOIN reading AS r USING (reading_id)
LEFT JOIN version_capture AS w ON w.reading_id = r.reading_id
LEFT JOIN version AS v ON v.version_id = w.version_id
LEFT JOIN report AS p ON p.agency_id = v.agency_id AND p.report_year = v.report_year
LEFT JOIN capture AS c ON c.capture_id = r.capture_id
LEFT JOIN reading AS o ON o.reading_id = f.other_reading_id
LEFT JOIN capture AS oc ON oc.capture_id = o.capture_id;
COMMENT ON VIEW findings IS 'What does not add up as printed, with whose report it is; figures stay as printed. Key: reading_id, code, rule, table, row, column, other_reading_id, message. One row is a finding; count them, add nothing up. In main those of current versions alone; internal.findings has those of all versions and files. Example: which reports of 2022 do not add up?';
COMMENT ON COLUMN findings.report_id IS 'The report it is of: one row of report.';
COMMENT ON COLUMN findings.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN findings.agency_zh IS 'Its name.';
COMMENT ON COLUMN findings.report_year IS 'Report year.';
COMMENT ON COLUMN findings.kind IS 'Kind of body (agency_kind.kind); NULL if unresolved.';
COMMENT ON COLUMN findings.level IS 'nation, province, city, county or township; NULL if unresolved.';
COMMENT ON COLUMN findings.division_code IS 'Code of its division now; NULL if unresolved.';
COMMENT ON COLUMN findings.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN findings.province_zh IS 'Name of that province.';
COMMENT ON COLUMN findings.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN findings.city_zh IS 'Name of that city.';
COMMENT ON COLUMN findings.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN findings.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN findings.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN findings.township_zh IS 'Name of that township.';
COMMENT ON COLUMN findings.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN findings.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN findings.is_current IS 'True for the reading that the panel speaks from.';
COMMENT ON COLUMN findings.code IS 'sum_broken, text_differs, or rendition_differs (another rendition on the same page: table rendition_difference has both places).';
COMMENT ON COLUMN findings.rule IS 'The broken rule; of rendition_differs the format of the other rendition.';
COMMENT ON COLUMN findings."table" IS 'Table concerned.';
COMMENT ON COLUMN findings."row" IS 'Row concerned.';
COMMENT ON COLUMN findings."column" IS 'Column concerned.';
COMMENT ON COLUMN findings.stated IS 'The printed figure.';
COMMENT ON COLUMN findings.computed IS 'What rule, text or the other rendition gives instead.';
COMMENT ON COLUMN findings.message IS 'The contradiction in words.';
COMMENT ON COLUMN findings.title_zh IS 'Title of the document.';
COMMENT ON COLUMN findings.url IS 'Address of the document.';
COMMENT ON COLUMN findings.capture_id IS 'The capture.';
COMMENT ON COLUMN findings.reading_id IS 'The reading.';
COMMENT ON COLUMN findings.other_capture_id IS 'Of rendition_differs: capture of the other rendition.';
COMMENT ON COLUMN findings.other_url IS 'Of rendition_differs: address of the other rendition.';
COMMENT ON COLUMN findings.other_reading_id IS 'Of rendition_differs: reading of the other rendition.';
