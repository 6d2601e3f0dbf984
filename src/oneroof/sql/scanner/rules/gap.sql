-- An object that must have an owner and has none: nobody answers for it.
-- parameter reasons reason[] = ["never owned", "tombstone", "owner inactive", "owner unknown"]: why it has none.
SELECT gap.object_ref,
       pg_catalog.jsonb_build_object('reason', gap.reason, 'source', gap.source_object_ref) AS detail
  FROM {governance}.v_object_owner_gap AS gap
 WHERE gap.reason = ANY ({reasons}::pg_catalog.text[])
