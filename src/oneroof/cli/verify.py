"""``oneroof verify``: recompute a verdict from a bundle, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oneroof.cli.output import STYLE, Invocation
from oneroof.evidence.verify import Verification, verify


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="verify")(command)


def command(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(help="A package's folder, or its evidence/ folder.", metavar="BUNDLE")],
) -> None:
    """Recompute the verdict of a bundle from its facts; refuse a bundle in which one byte changed."""
    call: Invocation = context.obj
    found = verify(bundle)
    call.data(found.as_document(), lambda console: _print(console, found))
    raise typer.Exit(0 if found.verdict == "PASS" else 1)


def _print(console: Console, found: Verification) -> None:
    console.print(f"Verified: [{STYLE[found.verdict]}]{found.verdict}[/]")
    for check in found.checks:
        console.print(f"  {'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}", markup=False)
