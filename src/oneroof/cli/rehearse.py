"""``oneroof rehearse``: the twelve stages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oneroof.cli import options, outcome
from oneroof.cli.clone import checked
from oneroof.cli.output import Invocation, TerminalTalk
from oneroof.rehearse import Request, rehearse


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="rehearse")(command)


def command(
    context: typer.Context,
    *,
    production: options.Production = None,
    packet: Annotated[
        list[Path] | None, typer.Option(help="Rehearse this packet of yours; may be repeated.", metavar="DIR")
    ] = None,
    clone: Annotated[
        str | None,
        typer.Option(help="How the clone is made: dump, template, basebackup or a DSN.", metavar="STRATEGY"),
    ] = None,
    clone_server: Annotated[
        str | None, typer.Option(help="Where the clone goes: same, embedded or a DSN.", metavar="PLACE")
    ] = None,
    owners: Annotated[
        Path | None, typer.Option(help="Intended owners, for the ownership seed.", metavar="FILE")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the package is published.", metavar="DIR")] = None,
    reproduce: Annotated[
        Path | None, typer.Option(help="Rehearse the packets of this bundle again.", metavar="BUNDLE")
    ] = None,
    data: options.DataScope = None,
    max_load: options.ProductionLoad = None,
    resume: Annotated[
        str | None, typer.Option(help="Go on with a run that was killed: its id, or last.", metavar="RUN")
    ] = None,
    attest: Annotated[
        Path | None, typer.Option(help="Sign what passed with this SSH key, as an attestor.", metavar="KEY")
    ] = None,
    attest_as: Annotated[
        str | None, typer.Option(help="The attestor's ref in the authority model.", metavar="REF")
    ] = None,
) -> None:
    """Rehearse on a clone: the governance coverage programme, or packets of your own; publish what was measured."""
    call: Invocation = context.obj
    checked(clone, clone_server, call.settings())
    settings = call.settings().with_flags(
        production={"dsn": options.checked_dsn(production), "max_load": max_load},
        coverage={"owners": owners},
        report={"out": out},
        attest={"key": attest, "ref": attest_as},
    )
    scope = options.checked_scope(data)
    request = Request(settings, tuple(packet or ()), clone_server, reproduce, clone, data=scope, resume=resume)
    talk = TerminalTalk()
    try:
        done = rehearse(request, talk)
    finally:
        talk.close()
    outcome.show(call, done)
    raise typer.Exit(done.exit_code)
