"""``oneroof packet``: a change as a folder, before any database, and as a file for plain psql."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof import errors
from oneroof.cli import options
from oneroof.cli.output import Invocation
from oneroof.evidence.bundle import read_bundle, write_atomically
from oneroof.packets.builtin.activation import activation_packet
from oneroof.packets.check import check as check_packet
from oneroof.packets.file import psql_file
from oneroof.packets.load import load, parse_pinned
from oneroof.packets.model import Direction
from oneroof.packets.pins import pinned_digest
from oneroof.packets.plan import plan_digest
from oneroof.packets.render import file_name
from oneroof.packets.skeleton import write_skeleton
from oneroof.pg.session import Reader
from oneroof.schema.status import require_governance

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


@packets.command(name="activation")
def activation(
    context: typer.Context,
    production: options.Production = None,
    event_type: Annotated[
        list[str] | None,
        typer.Option("--type", help="This event type; may be repeated. Default: all of governance's.", metavar="TYPE"),
    ] = None,
    directory: Annotated[Path, typer.Option("--dir", help="Where the packet's folder goes.", metavar="DIR")] = Path(),
) -> None:
    """Write the packet that activates event types; it is rehearsed, signed and rolled out as any other."""
    call: Invocation = context.obj
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        folder = activation_packet(session, require_governance(session), directory, event_type)
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


@packets.command(name="render")
def render(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(help="A package's folder, or its evidence/ folder.", metavar="BUNDLE")],
    code: Annotated[str, typer.Argument(help="The packet's code.")],
    rollback: Annotated[bool, typer.Option(help="Its undoing instead of the operation.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there (a folder: under its own name).")
    ] = None,
) -> None:
    """Render a pinned packet as one self-guarding file for plain psql; without --out it is printed."""
    call: Invocation = context.obj
    packets = read_bundle(bundle).packets
    if code not in packets:
        raise errors.UsageError(
            f"{bundle} has no packet {code}.", next_step=f"It has {', '.join(sorted(packets)) or 'none'}."
        )
    packet, pins = parse_pinned(packets[code], f"{bundle}, {code}")
    direction: Direction = "rollback" if rollback else "forward"
    name, text = file_name(packet.code, direction), psql_file(packet, pins, direction)
    if out is None and sys.stdout.isatty() and not call.as_json:
        lines = text.count("\n")
        raise errors.UsageError(
            f"The file has {lines} lines, which nobody reads on a terminal.",
            next_step="Name a file with --out, or send it through a pipe: … | less.",
        )
    if out is not None:
        out = out / name if out.is_dir() else out
        write_atomically(out, text.encode())
    document: dict[str, Any] = {
        "code": packet.code,
        "direction": direction,
        "packet_digest": pinned_digest(packet, pins),
        "plan_digest": plan_digest(packet, pins),
        "name": name,
        "file": None if out is None else str(out),
        "sql": text if out is None else None,
    }
    call.data(document, lambda console: _print_rendered(console, document))


def _print_rendered(console: Console, document: dict[str, Any]) -> None:
    if document["file"] is None:
        sys.stdout.write(document["sql"])
    else:
        console.print(f"Wrote {document['file']}.", markup=False)


def _print(console: Console, document: dict[str, Any]) -> None:
    console.print(f"{document['code']}: source digest {document['source_digest']}", markup=False)
    for hazard in document["hazards"]:
        console.print(f"  hazard {hazard['code']}: {hazard['message']}", markup=False)
    if not document["hazards"]:
        console.print("  no hazard found by reading")
