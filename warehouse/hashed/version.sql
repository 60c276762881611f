SELECT * EXCLUDE (reading_id) FROM version;
