CREATE OR REPLACE MACRO breaks(form_before, grade_before, form_now, grade_now) AS
    coalesce(form_before <> form_now AND NOT (grade_before = 'same' AND grade_now = 'same'), false);
COMMENT ON MACRO breaks IS 'True where two figures of one concept stand in different forms and one of the two lines is not the same as the concept: between them its series breaks. A new form whose line is the same breaks nothing.';
