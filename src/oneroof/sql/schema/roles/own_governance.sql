-- Hand the governance part over to oneroof_owner, each relation and function by its name: its schema may hold things of others.
DO $body$
DECLARE
    item record;
BEGIN
    IF EXISTS (SELECT FROM oneroof.schema_migration AS m WHERE m.part = 'governance' AND m.schema_created) THEN
        EXECUTE pg_catalog.format('ALTER SCHEMA %I OWNER TO oneroof_owner', {governance_name}::text);
    END IF;
    FOR item IN
        SELECT c.oid::pg_catalog.regclass::text AS name, 'TABLE' AS what
          FROM oneroof.schema_object AS made
          JOIN pg_catalog.pg_namespace AS n ON n.nspname = made.in_schema AND n.nspname = {governance_name}
          JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = made.object_name AND c.relkind IN ('r', 'v')
         WHERE made.catalog = 'pg_class'
        UNION ALL
        SELECT pg_catalog.to_regprocedure(pg_catalog.format('%I.%s', {governance_name}::text, signature.text))::text, 'FUNCTION'
          FROM pg_catalog.unnest(ARRAY[
               'fn_event_type_deactivate(text)', 'fn_event_type_approved(name)', 'fn_event_type_guard()', 'fn_issue_open()',
               'fn_issue_tidy()', 'fn_issue_object_ref()', 'fn_issue_origin()', 'fn_issue_move()', 'fn_issue_stamp()',
               'fn_issue_history()', 'fn_issue_emit()', 'fn_issue_keep()', 'fn_cursor_forward_only()',
               'fn_cursor_advance(text,xid8,integer,xid8,integer)', 'fn_event_place()', 'fn_event_type_validate()',
               'fn_containers_acyclic()', 'fn_containers_settled()', 'fn_lock_key_containers()',
               'fn_object_circles(text[],text[],text[],text[])', 'fn_object_family(text)',
               'fn_owner_frontier(text[],text[],boolean[],text[],text[])', 'fn_object_ref_like(text[],text[])',
               'fn_nearest_bearer(text[],text[],boolean[])', 'fn_nearest_link(text[],text[],text)',
               'fn_catalog_objects(text[],text[])', 'fn_directus_collections()',
               'fn_directus_home()', 'fn_directus_rows(text[])', 'fn_directus_objects(text[])',
               'fn_object_ref_part(text)', 'fn_ruleset_one_active()'
               ]) AS signature (text)
    LOOP
        EXECUTE pg_catalog.format('ALTER %s %s OWNER TO oneroof_owner', item.what, item.name);
    END LOOP;
END
$body$
