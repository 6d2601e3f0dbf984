-- Let one install or uninstall work at a time, until the end of the transaction.
SELECT pg_catalog.pg_advisory_xact_lock(8029466727818421764)
