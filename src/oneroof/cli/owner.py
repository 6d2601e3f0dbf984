"""``oneroof owner REF``: who owns an object, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from oneroof.cli import options
from oneroof.cli.output import Invocation, say_lines
from oneroof.coverage.explain import ACCOUNTABLE, read_owner
from oneroof.coverage.way import Lost
from oneroof.pg.session import Reader
from oneroof.reports.owner import owner_document, owner_lines
from oneroof.schema.status import LOOK_FIRST, require_governance


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="owner")(owner)


def owner(
    context: typer.Context,
    object_ref: Annotated[str, typer.Argument(help="The object, as the inventory names it.", metavar="OBJECT_REF")],
    production: options.Production = None,
    ownership_type: Annotated[
        str, typer.Option("--type", help="Which type of ownership; coverage means accountable.", metavar="T")
    ] = ACCOUNTABLE,
) -> None:
    """Who owns an object and why: the way to the row that says so, who wrote it, when and for what reason.

    Exit 1 where it must have an owner and has none, where it is in conflict, and where it is gone and rows name it.
    """
    call: Invocation = context.obj
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        found = read_owner(session, require_governance(session, LOOK_FIRST), object_ref, ownership_type)
    call.data(owner_document(found), lambda _: say_lines(owner_lines(found)))
    if isinstance(found, Lost) or found.lacking:
        raise typer.Exit(1)
