SELECT * EXCLUDE (reading_id) FROM report;
