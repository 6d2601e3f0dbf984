-- The owning teams as principals. teams jsonb: principal_ref to display name
INSERT INTO {governance}.governance_principal (principal_ref, kind, display_name)
SELECT team.key, 'team', team.value
  FROM pg_catalog.jsonb_each_text(%(teams)s::pg_catalog.jsonb) AS team
 ORDER BY team.key
