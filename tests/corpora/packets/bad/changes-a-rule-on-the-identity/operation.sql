INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
CREATE RULE r AS ON UPDATE TO oneroof.database_identity DO INSTEAD NOTHING;
