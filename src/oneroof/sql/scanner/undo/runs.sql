-- The runs of this packet: those of its ruleset and snapshot that did not stand before.
DELETE FROM candidate_scan_run
 WHERE ruleset_version = {ruleset_version} AND source_snapshot_ref = {snapshot_ref}
   AND run_id <> ALL ({earlier}::uuid[]);
