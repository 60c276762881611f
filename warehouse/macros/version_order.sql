CREATE OR REPLACE MACRO version_order(version) AS list_transform(string_split(version, '.'), n -> CAST(n AS INTEGER));
COMMENT ON MACRO version_order IS 'A dotted version as a list of integers, which compares as versions do: 1.9 before 1.10.';
