INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
ALTER ROLE CURRENT_USER VALID UNTIL 'infinity';
