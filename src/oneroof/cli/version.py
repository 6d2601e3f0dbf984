"""``oneroof version``."""

from __future__ import annotations

import sys

import typer

from oneroof import __version__
from oneroof.cli.output import telling


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="version")(version)


def version() -> None:
    """Print the version."""
    with telling():
        sys.stdout.write(f"oneroof {__version__}\n")
