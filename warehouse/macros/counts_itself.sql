CREATE OR REPLACE MACRO counts_itself(kind) AS kind NOT IN ('government', 'zone_committee');
COMMENT ON MACRO counts_itself IS 'Whether a body of this kind counts itself alone in its tables, unless words say otherwise: those of a government or a zone may count its office or all of its bodies under the same title. NULL if its kind is not known.';
