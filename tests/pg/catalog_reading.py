"""The inventory's query as it is where nothing of ours is installed: by itself, with what Directus would say given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oneroof.pg import queries
from oneroof.pg.compose import SQL, Literal
from oneroof.pg.session import Session


@dataclass(frozen=True)
class CatalogObject:
    """An object of the catalog or of Directus, a row of the query."""

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
    kinds: Sequence[str] = (),
    named: Sequence[str] = (),
) -> tuple[CatalogObject, ...]:
    """Every object of the catalog, in no order; those for the asking of these kinds, or that are named."""
    places = {
        "directus": SQL("SELECT * FROM unnest({}::text[], {}::text[], {}::text[])").format(
            Literal([each.in_schema for each in directus]),
            Literal([each.collection for each in directus]),
            Literal([each.in_collection for each in directus]),
        ),
        "home": SQL("NULL"),
        "fields": SQL(queries.load("coverage/no_fields").text),
        "kinds": SQL("{}::text[]").format(Literal(list(kinds))),
        "named": SQL("{}::text[]").format(Literal(list(named))),
    }
    return tuple(CatalogObject(**row) for row in session.rows("coverage/catalog_objects", places))
