SELECT * EXCLUDE (reading_id, part, read_with) FROM reading;
