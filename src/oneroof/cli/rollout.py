"""``oneroof rollout``: production, one packet at a time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.output import Invocation, error_document
from oneroof.errors import Interrupted, OneroofError, OutcomeUnknown
from oneroof.packets.model import Direction
from oneroof.production.prepare import Preparation, Wanted
from oneroof.rollout import RolledOut, rollout, rollout_plan, rollout_status

commands = typer.Typer(no_args_is_help=True, help="Run a signed packet on production, or its rollback.")

Apr = Annotated[str, typer.Option("--apr", help="The proposal whose approval opens the gate.", metavar="APR")]
BundleDir = Annotated[Path, typer.Option("--bundle", help="The bundle or package that was signed.", metavar="DIR")]
Code = Annotated[str | None, typer.Option("--packet", help="Which packet, when it has several.", metavar="CODE")]
ByChannel = Annotated[
    bool, typer.Option("--channel", help="Through [channel] command of oneroof.toml instead of a connection.")
]


_LOOK = "`oneroof rollout status`, which says how each packet stands."
#: By exit code: what a person does after a run that was not kept.
_AFTER_REFUSAL = {
    1: "read what differs; then rehearse again on production as it is now, and propose that.",
    4: "`oneroof gate status` says how the gate stands. What ran runs again only once undone, and newly proposed.",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="rollout")


def _wanted(
    context: typer.Context, production: str | None, apr: str, bundle: Path, code: str | None, direction: Direction
) -> Wanted:
    call: Invocation = context.obj
    settings = options.rollout_settings(call.settings(), production)
    return Wanted(settings, apr, bundle, code, direction)


@commands.command(name="plan")
def plan_command(
    context: typer.Context,
    apr: Apr,
    bundle: BundleDir,
    packet: Code = None,
    production: options.Production = None,
    channel: ByChannel = False,
    back: Annotated[bool, typer.Option("--rollback", help="Plan its rollback instead.")] = False,
) -> None:
    """Show all that a rollout would verify and run; nothing runs."""
    call: Invocation = context.obj
    wanted = _wanted(context, production, apr, bundle, packet, "rollback" if back else "forward")
    prepared, refusal = rollout_plan(wanted, channel=channel)
    call.data(_plan_document(prepared, refusal), lambda console: _show_plan(console, prepared, refusal))
    raise typer.Exit(0 if refusal is None else refusal.exit_code)


@commands.command(name="run")
def run_command(
    context: typer.Context,
    apr: Apr,
    bundle: BundleDir,
    packet: Code = None,
    production: options.Production = None,
    channel: ByChannel = False,
) -> None:
    """Run one packet on production: verified, in one transaction, exactly what was rehearsed and signed, or nothing."""
    _roll(context, _wanted(context, production, apr, bundle, packet, "forward"), channel=channel)


@commands.command(name="rollback")
def rollback_command(
    context: typer.Context,
    apr: Apr,
    bundle: BundleDir,
    packet: Code = None,
    production: options.Production = None,
    channel: ByChannel = False,
) -> None:
    """Run the signed rollback within its window, under its own guards."""
    _roll(context, _wanted(context, production, apr, bundle, packet, "rollback"), channel=channel)


@commands.command(name="status")
def status_command(context: typer.Context, production: options.Production = None, channel: ByChannel = False) -> None:
    """Phases and blockers on this database; finds out what became of attempts whose answer was lost."""
    call: Invocation = context.obj
    settings = options.rollout_settings(call.settings(), production)
    status = rollout_status(settings, channel=channel)
    call.data(status.as_document(), lambda console: _show_status(console, status.as_document()))
    raise typer.Exit(status.exit_code)


def _roll(context: typer.Context, wanted: Wanted, *, channel: bool) -> None:
    call: Invocation = context.obj
    try:
        done = rollout(wanted, _typed, channel=channel)
    except OneroofError as error:
        if not call.as_json:
            raise
        executed = "unknown" if isinstance(error, OutcomeUnknown | Interrupted) else False
        refused = {"executed": executed, "deltas": [], "refused_because": error.message, **error_document(error)}
        call.data(refused, lambda _console: None)
        raise typer.Exit(error.exit_code) from error
    call.data(done.as_document(), lambda console: _show_done(console, done))
    raise typer.Exit(done.exit_code)


def _typed(code: str) -> str | None:
    """What a person types at the terminal, or None where there is none."""
    if not sys.stdin.isatty():
        return None
    console = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
    console.print(f"This packet is never automated. Type its code to run it ({code}):", markup=False)
    return sys.stdin.readline().rstrip("\n")


def _plan_document(prepared: Preparation, refusal: OneroofError | None) -> dict[str, Any]:
    packet = prepared.packet
    side = None if packet is None else packet.side(prepared.wanted.direction)
    return {
        "apr_code": prepared.wanted.apr_code,
        "direction": prepared.wanted.direction,
        "packet_code": None if packet is None else packet.code,
        "packet_digest": prepared.packet_digest or None,
        "executed": False,
        "would_run": refusal is None,
        "refused_because": None if refusal is None else refusal.message,
        "checks": [check.as_fact() for check in prepared.checks],
        "sql": None if side is None else side.sql,
        "deltas": [] if side is None else [delta.as_fact() for delta in side.deltas],
        "locks": [] if side is None else [f"{lock.relation}: {lock.mode}" for lock in side.locks],
        "guards": [] if side is None else [check.guard.name for check in side.guards],
    }


def _show_plan(console: Console, prepared: Preparation, refusal: OneroofError | None) -> None:
    _show_checks(console, [check.as_fact() for check in prepared.checks])
    shown = _plan_document(prepared, refusal)
    if shown["sql"] is not None:
        for name in ("locks", "guards"):
            console.print(f"\n{name}: {', '.join(shown[name]) or 'none'}", markup=False)
        console.print("\nSQL that would run, as one statement:\n", markup=False)
        console.print(shown["sql"], markup=False)
    word = "This would run now." if refusal is None else f"This would be refused: {refusal.message}"
    console.print(word, markup=False)


def _show_checks(console: Console, checks: list[dict[str, Any]]) -> None:
    for check in checks:
        console.print("  [bold green]ok[/]   " if check["ok"] else "  [bold red]NO[/]   ", end="")
        console.print(f"{check['name']}: {check['detail']}", markup=False)


def _show_done(console: Console, done: RolledOut) -> None:
    _show_checks(console, [dict(check) for check in done.checks])
    if done.executed:
        word = "executed" if done.direction == "forward" else "rolled back"
        console.print(f"\n[bold green]{done.packet_code} {word}[/] under {done.apr_code}.")
        for delta in done.deltas:
            console.print(
                f"  {delta['table']}: {delta['inserted']} inserted, {delta['updated']} updated, {delta['deleted']}"
                " deleted",
                markup=False,
            )
    else:
        console.print(f"\nNothing was changed. {done.refused_because}", markup=False)
        console.print(f"Next: {_AFTER_REFUSAL.get(done.exit_code, _LOOK)}", markup=False)


def _show_status(console: Console, status: dict[str, Any]) -> None:
    for row in status["phases"]:
        phase = "" if row["phase"] is None else f"phase {row['phase']}, "
        console.print(
            f"{row['packet_code']} ({phase}{row['apr_code']}): {row['state'].replace('_', ' ')}", markup=False
        )
        if row["blocker"]:
            console.print(f"  {row['blocker']}", markup=False)
    if not status["phases"]:
        console.print("Nothing is proposed for this database.")
    for attempt in status["attempts"]:
        console.print(
            f"Attempt {attempt['run_id']} at {attempt['packet_code']}: outcome {attempt['outcome']}.", markup=False
        )
