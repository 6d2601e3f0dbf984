"""``oneroof inventory``: every object under the roof with its owner, or how many there are of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Annotated, Any

import typer

from oneroof.cli import options
from oneroof.cli.output import Invocation, say_lines
from oneroof.coverage.inventory import count_kinds, is_under_the_roof, list_inventory, list_uninstalled
from oneroof.coverage.spool import Spool
from oneroof.pg.session import Reader, Row
from oneroof.reports.inventory import count_lines, object_lines
from oneroof.schema.status import governance_schema, refuse_other_version


def inventory(
    context: typer.Context,
    production: options.Production = None,
    kind: Annotated[
        str | None,
        typer.Option(help="Only objects of this kind; column and directus_field for the asking.", metavar="K"),
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="How many there are of each kind, without the list.")
    ] = False,
) -> None:
    """Every object under the roof, with its owner and where that comes from."""
    call: Invocation = context.obj
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        found, cautions = _found(session, kind)
        objects: Spool[Row] = Spool(() if counts else found)
        by_kind = [each.as_fact() for each in count_kinds(found if counts else objects)]
    document: dict[str, Any] = {"counts": by_kind, "cautions": list(cautions)}
    if not counts:
        document = {"objects": objects, **document}
    for caution in cautions:
        call.talk(caution)
    call.data(document, lambda _: say_lines(chain(object_lines(objects), count_lines(by_kind))))


def _found(session: Reader, kind: str | None) -> tuple[Iterable[Row], tuple[str, ...]]:
    """The objects, and what must be said of them."""
    schema = governance_schema(session)
    if schema is None:
        return list_uninstalled(session, kind)
    refuse_other_version(session)
    outside = kind is not None and not is_under_the_roof(session, schema, kind)
    said = (f"The ruleset in force does not have the kind {kind}: it counts in no figure of the coverage.",)
    return list_inventory(session, schema, kind), said if outside else ()
