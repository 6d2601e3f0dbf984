-- The bounds of this transaction's snapshot: transactions below xmin are ended, those from xmax on were not begun, and
-- those in between are ended save the running ones. Subtransactions are not among them.
SELECT pg_catalog.pg_snapshot_xmin(s.snapshot)::text::int8 AS xmin,
       pg_catalog.pg_snapshot_xmax(s.snapshot)::text::int8 AS xmax,
       ARRAY(SELECT x.id::text::int8 FROM pg_catalog.pg_snapshot_xip(s.snapshot) AS x (id)) AS running
FROM (SELECT pg_catalog.pg_current_snapshot() AS snapshot) AS s
