-- Take the governance part away: views, then tables with their triggers, then functions.
DROP VIEW IF EXISTS {governance}.v_governance_object_circle;
DROP VIEW {governance}.v_governance_coverage;
DROP VIEW IF EXISTS {governance}.v_object_owner_count;
DROP VIEW {governance}.v_object_catch_all, {governance}.v_object_owner_dangling,
    {governance}.v_object_owner_conflict, {governance}.v_object_owner_gap, {governance}.v_object_owner,
    {governance}.v_object_owner_resolution;
DROP VIEW IF EXISTS {governance}.v_object_owner_tally, {governance}.v_object_owner_resolution_by_type,
    {governance}.v_object_owner_core, {governance}.v_object_owner_shallow, {governance}.v_object_owner_deep,
    {governance}.v_governance_object_shallow, {governance}.v_governance_object_deep, {governance}.v_governance_object_by_name,
    {governance}.v_governance_object_core, {governance}.v_governance_shallow_kinds, {governance}.v_governance_parent_kind,
    {governance}.v_governance_object_apart, {governance}.v_governance_object_named, {governance}.v_governance_kind_within;
DROP VIEW {governance}.v_governance_object_inventory, {governance}.v_governance_object_tree;
DROP VIEW IF EXISTS {governance}.v_governance_object_registered;
DROP TABLE IF EXISTS {governance}.governance_object_link, {governance}.governance_principal_alias;
DROP TABLE {governance}.system_issue_history, {governance}.system_issues, {governance}.governance_worker_cursor,
    {governance}.event_dead_letter, {governance}.event_outbox, {governance}.event_type_registry,
    {governance}.candidate_object, {governance}.candidate_state, {governance}.candidate_scan_run,
    {governance}.governance_source_snapshot, {governance}.governance_object_ownership, {governance}.governance_object,
    {governance}.governance_principal, {governance}.governance_ruleset_rule, {governance}.governance_ruleset;
DROP FUNCTION IF EXISTS {governance}.fn_containers_acyclic(), {governance}.fn_containers_settled(),
    {governance}.fn_lock_key_containers(), {governance}.fn_object_circles(text[], text[], text[], text[]),
    {governance}.fn_owner_frontier(text[], text[], boolean[], text[], text[]), {governance}.fn_object_family(text),
    {governance}.fn_nearest_link(text[], text[], text),
    {governance}.fn_object_ref_like(text[], text[]),
    {governance}.fn_event_type_deactivate(text), {governance}.fn_event_type_approved(name),
    {governance}.fn_event_type_guard(), {governance}.fn_issue_open(), {governance}.fn_issue_tidy(), {governance}.fn_issue_object_ref(),
    {governance}.fn_issue_origin(), {governance}.fn_issue_move(), {governance}.fn_issue_stamp(),
    {governance}.fn_issue_history(), {governance}.fn_issue_emit(), {governance}.fn_issue_keep(),
    {governance}.fn_cursor_forward_only(), {governance}.fn_cursor_advance(text, xid8, integer, xid8, integer),
    {governance}.fn_event_place(), {governance}.fn_event_type_validate(),
    {governance}.fn_nearest_bearer(text[], text[], boolean[]), {governance}.fn_catalog_objects(),
    {governance}.fn_catalog_objects(text[], text[]), {governance}.fn_catalog_objects(boolean, text[]),
    {governance}.fn_directus_collections(), {governance}.fn_directus_home(), {governance}.fn_directus_rows(text[]),
    {governance}.fn_directus_objects(text[]), {governance}.fn_directus_objects(text[], text[]),
    {governance}.fn_object_ref_type(oid), {governance}.fn_object_ref_part(text), {governance}.fn_ruleset_one_active();
