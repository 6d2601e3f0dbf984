-- Whether a fingerprint is recorded under this reference. snapshot_ref text
SELECT EXISTS (SELECT FROM ONLY {governance}.governance_source_snapshot
                WHERE snapshot_ref = %(snapshot_ref)s::text) AS found
