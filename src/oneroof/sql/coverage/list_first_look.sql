-- Every object of a database that need not have our schema, by a ruleset: is it under the roof, must it have an owner.
-- Its places: ruleset, a query that gives kinds, schemas, excluded_names, required_kinds; objects, coverage/catalog_objects;
-- asked, a text[] expression: further kinds.
WITH ruleset AS ({ruleset}), live AS ({objects})
SELECT live.object_ref, live.parent_ref, live.status, live.schema_name,
       coalesce(live.kind = ANY (ruleset.kinds || {asked})
                AND (live.schema_name IS NULL OR ruleset.schemas IS NULL OR live.schema_name = ANY (ruleset.schemas))
                AND NOT coalesce(live.own_name LIKE ANY (ruleset.excluded_names), false)
                AND NOT coalesce(live.relation_name LIKE ANY (ruleset.excluded_names), false), false) AS under_roof,
       coalesce(live.kind = ANY (ruleset.required_kinds), false) AND live.status <> 'member'
           AND live.kind <> 'database' AND live.kind <> 'schema' AND live.kind <> 'directus_folder' AS requires_owner
  FROM live CROSS JOIN ruleset
 ORDER BY live.object_ref COLLATE "C"
