"""``oneroof fingerprint``: the digest tree of a database, on a terminal, as JSON, in a file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import fingerprint_diff, options
from oneroof.cli.files import refuse_unwritable, write_file
from oneroof.cli.output import Invocation, TerminalTalk
from oneroof.errors import UsageError
from oneroof.fingerprint import file
from oneroof.fingerprint.load import Governor, open_reader, sessions_of
from oneroof.fingerprint.model import Fingerprint, Mode, Scope
from oneroof.fingerprint.scope import chosen_plan, read_counters
from oneroof.fingerprint.settled import settled_moment
from oneroof.fingerprint.standby import ReadFrom, conflicts_told, proven_standby, require_primary, require_still
from oneroof.packets.load import load
from oneroof.packets.written import written_relations
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader

prints = typer.Typer(help="The digest tree of a database.", invoke_without_command=True)
#: Names of a list that a terminal is shown before it says how many more there are.
_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the commands."""
    prints.command(name="diff")(fingerprint_diff.command)
    app.add_typer(prints, name="fingerprint")


@dataclass(frozen=True)
class Wish:
    """What of a database, from where, and under which load."""

    dsn: Dsn
    mode: Mode
    scope: Scope | None
    packets: tuple[Path, ...]
    standby: Dsn | None
    max_lag: float
    governor: Governor | None


@prints.callback()
def command(
    context: typer.Context,
    production: options.Production = None,
    out: Annotated[
        Path | None, typer.Option(help="Keep it in this file, for fingerprint diff.", metavar="FILE")
    ] = None,
    mode: options.FingerprintMode = "everyday",
    data: Annotated[
        str | None,
        typer.Option(
            help="Whose rows are digested: full, touched (by the packets named) or none; default full, above 50 GB what"
            " is touched, without --packet none.",
            metavar="SCOPE",
        ),
    ] = None,
    packet: Annotated[
        list[Path] | None, typer.Option(help="Touched is what this packet can reach.", metavar="DIR")
    ] = None,
    read_from: Annotated[
        str | None,
        typer.Option(
            help="Read on this standby, once it has replayed all that production has now. For a fingerprint alone: a"
            " rehearsal compares its clone with the snapshot that production exported for it.",
            metavar="STANDBY",
        ),
    ] = None,
    max_lag: Annotated[
        float, typer.Option(help="Seconds to wait for the standby to have replayed it.", metavar="SECONDS")
    ] = 60.0,
    max_load: options.MaxLoad = None,
) -> None:
    """Print the digest of a database, and of each branch; exit 1 when something of it could not be known."""
    if context.invoked_subcommand is not None:
        return
    call: Invocation = context.obj
    settings = call.settings()
    wish = Wish(
        dsn=options.production_of(settings, production),
        mode=options.checked_mode(mode),
        scope=options.checked_scope(data),
        packets=tuple(packet or ()),
        standby=None if read_from is None else Dsn.from_command_line(read_from),
        max_lag=max_lag,
        governor=Governor.of(settings.production.max_load if max_load is None else max_load),
    )
    if wish.scope == "touched" and not wish.packets:
        raise UsageError("--data touched needs to know by what.", next_step="Name each packet with --packet DIR.")
    if not (math.isfinite(max_lag) and max_lag >= 0):
        raise UsageError(f"{max_lag:g} seconds cannot be waited.", next_step="Give --max-lag a number from 0 on.")
    if out is not None:
        refuse_unwritable(out)
    found, about = _taken(wish)
    document = {**found.as_fact(), "unseen": list(found.unseen), "unreadable": list(found.unreadable), **about}
    if out is not None:
        write_file(out, file.written(found, about))
        document["out"] = str(out)
    call.data(document, lambda console: _print(console, document))
    raise typer.Exit(1 if found.unreadable or found.unmodelled else 0)


def _taken(wish: Wish) -> tuple[Fingerprint, dict[str, Any]]:
    governor = wish.governor
    talk = TerminalTalk()
    talk.begin(f"fingerprint of {wish.dsn.label}")
    try:
        with _source(wish) as (dsn, source), conflicts_told():
            with open_reader(dsn, governor) as reader, reader.snapshot():
                written = written_relations(load(folder) for folder in wish.packets)
                plan = chosen_plan(reader, wish.mode, wish.scope, written)
            if plan.mode == "strict":  # a salt that nobody knew before; the file has it
                plan = replace(plan, salt=token_hex(16))
            with settled_moment(
                lambda: open_reader(dsn, governor),
                workers=sessions_of(governor),
                progress=talk.progress,
                plan=plan,
            ) as (found, reader):
                if source.standby:
                    require_still(reader, source)
                # A standby counts what its own sessions wrote: nothing.
                counters = {} if source.standby else read_counters(reader, found.undigested)
    finally:
        talk.close()
    return found, {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "read_from": source.as_fact(),
        "load": governor.load().as_fact() if governor else None,
        "counters": dict(counters),
    }


@contextmanager
def _source(wish: Wish) -> Iterator[tuple[Dsn, ReadFrom]]:
    """Where it is read: production itself, or a standby that is proven to be its."""
    with Reader.open(wish.dsn) as production:
        if wish.standby is None:
            require_primary(production)
            yield wish.dsn, ReadFrom(production.endpoint)
            return
        with Reader.open(wish.standby) as standby:
            source = proven_standby(production, standby, patience=wish.max_lag)
        yield wish.standby, source


def _print(console: Console, shown: dict[str, Any]) -> None:
    console.print(f"digest     {shown['digest']}")
    for name, digest in shown["branches"].items():
        console.print(f"{name:<10} {digest}")
    for line in (*_told(shown), *_told_load(shown["load"])):
        console.print(line, markup=False)


def _told(shown: dict[str, Any]) -> Iterator[str]:
    source = shown["read_from"]
    yield f"mode       {shown['mode']}, data {shown['scope']}"
    if source["standby"]:
        yield (
            f"read from  {source['endpoint']}, a standby that had replayed {source['replayed']}"
            f" (production had written {source['production_position']})"
        )
    yield from _listed("unseen", "the platform shows it to nobody", shown["unseen"])
    yield from _listed("unreadable", "this role may not read it: see oneroof grants", shown["unreadable"])
    yield from _listed("undigested", "outside of --data: nothing is proven of its rows", shown["undigested"])
    yield from _listed("unmodelled", "a kind that the fingerprint does not know", sorted(shown["unmodelled"]))
    if "out" in shown:
        yield f"kept in    {shown['out']}"


def _listed(word: str, meaning: str, names: list[str]) -> Iterator[str]:
    if names:
        yield f"{word} ({len(names)}; {meaning}):"
        yield from (f"  {name}" for name in names[:_SHOWN])
    if len(names) > _SHOWN:
        yield f"  and {len(names) - _SHOWN} more"


def _told_load(load: dict[str, Any] | None) -> Iterator[str]:
    if load is not None:
        yield (
            f"load       {load['achieved']:.2f} of {load['limit']:g} allowed; {load['chunks']} chunks,"
            f" p95 {load['chunk_p95'] * 1000:.0f} ms; longest snapshot {load['longest_snapshot']:.1f} s"
        )
