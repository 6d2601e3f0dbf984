-- How many rows the governance part's tables hold.
SELECT (SELECT pg_catalog.count(*) FROM ONLY {governance}.governance_ruleset)                    AS governance_ruleset,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.governance_principal)                  AS governance_principal,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.governance_object)                     AS governance_object,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.governance_object_ownership)           AS governance_object_ownership,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.candidate_state)                       AS candidate_state,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.candidate_object)                      AS candidate_object,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.candidate_scan_run)                    AS candidate_scan_run,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.system_issues)                         AS system_issues,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.event_type_registry)                   AS event_type_registry,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.event_type_registry WHERE active)      AS event_types_active,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.event_outbox)                          AS event_outbox,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.event_dead_letter)                     AS event_dead_letter,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.governance_worker_cursor)              AS governance_worker_cursor
