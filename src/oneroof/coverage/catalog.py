"""The kinds of objects that there are. Pure."""

from __future__ import annotations

#: Those of the catalog, and Directus' folders; the reference of objects has an example of each.
KINDS = (
    "database",
    "schema",
    "directus_folder",
    "extension",
    "table",
    "partitioned_table",
    "partition",
    "view",
    "materialized_view",
    "foreign_table",
    "column",
    "sequence",
    "trigger",
    "policy",
    "rule",
    "statistics",
    "function",
    "procedure",
    "aggregate",
    "type",
    "enum",
    "domain",
    "operator",
    "operator_class",
    "operator_family",
    "collation",
    "conversion",
    "text_search_configuration",
    "text_search_dictionary",
    "text_search_parser",
    "text_search_template",
    "event_trigger",
    "publication",
    "subscription",
    "foreign_data_wrapper",
    "foreign_server",
    "language",
    "access_method",
    "cast",
    "transform",
)
#: Kinds that other sources know: Directus beside its folders, dbt. Registered objects may be of any other.
SOURCE_KINDS = (
    "directus_field",
    "directus_flow",
    "directus_dashboard",
    "directus_role",
    "dbt_project",
    "dbt_group",
    "dbt_model",
    "dbt_seed",
    "dbt_snapshot",
    "dbt_exposure",
    "dbt_source",
)
#: Kinds that are many and seldom owned: listed where the ruleset has them, a row or a link names one, or somebody asks.
FOR_THE_ASKING = ("column", "directus_field")
