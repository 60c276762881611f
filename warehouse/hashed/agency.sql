SELECT * FROM agency;
