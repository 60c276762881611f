SELECT * EXCLUDE (reading_id, part) FROM reading;
