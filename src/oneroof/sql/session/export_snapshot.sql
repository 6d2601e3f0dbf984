-- Export this transaction's snapshot for sibling sessions and for PostgreSQL's tools (manual, section 9.28.5).
SELECT pg_catalog.pg_export_snapshot() AS snapshot
