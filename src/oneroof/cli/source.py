"""``oneroof source``: objects that the catalog does not know, imported by a packet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.output import Invocation
from oneroof.coverage.registration import import_packet, plan_import, read_manifest
from oneroof.pg.session import Reader
from oneroof.schema.status import require_governance

commands = typer.Typer(no_args_is_help=True, help="Sources beyond the catalog: what they say becomes a packet.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="source")


@commands.callback()
def source() -> None:
    """Sources beyond the catalog: what they say becomes a packet."""


@commands.command(name="plan")
def plan_command(
    context: typer.Context,
    *,
    dbt: Annotated[Path, typer.Option("--dbt", help="dbt's target/manifest.json.", metavar="FILE")],
    out: Annotated[Path, typer.Option("--out", help="Where the packet's folder goes.", metavar="DIR")],
    root: Annotated[str, typer.Option(help="The project's folder in its repository.", metavar="PATH")] = "",
    production: options.Production = None,
) -> None:
    """Write the packet that registers a dbt project's objects; it is rehearsed, signed and rolled out as any other."""
    call: Invocation = context.obj
    manifest = read_manifest(dbt)
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        schema = require_governance(session)
        planned = plan_import(session, schema, manifest, root)
        folder = import_packet(schema, planned, out)
    document = {**planned.as_document(), "packet": str(folder)}
    call.data(document, lambda console: _show(console, document, planned.remarks))


def _show(console: Console, document: dict[str, Any], remarks: Iterable[str]) -> None:
    counts = ", ".join(
        f"{len(document[name])} {name}" for name in ("inserted", "updated", "gone", "linked", "unlinked")
    )
    for line in (f"Wrote {document['packet']}/: {counts}, {document['unchanged']} unchanged.", *remarks):
        console.print(line, markup=False, soft_wrap=True)
