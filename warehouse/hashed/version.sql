SELECT * EXCLUDE (reading_id, reading_before) FROM version;
