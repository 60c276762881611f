SELECT r.capture_id, r.reader_version, t.* EXCLUDE (reading_id)
FROM stated_figure AS t
JOIN reading AS r USING (reading_id);
