-- One packet at a time: the gate's key, exclusively, which also shuts out every writer of a gate table until the end of the
-- transaction. The number is oneroof.fn_lock_key_gate(), written out because a clone may hold the identity alone.
SELECT pg_catalog.pg_advisory_xact_lock(8029466727818421761)
