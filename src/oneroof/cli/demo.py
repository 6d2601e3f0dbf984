"""``oneroof demo``: the main job with nothing installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oneroof.cli import outcome
from oneroof.cli.output import Invocation, TerminalTalk
from oneroof.demo.run import run_demo, stop_demo
from oneroof.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="demo")(command)


def command(
    context: typer.Context,
    directory: Annotated[Path, typer.Option("--dir", help="Everything it makes lies below DIR.", metavar="DIR")] = Path(
        "demo-out"
    ),
    keep: Annotated[bool, typer.Option("--keep", help="Leave the server running and say how to reach it.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="End the server that --keep left running.")] = False,
    ratify: Annotated[
        bool, typer.Option("--ratify", help="Go on: throwaway people ratify, and the seed is rolled out.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(help="With --ratify: this person does not sign; may be repeated.", metavar="REF"),
    ] = None,
    scale: Annotated[float, typer.Option(help="Grow the demo production to about N GB.", metavar="N", min=0)] = 0,
) -> None:
    """Start an embedded PostgreSQL, build a demo production, rehearse on a clone of it, publish the package."""
    call: Invocation = context.obj
    if without and not ratify:
        raise UsageError("--without needs --ratify.", next_step="Give both, or neither.")
    if stop:
        was_running = stop_demo(directory)
        call.data(
            {"stopped": was_running},
            lambda console: console.print(
                "The demo server was stopped." if was_running else "No demo server was running."
            ),
        )
        return
    talk = TerminalTalk()
    try:
        done = run_demo(
            directory,
            keep=keep,
            scale=scale,
            talk=talk,
            ratify=ratify,
            without=without or (),
            rehearsed=lambda rehearsal: outcome.show_rehearsal(call, rehearsal),
        )
    finally:
        talk.close()
    rolled_out = None if done.ceremony is None else done.ceremony.as_document()
    outcome.show(call, done.rehearsal, production=done.production, rolled_out=rolled_out)
    raise typer.Exit(done.exit_code)
