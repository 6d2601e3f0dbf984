"""``oneroof fingerprint``: the digest tree of a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oneroof.cli import options
from oneroof.cli.output import Invocation, TerminalTalk
from oneroof.fingerprint.settled import settled_fingerprint


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="fingerprint")(command)


def command(context: typer.Context, production: options.Production = None) -> None:
    """Print the digest of a database: catalog, data, sequences, and the branches beside them."""
