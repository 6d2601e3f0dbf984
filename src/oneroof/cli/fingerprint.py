"""``oneroof fingerprint`` and ``fingerprint diff``: the digest tree of a database, and what differs between two."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.output import Invocation, TerminalTalk
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader

prints = typer.Typer(help="The digest tree of a database.", invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(prints, name="fingerprint")


@prints.callback()
def take(context: typer.Context, production: options.Production = None) -> None:
    """Print the digest of a database, and of each branch."""
    if context.invoked_subcommand is not None:
        return
    call: Invocation = context.obj
    found = _take(options.production_of(call.settings(), production))
    document = {**found.as_fact(), "unseen": list(found.unseen), "unreadable": list(found.unreadable)}
    call.data(document, lambda console: _print(console, document))
    raise typer.Exit(1 if found.unreadable else 0)


@prints.command()
def diff(
    context: typer.Context,
    first: Annotated[str, typer.Argument(help="One database.", metavar="DSN")],
    second: Annotated[str, typer.Argument(help="The other.", metavar="DSN")],
) -> None:
    """What differs between two databases; exit 1 when anything does."""
    call: Invocation = context.obj
    one, other = (_take(Dsn.from_command_line(text)) for text in (first, second))
    found = differences(one, other)
    document = {
        "differences": [difference.as_fact() for difference in found],
        "unreadable": [*one.unreadable, *other.unreadable],
    }
    call.data(document, lambda console: _print_differences(console, found))
    raise typer.Exit(1 if found or document["unreadable"] else 0)


def _take(dsn: Dsn) -> Fingerprint:
    talk = TerminalTalk()
    talk.begin(f"fingerprint of {dsn.label}")
    try:
        return settled_fingerprint(lambda: Reader.open(dsn), progress=talk.progress)
    finally:
        talk.close()


def _print(console: Console, document: dict[str, Any]) -> None:
    console.print(f"digest     {document['digest']}")
    for name, digest in document["branches"].items():
        console.print(f"{name:<10} {digest}")
    for name in ("unseen", "unreadable"):
        for ref in document[name]:
            console.print(f"{name}: {ref}", markup=False)


def _print_differences(console: Console, found: tuple[Difference, ...]) -> None:
    for difference in found:
        facet = f" {difference.facet}" if difference.facet else ""
        console.print(f"{difference.change:<8} {difference.object}{facet}: {difference.detail}", markup=False)
    if not found:
        console.print("No difference.")
