-- Keep everybody out of the gate until the end of the transaction.
SELECT pg_catalog.pg_advisory_xact_lock(oneroof.fn_lock_key_gate())
