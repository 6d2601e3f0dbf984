"""``oneroof scan``: the scanner's halves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.coverage_report import coverage
from oneroof.cli.output import Invocation
from oneroof.programme import Scan, scan_write

commands = typer.Typer(no_args_is_help=True, help="The scanner: read the coverage, write candidates.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="scan")


@commands.command(name="read")
def read_command(context: typer.Context, production: options.Production = None) -> None:
    """How much of what must have an owner has one; nothing is written."""
    coverage(context, production)


@commands.command(name="write")
def write_command(
    context: typer.Context,
    *,
    ruleset: Annotated[str, typer.Option(help="The ruleset's version, which must be in force.", metavar="V")],
    apr: Annotated[str, typer.Option("--apr", help="The proposal that grants the programme.", metavar="APR")],
    bundle: Annotated[Path, typer.Option(help="The bundle or package that was signed.", metavar="DIR")],
    production: options.Production = None,
) -> None:
    """Write the candidates of this moment, under an approval that grants scans until it expires."""
    call: Invocation = context.obj
    settings = options.rollout_settings(call.settings(), production)
    done = scan_write(settings, apr_code=apr, bundle=bundle, ruleset=ruleset)
    call.data(done.as_document(), lambda console: _show(console, done))
    raise typer.Exit(done.exit_code)


def _show(console: Console, done: Scan) -> None:
    if not done.executed:
        console.print(f"Nothing was changed. {done.refused_because}", markup=False)
        return
    counts = f"{done.inserted} inserted, {done.updated} updated, {done.unchanged} unchanged"
    console.print(f"Ruleset {done.ruleset_version}: {counts}.", markup=False)
