-- The boundary's state: events that stand, rows of system_issues as counted since the statistics began (rows written and
-- rolled back are counted, too), its triggers, and how the validation trigger is enabled (NULL: there is none).
SELECT (SELECT pg_catalog.count(*) FROM ONLY {governance}.event_outbox) AS outbox,
       (SELECT coalesce(pg_catalog.sum(issues.n_tup_ins + issues.n_tup_upd + issues.n_tup_del), 0)::pg_catalog.int8
          FROM pg_catalog.pg_stat_all_tables AS issues
         WHERE issues.relid = {issues}::pg_catalog.regclass) AS issues_counted,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_trigger AS trigger
         WHERE trigger.tgrelid = {issues}::pg_catalog.regclass AND NOT trigger.tgisinternal) AS issues_triggers,
       (SELECT pg_catalog.min(trigger.tgenabled::text)
          FROM pg_catalog.pg_trigger AS trigger
          JOIN pg_catalog.pg_proc AS function ON function.oid = trigger.tgfoid
         WHERE trigger.tgrelid = {outbox}::pg_catalog.regclass
           AND function.proname = 'fn_event_type_validate' AND function.pronamespace = {schema}::pg_catalog.regnamespace
       ) AS validation_trigger,
       pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text AS next_xid
