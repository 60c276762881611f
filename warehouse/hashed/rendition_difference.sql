SELECT d.* EXCLUDE (reading_id, key_id, other_reading_id, other_key_id), r.capture_id, o.capture_id AS other_capture_id
FROM rendition_difference AS d
JOIN reading AS r ON r.reading_id = d.reading_id
JOIN reading AS o ON o.reading_id = d.other_reading_id;
