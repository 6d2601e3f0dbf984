"""``oneroof packet new`` and ``check``: a change as a folder, before any database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli.output import Invocation
from oneroof.packets.check import check as check_packet
from oneroof.packets.load import load
from oneroof.packets.skeleton import write_skeleton

packets = typer.Typer(no_args_is_help=True, help="A change as a folder: guards, operation, declared writes, rollback.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(packets, name="packet")


@packets.command(name="new")
def new(
    context: typer.Context, name: Annotated[str, typer.Argument(help="The packet's code, and its folder.")]
) -> None:
    """Write a skeleton to fill in."""
    call: Invocation = context.obj
    folder = Path(name)
    write_skeleton(folder, folder.name)
    call.data({"folder": str(folder)}, lambda console: console.print(f"Wrote {folder}/.", markup=False))


@packets.command(name="check")
def check(
    context: typer.Context, folder: Annotated[Path, typer.Argument(help="The packet's folder.", metavar="DIR")]
) -> None:
    """Check a packet offline: what is malformed or refused is an error, what signers should see is a hazard."""
    call: Invocation = context.obj
    packet = load(folder)
    hazards = [{"code": hazard.code, "message": hazard.message} for hazard in check_packet(packet)]
    document: dict[str, Any] = {"code": packet.code, "source_digest": packet.source_digest, "hazards": hazards}
    call.data(document, lambda console: _print(console, document))


def _print(console: Console, document: dict[str, Any]) -> None:
    console.print(f"{document['code']}: source digest {document['source_digest']}", markup=False)
    for hazard in document["hazards"]:
        console.print(f"  hazard {hazard['code']}: {hazard['message']}", markup=False)
    if not document["hazards"]:
        console.print("  no hazard found by reading")
