"""``oneroof inventory``: every object under the roof with its owner, or how many there are of each kind."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.output import Invocation
from oneroof.coverage.inventory import count_kinds, is_under_the_roof, list_inventory
from oneroof.errors import SchemaMissing
from oneroof.pg.session import Reader
from oneroof.reports.inventory import count_lines, object_lines
from oneroof.schema.status import governance_schema


def inventory(
    context: typer.Context,
    production: options.Production = None,
    kind: Annotated[
        str | None, typer.Option(help="Only objects of this kind; column lists columns for the asking.", metavar="K")
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="How many there are of each kind, without the list.")
    ] = False,
) -> None:
    """Every object under the roof, with its owner and where that comes from."""
    call: Invocation = context.obj
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        schema = governance_schema(session)
        if schema is None:
            raise SchemaMissing(f"{session.dsn.label} does not have the governance schema.")
        found = list_inventory(session, schema, kind)
        objects = [] if counts else list(found)
        by_kind = [each.as_fact() for each in count_kinds(found if counts else objects)]
        outside = kind is not None and not is_under_the_roof(session, schema, kind)
    if outside:
        call.talk(f"The ruleset in force does not have the kind {kind}: it counts in no figure of the coverage.")
    document: dict[str, Any] = {"counts": by_kind} if counts else {"objects": objects, "counts": by_kind}

    def show(console: Console) -> None:
        for line in [] if counts else object_lines(objects):
            console.out(line, highlight=False)
        for line in count_lines(by_kind):
            console.out(line, highlight=False)

    call.data(document, show)
