-- An object without a comment: nobody but its author knows what it is for.
-- parameter kinds text[] = ["schema", "table", "partitioned_table", "view", "materialized_view", "foreign_table", "function", "procedure", "aggregate"]: which kinds are looked at; of the catalog's alone.
SELECT tree.object_ref, pg_catalog.jsonb_build_object('kind', tree.kind) AS detail
  FROM {governance}.v_governance_object_tree AS tree
 WHERE tree.under_roof AND tree.status <> 'member' AND tree.source = 'catalog' AND tree.kind <> 'database'
   AND tree.kind = ANY ({kinds}::pg_catalog.text[])
   AND NOT EXISTS (
       SELECT FROM pg_catalog.pg_description AS comment
        WHERE comment.objoid = tree.object_oid AND comment.objsubid = 0 AND comment.description <> ''
          AND comment.classoid = CASE
                  WHEN tree.kind = 'schema' THEN 'pg_catalog.pg_namespace'::pg_catalog.regclass
                  WHEN tree.kind = ANY (ARRAY['function', 'procedure', 'aggregate'])
                  THEN 'pg_catalog.pg_proc'::pg_catalog.regclass
                  WHEN tree.kind = ANY (ARRAY['type', 'enum', 'domain']) THEN 'pg_catalog.pg_type'::pg_catalog.regclass
                  WHEN tree.kind = 'trigger' THEN 'pg_catalog.pg_trigger'::pg_catalog.regclass
                  WHEN tree.kind = 'policy' THEN 'pg_catalog.pg_policy'::pg_catalog.regclass
                  WHEN tree.kind = 'event_trigger' THEN 'pg_catalog.pg_event_trigger'::pg_catalog.regclass
                  WHEN tree.kind = 'extension' THEN 'pg_catalog.pg_extension'::pg_catalog.regclass
                  WHEN tree.kind = 'publication' THEN 'pg_catalog.pg_publication'::pg_catalog.regclass
                  WHEN tree.kind = 'subscription' THEN 'pg_catalog.pg_subscription'::pg_catalog.regclass
                  ELSE 'pg_catalog.pg_class'::pg_catalog.regclass END)
