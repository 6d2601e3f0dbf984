-- Keys and bounds of partitions.
CREATE TABLE k_expression (code varchar, at timestamptz, id integer) PARTITION BY LIST ((CASE WHEN code IN ('a', 'b') THEN 'x'::varchar ELSE code END));
CREATE TABLE k_expression_x PARTITION OF k_expression FOR VALUES IN ('x', NULL);
CREATE TABLE k_expression_rest PARTITION OF k_expression DEFAULT;
CREATE TABLE k_range (code varchar, at timestamptz, id integer) PARTITION BY RANGE ((code IN ('n', 'o')), date_trunc('day', at AT TIME ZONE 'UTC'), id);
CREATE TABLE k_range_1 PARTITION OF k_range FOR VALUES FROM (false, '2024-01-01', MINVALUE) TO (true, '2024-01-02', -1);
CREATE TABLE k_hash (code varchar COLLATE "C", id integer) PARTITION BY HASH (lower(code) COLLATE "C" text_pattern_ops, id);
CREATE TABLE k_hash_0 PARTITION OF k_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE k_feel (feel mood, n numeric) PARTITION BY LIST (feel);
CREATE TABLE k_feel_ok PARTITION OF k_feel FOR VALUES IN ('ok', 'sad') PARTITION BY RANGE (n);
CREATE TABLE k_feel_n PARTITION OF k_feel_ok FOR VALUES FROM (-1.50) TO (1e3);
CREATE TABLE k_interval (i interval, f float8) PARTITION BY RANGE (i, f);
CREATE TABLE k_interval_1 PARTITION OF k_interval FOR VALUES FROM ('-1 day', '-Infinity') TO ('1 mon 2 days', 0.1);
CREATE TABLE k_evaluated PARTITION OF parted FOR VALUES IN ('z' || 'z', upper('y'));
CREATE TABLE "S.c""h 🙂"."P.a 🙂" ("K. 🙂" varchar) PARTITION BY LIST (upper("K. 🙂"));
CREATE TABLE "S.c""h 🙂"."P.a_1 🙂" PARTITION OF "S.c""h 🙂"."P.a 🙂" FOR VALUES IN ('A''B', '🙂');
