"""``oneroof install``, ``status``, ``uninstall``: our schema in a database."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.output import Invocation
from oneroof.pg.session import Installer, Reader
from oneroof.schema.install import install as install_schema
from oneroof.schema.install import render
from oneroof.schema.install import uninstall as uninstall_schema
from oneroof.schema.status import Status
from oneroof.schema.status import status as read_status


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="install")(install)
    app.command(name="upgrade")(upgrade)
    app.command(name="uninstall")(uninstall)
    app.command(name="status")(status)


def install(
    context: typer.Context,
    production: options.Production = None,
    governance: Annotated[bool, typer.Option("--governance", help="Ownership, candidates, events too.")] = False,
    schema: Annotated[str, typer.Option(help="Schema of the governance objects.", metavar="S")] = "oneroof",
    print_sql: Annotated[bool, typer.Option("--print", help="Show the SQL and do nothing.")] = False,
) -> None:
    """Install or upgrade our schema; --print shows its SQL to a DBA first."""
    call: Invocation = context.obj
    if print_sql:
        text = render(governance=governance, schema=schema)
        call.data({"sql": text}, lambda console: console.out(text, highlight=False))
        return
    _change(call, production, lambda session: install_schema(session, governance=governance, schema=schema))


def upgrade(context: typer.Context, production: options.Production = None) -> None:
    """Bring what is installed to this version; the same as install, for what is there."""
    call: Invocation = context.obj

    def again(session: Installer) -> tuple[str, ...]:
        there = read_status(session)
        return install_schema(
            session, governance=there.governance_schema is not None, schema=there.governance_schema or "oneroof"
        )

    _change(call, production, again)


def uninstall(context: typer.Context, production: options.Production = None) -> None:
    """Remove our schema; refused while approvals or rollouts stand in it."""
    _change(context.obj, production, uninstall_schema)


def _change(call: Invocation, production: str | None, act: Any) -> None:
    with Installer.open(options.production_of(call.settings(), production)) as session:
        changes = act(session)
        version = read_status(session).schema_version
    document = {"schema_version": version, "changes": list(changes)}
    call.data(document, lambda console: _print_changes(console, changes))


def _print_changes(console: Console, changes: tuple[str, ...]) -> None:
    for change in changes or ("Nothing to do.",):
        console.print(change, markup=False)


def status(context: typer.Context, production: options.Production = None) -> None:
    """What of ours is in the database, and who could become its owner."""
    call: Invocation = context.obj
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        found = read_status(session)
    call.data(found.as_document(), lambda console: _print_status(console, found))


def _print_status(console: Console, found: Status) -> None:
    for name, value in found.as_document().items():
        console.print(f"{name.replace('_', ' ')}: {'none' if value in (None, []) else value}", markup=False)
