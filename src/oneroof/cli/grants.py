"""``oneroof grants``: what a production reader needs, as statements for whoever administers the platform."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.output import Invocation
from oneroof.errors import UsageError
from oneroof.fingerprint.grants import Grants, least_grants
from oneroof.fingerprint.platform import PLATFORMS, Platform
from oneroof.pg.session import Reader

#: Names that no role may have, quoted or not (manual, CREATE ROLE); a grant to the first would be to everybody.
_NO_ROLES = ("public", "none", "")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="grants")(command)


def command(
    context: typer.Context,
    profile: Annotated[
        str, typer.Option(help=f"Where production runs: {', '.join(PLATFORMS)} (self: your own server).", metavar="P")
    ],
    production: options.Production = None,
    role: Annotated[
        str | None, typer.Option(help="Who will read; default: the role of production's DSN.", metavar="ROLE")
    ] = None,
) -> None:
    """Print the least privileges that a reader of production lacks there, as SQL; nothing is changed."""
    call: Invocation = context.obj
    if role is not None and (role in _NO_ROLES or role.startswith("pg_")):
        raise UsageError(
            f"Nobody logs in as {role!r}: PostgreSQL keeps that name for itself.",
            next_step="Name the role that will read; it need not exist yet.",
        )
    platform = _platform(profile)
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        found = least_grants(session, platform, role)
    call.data(found.as_document(), lambda console: _print(console, found))


def _platform(text: str) -> Platform:
    for platform in PLATFORMS:
        if text == platform:
            return platform
    raise UsageError(f"There is no profile {text!r}.", next_step=f"Use one of: {', '.join(PLATFORMS)}.")


def _print(console: Console, found: Grants) -> None:
    """A script: comments and statements, fit to be piped into psql."""
    lines = [
        f"What {found.role} needs to read all of {found.database} (profile {found.platform}).",
        f"To be run there by {found.run_by}. It holds {found.held} of these already; what is missing:",
    ]
    notes = [*found.notes, *(f"Stays unseen there, declared and not compared: {name}." for name in found.unseen)]
    for line in lines:
        console.print(f"-- {line}", markup=False)
    for statement in found.statements:
        console.print(f"{statement};", markup=False)
    if not found.statements:
        console.print("-- Nothing is missing.", markup=False)
    for note in notes:
        console.print(f"-- {note}", markup=False)
