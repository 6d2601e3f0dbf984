"""``oneroof verify``: recompute a verdict from a bundle, offline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oneroof.cli.output import STYLE, Invocation
from oneroof.evidence.verify import Verification, verify
from oneroof.reports.publish import check_documents


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="verify")(command)


def command(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(help="A package's folder, or its evidence/ folder.", metavar="BUNDLE")],
) -> None:
    """Recompute the verdict of a bundle from its facts; refuse a bundle in which one byte changed."""
    call: Invocation = context.obj
    found = _with_documents(bundle, verify(bundle))
    call.data(found.as_document(), lambda console: _print(console, found))
    raise typer.Exit(0 if found.verdict == "PASS" else 1)


def _with_documents(bundle: Path, found: Verification) -> Verification:
    """The twelve documents beside the evidence must be what it renders to; a bundle alone has none."""
    package = bundle if (bundle / "evidence").is_dir() else bundle.parent
    if not any(package.glob("[01][0-9]-*.md")):
        return found
    documents = check_documents(package)
    return replace(found, checks=(*found.checks, documents), verdict=found.verdict if documents.ok else "FAIL")


def _print(console: Console, found: Verification) -> None:
    console.print(f"Verified: [{STYLE[found.verdict]}]{found.verdict}[/]")
    for check in found.checks:
        console.print(f"  {'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}", markup=False)
