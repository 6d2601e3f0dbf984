-- The record of the fingerprint, where the packet made it.
DELETE FROM governance_source_snapshot WHERE snapshot_ref = {snapshot_ref};
