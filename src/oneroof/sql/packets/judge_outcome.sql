-- Whether the transaction was committed, as the server says after COMMIT; NULL when it was.
-- transaction_id text
SELECT CASE pg_catalog.pg_xact_status(%(transaction_id)s::pg_catalog.xid8) WHEN 'committed' THEN NULL
            ELSE pg_catalog.jsonb_build_object('what', 'transaction', 'expected', 'committed', 'found',
                     coalesce(pg_catalog.pg_xact_status(%(transaction_id)s::pg_catalog.xid8), 'unknown')) END AS deviation
