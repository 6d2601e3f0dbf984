"""``oneroof install``, ``upgrade``, ``status``, ``adopt``, ``uninstall``: our schema in a database."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof import errors
from oneroof.cli import options
from oneroof.cli.output import Invocation
from oneroof.pg.session import Installer, Reader
from oneroof.schema import roles
from oneroof.schema.adopt import adopt as adopt_copy
from oneroof.schema.install import Part, migrations, render
from oneroof.schema.install import install as install_schema
from oneroof.schema.install import uninstall as uninstall_schema
from oneroof.schema.status import Status
from oneroof.schema.status import status as read_status


class Kind(StrEnum):
    """What a database is."""

    clone = "clone"
    production = "production"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="install")(install)
    app.command(name="upgrade")(upgrade)
    app.command(name="uninstall")(uninstall)
    app.command(name="status")(status)
    app.command(name="adopt")(adopt)


def install(
    context: typer.Context,
    production: options.Production = None,
    governance: Annotated[bool, typer.Option("--governance", help="Ownership, candidates, events too.")] = False,
    schema: Annotated[str, typer.Option(help="Schema of the governance objects.", metavar="S")] = "oneroof",
    with_roles: Annotated[bool, typer.Option("--roles", help="Our roles too; they own and use everything.")] = False,
    print_sql: Annotated[bool, typer.Option("--print", help="Show the SQL and do nothing.")] = False,
) -> None:
    """Install or upgrade our schema; --print shows its SQL to a DBA first."""
    call: Invocation = context.obj
    if print_sql:
        text = render(governance=governance, schema=schema, with_roles=with_roles)
        call.data({"sql": text}, lambda console: console.out(text, highlight=False))
        return
    _change(
        call,
        production,
        lambda session: install_schema(session, governance=governance, schema=schema, with_roles=with_roles),
    )


def upgrade(context: typer.Context, production: options.Production = None) -> None:
    """Bring what is installed to this version; the same as install, for what is there."""
    _change(context.obj, production, install_schema)


def uninstall(
    context: typer.Context,
    production: options.Production = None,
    exported: Annotated[
        Path | None, typer.Option(help="An export of the whole gate: then it may go.", metavar="FILE")
    ] = None,
) -> None:
    """Remove our schema; while approvals or rollouts stand in it, only with an export of all of the gate."""
    content = None if exported is None else _read(exported)
    _change(context.obj, production, lambda session: uninstall_schema(session, exported=content))


def adopt(
    context: typer.Context,
    kind: Annotated[Kind, typer.Option("--as", help="What this copy is from now on.")],
    production: options.Production = None,
) -> None:
    """Give a restored copy an identity of its own; nothing that was ratified before counts there."""
    _change(context.obj, production, lambda session: adopt_copy(session, kind.value))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise errors.UsageError(f"{path} cannot be read: {error.strerror}.") from error


def _change(call: Invocation, production: str | None, act: Any) -> None:
    with Installer.open(options.production_of(call.settings(), production)) as session:
        changes = act(session)
        with session.transaction(), roles.as_owner(session):
            version = read_status(session).schema_version
        place = session.endpoint
    document = {"schema_version": version, "changes": list(changes), "endpoint": place}
    call.data(document, lambda console: _print_changes(console, changes, place))


def _print_changes(console: Console, changes: tuple[str, ...], place: str) -> None:
    for change in changes or ("Nothing to do.",):
        console.print(change, markup=False)
    console.print(f"In: {place}", markup=False)


def status(context: typer.Context, production: options.Production = None) -> None:
    """What of ours is in the database, and who could become its owner."""
    call: Invocation = context.obj
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        found, place = read_status(session), session.endpoint
    document = {**found.as_document(), "endpoint": place}
    call.data(document, lambda console: _print_status(console, found, place))


def _print_status(console: Console, found: Status, place: str) -> None:
    """For people: no list in brackets, and migrations by their number (``--json`` has each)."""
    for label, value in _told(found, place):
        console.print(f"{label + ':':<30} {value}", markup=False)


def _told(found: Status, place: str) -> Iterator[tuple[str, str]]:
    yield "endpoint", place
    yield "kind", found.kind or "none: nothing of ours is here"
    yield "database_uid", found.database_uid or "none"
    yield "core", _version("core", found.core_version)
    where = f", in schema {found.governance_schema}" if found.governance_schema else ""
    yield "governance", _version("governance", found.governance_version) + where
    for migration in found.other_texts:
        yield "installed from another text", migration
    yield "owner", found.owner or "none"
    yield "could become owner", ", ".join(found.owner_candidates) or "nobody"
    for role in found.roles:
        granted = ", ".join(role.members) or "nobody"
        yield role.name, f"granted to {granted}" if role.present else "not there"
    yield "approvals", str(found.approvals or 0)
    for digest in found.approved_packets:
        yield "approved packet", digest
    for name, rows in found.counts.items():
        yield f"rows of {name}", str(rows)


def _version(part: Part, version: int | None) -> str:
    if version is None:
        return "not installed"
    newest = migrations(part)[-1].version
    return f"version {version}" + (f", newer than this program's {newest}" if version > newest else "")
