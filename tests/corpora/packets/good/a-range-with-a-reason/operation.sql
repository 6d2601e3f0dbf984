INSERT INTO "EMPTY" SELECT 1 FROM generate_series(1, 2 + (random() * 3)::int);
