"""``oneroof clone list`` and ``drop``: copies of production that rehearsals left as evidence."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli.output import Invocation
from oneroof.clone.manage import drop_clone, list_clones
from oneroof.errors import ConfigError
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker

clones = typer.Typer(no_args_is_help=True, help="Clones that rehearsals left as evidence.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(clones, name="clone")


def _maker(call: Invocation) -> CloneMaker:
    dsn = call.settings().clone.dsn
    if dsn is None:
        raise ConfigError(
            "No clone server is named.", next_step="Set [clone] dsn in oneroof.toml or ONEROOF_CLONE_DSN."
        )
    return CloneMaker.open(Dsn.parse(dsn))


@clones.command(name="list")
def list_(context: typer.Context) -> None:
    """Every clone on the clone server, with its expiry and size."""
    call: Invocation = context.obj
    with _maker(call) as session:
        found = [clone.as_fact() for clone in list_clones(session)]
    call.data({"clones": found}, lambda console: _print(console, found))


@clones.command(name="drop")
def drop(context: typer.Context, name: Annotated[str, typer.Argument(help="The clone's database name.")]) -> None:
    """Drop one clone; whatever is not a clone of ours is refused."""
    call: Invocation = context.obj
    with _maker(call) as session:
        drop_clone(session, name)
    call.data({"clone": name, "dropped": True}, lambda console: console.print(f"Dropped {name}.", markup=False))


def _print(console: Console, found: list[dict[str, Any]]) -> None:
    for clone in found:
        console.print("  ".join(f"{key}: {value}" for key, value in clone.items()), markup=False)
    if not found:
        console.print("No clones.")
