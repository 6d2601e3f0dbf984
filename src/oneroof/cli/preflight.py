"""``oneroof preflight``: stage 01 alone, with what the rest will cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.output import STYLE, Invocation, TerminalTalk
from oneroof.errors import UsageError
from oneroof.rehearse import Request, preflight
from oneroof.reports.values import at, seconds, size, text
from oneroof.verdict.judge import judge

#: What is shown of the forecast, as the document of stage 01 has it.
_FORECAST = (
    ("size of the database", "database_bytes", size),
    ("needed for the clone", "needed_bytes", size),
    ("free where the clone goes", "free_bytes", size),
    ("tables", "tables", text),
    ("time to read and write its rows, by a sample", "estimated_seconds", seconds),
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="preflight")(command)


def command(
    context: typer.Context,
    production: options.Production = None,
    packet: Annotated[
        list[Path] | None, typer.Option(help="Look at production for this packet.", metavar="DIR")
    ] = None,
    clone_server: Annotated[
        str | None, typer.Option(help="Where the clone would go: same, embedded or a DSN.", metavar="PLACE")
    ] = None,
    data: options.DataScope = None,
    max_load: options.ProductionLoad = None,
) -> None:
    """Only read production: is it safe to rehearse, and what will it cost."""
    call: Invocation = context.obj
    flags = {"dsn": options.checked_dsn(production), "max_load": max_load}
    settings = call.settings().with_flags(production=flags)
    scope = options.checked_scope(data)
    if scope == "touched" and not packet:
        raise UsageError("--data touched needs to know by what.", next_step="Name each packet with --packet DIR.")
    talk = TerminalTalk()
    try:
        record = preflight(Request(settings, tuple(packet or ()), clone_server, data=scope), talk)
    finally:
        talk.close()
    judgement = judge(record, ())
    shown: dict[str, Any] = {
        "verdict": judgement.verdict,
        "findings": [finding.as_fact() for finding in judgement.findings],
        "facts": dict(record.facts),
    }
    call.data(shown, lambda console: _print(console, shown))
    raise typer.Exit(0 if judgement.verdict == "PASS" else 1)


def _print(console: Console, shown: dict[str, Any]) -> None:
    console.print(f"Preflight: [{STYLE[shown['verdict']]}]{shown['verdict']}[/]")
    for finding in shown["findings"]:
        console.print(f"  {finding['severity']}: {finding['message']}", markup=False)
    for words, name, written in _FORECAST:
        value = at(shown["facts"], f"forecast.{name}")
        console.print(f"  {words}: {written(value)}", markup=False)
