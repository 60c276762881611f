CREATE OR REPLACE MACRO tier(kind, level) AS CASE
    WHEN kind IS NULL THEN NULL
    WHEN level = 'township' OR kind IN ('township', 'subdistrict', 'zone_committee') THEN 'other'
    WHEN kind = 'government' THEN 'government'
    ELSE 'department'
END;
COMMENT ON MACRO tier IS 'How the law that sets the date of reports sees a body: government, department, or other (no date since report year 2019); NULL if its kind is not known.';
