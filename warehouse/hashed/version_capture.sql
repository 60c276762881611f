SELECT * EXCLUDE (reading_id) FROM version_capture;
