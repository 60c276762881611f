-- Printed names differ in spaces and brackets, and in nothing else that may be overlooked.
CREATE OR REPLACE MACRO name_key(name) AS
    regexp_replace(translate(name, '（）［］〔〕【】〈〉', '()[][][]<>'), '[\s\x{00a0}\x{2000}-\x{200f}\x{3000}\x{feff}]', '', 'g');
COMMENT ON MACRO name_key IS 'A printed agency name without spaces and with ASCII brackets: names are matched by this.';
