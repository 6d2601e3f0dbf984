INSERT INTO "It""em" (id, "Na.me", "Touched") SELECT n, 'r' || random(), '2026-01-01 00:00+00' FROM generate_series(1001, 1030) AS n;
