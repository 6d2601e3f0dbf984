"""How the result of a rehearsal is shown: the contract's JSON document, or its final word for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from oneroof.cli.output import STYLE, Invocation, error_document
from oneroof.rehearse import Rehearsal
from oneroof.reports.summary import rehearsal_document


def document(done: Rehearsal, production: str | None = None) -> dict[str, Any]:
    """`rehearse --json`; with the error beside it when one ended a stage."""
    shown: dict[str, Any] = rehearsal_document(done.run, done.records, done.conclusion, done.package)
    shown["pipeline"] = done.conclusion.pipeline
    shown["attested_by"] = done.attested_by
    shown["reproduces"] = done.reproduction.as_document() if done.reproduction is not None else None
    if production is not None:
        shown["production"] = production
    if done.error is not None:
        shown.update(error_document(done.error))
    return shown


def show(
    call: Invocation, done: Rehearsal, production: str | None = None, rolled_out: dict[str, Any] | None = None
) -> None:
    """Print the final word; after a rollout, whose rehearsal was told by `show_rehearsal`, what came of that."""
    shown = document(done, production)
    if rolled_out is not None:
        shown["rollout"] = rolled_out
    call.data(shown, lambda console: _end(console, shown))


def show_rehearsal(call: Invocation, done: Rehearsal) -> None:
    """The final word for people, before they sign; with ``--json`` there is one document, at the end."""
    if not call.as_json:
        call.data({}, lambda console: _final_word(console, document(done)))
        call.talk("\nThat was the rehearsal. Now people decide, each with a key of their own:\n")


def _end(console: Console, shown: dict[str, Any]) -> None:
    if "rollout" in shown:
        _rolled_out(console, shown["rollout"])
    else:
        _final_word(console, shown)
    if shown.get("production"):
        console.print(f"Production: psql '{shown['production']}'", markup=False)


def _final_word(console: Console, shown: dict[str, Any]) -> None:
    verdict = shown["verdict"]
    console.print(f"\nFinal status: [{STYLE[verdict]}]{verdict}[/]; clone pipeline A-F: {shown['pipeline']}")
    table = Table(box=None, pad_edge=False, show_header=False)
    for action in shown["actions"]:
        word = action["verdict"]
        table.add_row(action["action"], f"[{STYLE[word]}]{word}[/]", _plain(action["blocker"]))
    if shown["actions"]:
        console.print(table)
    if shown["blocker"]:
        console.print("\nThe single remaining blocker: ", end="")
        console.print(shown["blocker"], markup=False)
    console.print("\nNext:")
    for position, macro in enumerate(shown["next_macros"], start=1):
        console.print(
            f"  ({position}) {macro['macro']}: waits for {macro['waits_for']}; expect {macro['expect']}", markup=False
        )
    console.print(f"\nPackage: {shown['package']}", markup=False)
    _vouched(console, shown)


def _rolled_out(console: Console, rolled_out: dict[str, Any]) -> None:
    word = "[bold green]executed[/]" if rolled_out["executed"] else "[bold red]NOT executed[/], nothing was changed"
    console.print(f"\nRollout on production: {word}")
    if rolled_out["refused_because"]:
        console.print(f"  {rolled_out['refused_because']}", markup=False)
    for delta in rolled_out["deltas"]:
        console.print(f"  {delta['table']}: {delta['inserted']} inserted", markup=False)
    resolution = f"{rolled_out['direct']} direct + {rolled_out['inherited']} inherited"
    console.print(f"  Production now: gap {rolled_out['gap']}, {resolution}", markup=False)


def _vouched(console: Console, shown: dict[str, Any]) -> None:
    """What somebody vouches for, and what only follows: the verdict follows from facts that nobody else measured."""
    again = shown["reproduces"]
    for packet in again["packets"] if again else ():
        word = "differs" if packet["differences"] else "is pinned byte for byte as there"
        console.print(f"Reproduced: {packet['code']} {word}", markup=False)
        for difference in packet["differences"]:
            console.print(f"  {difference}", markup=False)
    who = shown["attested_by"] or "nobody"
    console.print(
        f"The verdict is computed from the facts; that they were measured is attested by {who}.", markup=False
    )


def _plain(text: str | None) -> str:
    return (text or "").replace("[", "\\[")
