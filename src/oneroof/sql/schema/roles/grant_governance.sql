-- Who may do what in the governance part. A lock stronger than ROW EXCLUSIVE needs UPDATE on the table: the activator's packet
-- locks the outbox so, whose rows no UPDATE can change.
GRANT USAGE ON SCHEMA {governance} TO oneroof_owner, oneroof_reader, oneroof_operator, oneroof_dispatcher, oneroof_activator;
GRANT SELECT ON {governance}.governance_ruleset, {governance}.governance_ruleset_rule, {governance}.governance_principal,
    {governance}.governance_principal_alias, {governance}.governance_object, {governance}.governance_object_link,
    {governance}.governance_object_ownership, {governance}.governance_source_snapshot, {governance}.candidate_scan_run,
    {governance}.candidate_state, {governance}.candidate_object, {governance}.system_issues,
    {governance}.system_issue_history, {governance}.event_type_registry,
    {governance}.event_outbox, {governance}.event_dead_letter, {governance}.governance_worker_cursor,
    {governance}.v_governance_object_tree, {governance}.v_governance_object_inventory,
    {governance}.v_governance_object_circle, {governance}.v_object_owner_resolution_by_type,
    {governance}.v_governance_object_registered, {governance}.v_governance_parent_kind,
    {governance}.v_governance_kind_within, {governance}.v_governance_object_named, {governance}.v_governance_object_apart,
    {governance}.v_governance_object_by_name, {governance}.v_governance_shallow_kinds, {governance}.v_governance_object_deep,
    {governance}.v_governance_object_shallow, {governance}.v_object_owner_deep, {governance}.v_object_owner_shallow,
    {governance}.v_object_owner_core,
    {governance}.v_object_owner_tally, {governance}.v_object_owner_count,
    {governance}.v_object_owner_resolution, {governance}.v_object_owner, {governance}.v_object_owner_gap,
    {governance}.v_object_owner_conflict, {governance}.v_object_owner_dangling, {governance}.v_object_catch_all,
    {governance}.v_governance_coverage TO oneroof_reader, oneroof_operator;
GRANT EXECUTE ON FUNCTION {governance}.fn_directus_collections(), {governance}.fn_directus_rows(text[])
    TO oneroof_reader, oneroof_operator;
GRANT INSERT, UPDATE, DELETE ON {governance}.governance_ruleset, {governance}.governance_ruleset_rule,
    {governance}.governance_principal, {governance}.governance_principal_alias, {governance}.governance_object,
    {governance}.governance_object_link, {governance}.governance_object_ownership, {governance}.governance_source_snapshot,
    {governance}.candidate_scan_run, {governance}.candidate_state, {governance}.candidate_object, {governance}.governance_worker_cursor TO oneroof_operator;
GRANT SELECT ON {governance}.event_type_registry, {governance}.event_outbox, {governance}.event_dead_letter,
    {governance}.governance_worker_cursor TO oneroof_dispatcher;
GRANT INSERT, UPDATE ON {governance}.governance_worker_cursor TO oneroof_dispatcher;
GRANT INSERT ON {governance}.event_dead_letter TO oneroof_dispatcher;
GRANT SELECT, UPDATE ON {governance}.event_type_registry, {governance}.event_outbox TO oneroof_activator;
GRANT EXECUTE ON FUNCTION {governance}.fn_event_type_deactivate(text)
    TO oneroof_activator, oneroof_operator, oneroof_dispatcher;
