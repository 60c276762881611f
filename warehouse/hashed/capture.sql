SELECT * FROM capture;
