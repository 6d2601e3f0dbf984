"""The catalog's objects of a database that may know nothing of us: one query, one moment, no grant needed.

The function ``fn_catalog_objects`` of an installed governance part has the same text as its body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oneroof.pg.compose import SQL, Literal
from oneroof.pg.session import Session

QUERY = "coverage/catalog_objects"
#: Every kind that the query knows, containers first; the reference of objects gives an example of each.
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
#: What stands in the place of Directus' collections where nobody knows them.
NO_DIRECTUS = "SELECT NULL::text, NULL::text, NULL::text WHERE false"


@dataclass(frozen=True)
class CatalogObject:
    """An object of the catalog or of Directus.

    ``status`` is ``active``; ``managed`` of what Directus manages; ``member`` of what belongs to an extension.
    ``own_name`` is its name unquoted, ``relation_name`` that of the relation that it stands on; a column has no oid.
    """

    object_ref: str
    kind: str
    parent_ref: str | None
    source: str
    status: str
    schema_name: str | None
    own_name: str | None
    relation_name: str | None
    object_oid: int | None


@dataclass(frozen=True)
class DirectusCollection:
    """A row of ``directus_collections``, with the schema that it was read in; ``in_collection`` is its group."""

    in_schema: str
    collection: str
    in_collection: str | None


def read_catalog(
    session: Session,
    *,
    directus: Sequence[DirectusCollection] = (),
    every_column: bool = False,
    named_columns: Sequence[str] = (),
) -> tuple[CatalogObject, ...]:
    """Every object of the catalog, in no order; works in a read-only session where nothing of ours is installed.

    Args:
        session: of any role; what it sees does not depend on its grants.
        directus: collections, where somebody could read them.
        every_column: list all columns; they are many.
        named_columns: references of columns that are listed in any case.
    """
    given = SQL("SELECT * FROM unnest({}::text[], {}::text[], {}::text[])").format(
        Literal([each.in_schema for each in directus]),
        Literal([each.collection for each in directus]),
        Literal([each.in_collection for each in directus]),
    )
    places = {
        "directus": given if directus else SQL(NO_DIRECTUS),
        "every_column": Literal(every_column),
        "named_columns": SQL("{}::text[]").format(Literal(list(named_columns))),
    }
    return tuple(CatalogObject(**row) for row in session.rows(QUERY, places))
