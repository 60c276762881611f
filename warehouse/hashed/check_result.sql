SELECT * FROM check_result;
