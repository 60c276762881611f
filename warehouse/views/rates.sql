-- after: panel
CREATE OR REPLACE VIEW rates AS
WITH part AS (
    SELECT agency_id, any_value(agency_zh) AS agency_zh, report_year, kind, level,
        division_code, form, any_value(COLUMNS('^(province|city|county|township)_(code|zh)$|^division_(code|zh)_then$')) AS '\0',
    any_value(scope) AS scope, any_value(report_id) AS report_id, any_value(capture_id) AS capture_id,
        max(value_or_zero) FILTER (concept = 'applications_concluded') AS concluded,
        any_value(basis) FILTER (concept = 'applications_concluded') AS concluded_basis,
        max(finding_count) FILTER (concept = 'applications_concluded') AS concluded_findings,
        max(value_or_zero) FILTER (concept = 'granted_any') AS granted,
        any_value(basis) FILTER (concept = 'granted_any') AS granted_basis,
        max(finding_count) FILTER (concept = 'granted_any') AS granted_findings,
        max(value_or_zero) FILTER (concept = 'refused') AS refused,
        any_value(basis) FILTER (concept = 'refused') AS refused_basis,
        max(finding_count) FILTER (concept = 'refused') AS refused_findings,
        max(value_or_zero) FILTER (concept = 'review_corrected') AS corrected,
        any_value(basis) FILTER (concept = 'review_corrected') AS corrected_basis,
        max(finding_count) FILTER (concept = 'review_corrected') AS corrected_findings,
        max(value_or_zero) FILTER (concept = 'review_total') AS reviews,
        any_value(basis) FILTER (concept = 'review_total') AS reviews_basis,
        max(finding_count) FILTER (concept = 'review_total') AS reviews_findings,
        max(value_or_zero) FILTER (concept = 'review_pending') AS pending,
        any_value(basis) FILTER (concept = 'review_pending') AS pending_basis,
        bool_or(concept = 'review_pending') AS has_pending
    FROM panel
    WHERE concept IN ('applications_concluded', 'granted_any', 'refused', 'review_corrected', 'review_total', 'review_pending')
    -- What a report has one value of is grouped by too, so that a filter on it reaches the stored cells.
    GROUP BY agency_id, report_year, form, kind, level, division_code
),
rate AS (
    SELECT agency_id, agency_zh, report_year, kind, level, division_code,
        province_code, province_zh, city_code, city_zh, county_code, county_zh,
    township_code, township_zh, division_code_then, division_zh_then,
        form, scope, report_id, capture_id,
        unnest([
            {'rate': 'grant', 'numerator': granted, 'denominator': concluded, 'bases': [granted_basis, concluded_basis],
             'finding_count': greatest(granted_findings, concluded_findings),
             'denominator_is': 'applications_concluded', 'numerator_is': 'granted_any'},
            {'rate': 'refusal', 'numerator': refused, 'denominator': concluded, 'bases': [refused_basis, concluded_basis],
             'finding_count': greatest(refused_findings, concluded_findings),
             'denominator_is': 'applications_concluded', 'numerator_is': 'refused'},
            {'rate': 'correction', 'numerator': corrected,
             'denominator': CASE WHEN has_pending THEN reviews - pending ELSE reviews END,
             'bases': CASE WHEN has_pending THEN [corrected_basis, reviews_basis, pending_basis]
                 ELSE [corrected_basis, reviews_basis] END,
             'finding_count': greatest(corrected_findings, reviews_findings),
             'denominator_is': CASE WHEN has_pending THEN 'review_total - review_pending' ELSE 'review_total' END,
             'numerator_is': 'review_corrected'}
        ], recursive := true)
    FROM part
),
-- A sum over rows divides what is known by what is known: where one of the two is not, or they contradict each other,
-- neither is given.
judged AS (
    SELECT *, coalesce(numerator BETWEEN 0 AND denominator, false) AND NOT list_contains(bases, 'unknown') AS is_known
    FROM rate
)
SELECT agency_id, agency_zh, report_year, kind, level, division_code,
    province_code, province_zh, city_code, city_zh, county_code, county_zh,
    township_code, township_zh, division_code_then, division_zh_then,
    form, rate, numerator_is,
    CASE WHEN is_known THEN numerator END AS numerator, denominator_is,
    CASE WHEN is_known THEN denominator END AS denominator,
    CASE WHEN is_known AND denominator > 0
        THEN round(CAST(numerator AS DOUBLE) / CAST(denominator AS DOUBLE), 4) END AS value,
    CASE WHEN NOT is_known THEN 'unknown' WHEN list_contains(bases, 'assumed') THEN 'assumed'
        WHEN list_contains(bases, 'confirmed') THEN 'confirmed' ELSE 'printed' END AS basis,
    finding_count, scope, report_id, capture_id
FROM judged
WHERE numerator IS NOT NULL OR denominator IS NOT NULL;
COMMENT ON VIEW rates IS 'Grant, refusal and correction rate of an agency and year, each with what it divides by what and on what basis. Forms before 2019 count other outcomes among those concluded: compare rates of one form, or read concept notes. Key: agency_id, report_year, form, rate. One row is a rate of a report: divide the sum of numerators by the sum of denominators, never take the mean of value. Example: SELECT sum(numerator) / sum(denominator) FROM rates WHERE rate = ''grant'' AND form = ''2021'' AND scope = ''own_office'';';
COMMENT ON COLUMN rates.agency_id IS 'The agency, or unresolved:NAME.';
COMMENT ON COLUMN rates.agency_zh IS 'Its name.';
COMMENT ON COLUMN rates.report_year IS 'Year the rate covers.';
COMMENT ON COLUMN rates.kind IS 'Kind of body.';
COMMENT ON COLUMN rates.level IS 'nation, province, city, county or township.';
COMMENT ON COLUMN rates.division_code IS 'Code of its division now.';
COMMENT ON COLUMN rates.province_code IS 'Code of its province now (the last one where it ended); NULL of a body of the nation.';
COMMENT ON COLUMN rates.province_zh IS 'Name of that province.';
COMMENT ON COLUMN rates.city_code IS 'Code of its city now; NULL where there is none between.';
COMMENT ON COLUMN rates.city_zh IS 'Name of that city.';
COMMENT ON COLUMN rates.county_code IS 'Code of its county or district now.';
COMMENT ON COLUMN rates.county_zh IS 'Name of that county or district; several divisions may share it: group by county_code.';
COMMENT ON COLUMN rates.township_code IS 'Code of its township or subdistrict by today''s list.';
COMMENT ON COLUMN rates.township_zh IS 'Name of that township.';
COMMENT ON COLUMN rates.division_code_then IS 'Code of its division at the end of the report year; NULL if it was not there or is not known.';
COMMENT ON COLUMN rates.division_zh_then IS 'Names of province, city and division at the end of the report year.';
COMMENT ON COLUMN rates.form IS 'Form of the figures.';
COMMENT ON COLUMN rates.rate IS 'grant, refusal, or correction (of reviews that ended).';
COMMENT ON COLUMN rates.numerator_is IS 'Concept of the numerator.';
COMMENT ON COLUMN rates.numerator IS 'Its value_or_zero; NULL where the basis is unknown.';
COMMENT ON COLUMN rates.denominator_is IS 'Concept of the denominator.';
COMMENT ON COLUMN rates.denominator IS 'Its value_or_zero; NULL where the basis is unknown, so that sum(numerator) / sum(denominator) is over the same reports.';
COMMENT ON COLUMN rates.value IS 'numerator over denominator, four decimals; NULL where the denominator is zero or the basis is unknown.';
COMMENT ON COLUMN rates.basis IS 'Weakest basis of the figures it uses: printed, confirmed, assumed; unknown where one of them is, or where the numerator is more than the denominator (see panel.basis).';
COMMENT ON COLUMN rates.finding_count IS 'Most findings on any of them.';
COMMENT ON COLUMN rates.scope IS 'Whose figures the report prints (report.scope): never of one rate''s two sides apart. A government''s may count its bodies.';
COMMENT ON COLUMN rates.report_id IS 'The report: one row of report.';
COMMENT ON COLUMN rates.capture_id IS 'Capture they are taken from.';
