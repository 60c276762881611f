CREATE OR REPLACE MACRO within(division_code, place) AS
    place = '' OR starts_with(division_code, regexp_replace(CAST(place AS VARCHAR), '(00)+$', ''));
COMMENT ON MACRO within IS 'within(division_code, place): whether a body''s division is the place or lies in it; a code that ends in 00 stands for all below it, empty for the whole country.';
