"""``oneroof clone``: copies of production, made, listed, compared, made again, dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof import clones as work
from oneroof.cli import options
from oneroof.cli.output import Invocation, TerminalTalk, error_document
from oneroof.clone.strategies import is_external, strategy_for
from oneroof.config import MAX_EXPIRES_DAYS, Settings
from oneroof.errors import UsageError
from oneroof.fingerprint.load import Governor
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker
from oneroof.rehearse import Request

clones = typer.Typer(no_args_is_help=True, help="Copies of production: made, listed, compared, made again, dropped.")

Name = Annotated[str, typer.Argument(help="The clone's database name.")]
Strategy = Annotated[
    str | None,
    typer.Option(help="How it is made: dump, template, basebackup or the DSN of a clone.", metavar="STRATEGY"),
]
#: What is printed line by line, or by others.
_LISTS = frozenset({"differences", "isolation", "findings", "error", "exit"})
Place = Annotated[str | None, typer.Option(help="Where it goes: same, embedded or a DSN.", metavar="PLACE")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(clones, name="clone")


@contextmanager
def _server(settings: Settings) -> Iterator[CloneMaker | None]:
    """A session on the clone server; None where none is named, and clones are in embedded servers alone."""
    if settings.clone.dsn is None:
        yield None
    else:
        with CloneMaker.open(Dsn.parse(settings.clone.dsn)) as session:
            yield session


@contextmanager
def _server_of(settings: Settings, name: str) -> Iterator[CloneMaker]:
    """The same for work on one clone, which is on no embedded server."""
    with _server(settings) as session:
        work.refuse_embedded(session, _folders(settings), name)
        yield work.require_server(session)


def _folders(settings: Settings) -> Path:
    """Where embedded servers with clones in them are kept."""
    return settings.home / "clones"


def checked(strategy: str | None, place: str | None, settings: Settings) -> None:
    """Refuse a strategy that is none, and a password on the command line."""
    if strategy is not None and is_external(strategy):
        options.checked_dsn(strategy)
    strategy_for(strategy if strategy is not None else settings.clone.strategy)
    if place not in {None, "same", "embedded"}:
        options.checked_dsn(place)


@clones.command(name="create")
def create(
    context: typer.Context,
    production: options.Production = None,
    strategy: Strategy = None,
    clone_server: Place = None,
    owner: Annotated[str, typer.Option(help="Who answers for it; default: the clone maker's role.")] = "",
    expires: Annotated[
        int | None, typer.Option(help="Days until it is overdue.", metavar="DAYS", min=1, max=MAX_EXPIRES_DAYS)
    ] = None,
    pristine: Annotated[
        bool, typer.Option("--pristine", help="Keep a closed twin beside it, for clone reset.")
    ] = False,
    max_load: options.ProductionLoad = None,
) -> None:
    """Make a clone: stages 01 to 03 of a rehearsal. Exit 1 when it is not proven to be production."""
    call: Invocation = context.obj
    flags = {"dsn": options.checked_dsn(production), "max_load": max_load}
    settings = call.settings().with_flags(production=flags, clone={"expires_days": expires})
    checked(strategy, clone_server, settings)
    if pristine and settings.clone.dsn is None:
        raise UsageError(
            "--pristine keeps a twin on the clone server, and none is named.", next_step="Set [clone] dsn."
        )
    talk = TerminalTalk()
    try:
        request = Request(settings, clone_server=clone_server, clone=strategy, owner=owner)
        made = work.create_clone(request, talk, pristine=pristine)
    finally:
        talk.close()
    names = ("clone", "strategy", "placement", "bytes", "expires", "carried", "fidelity", "clone_folder")
    shown: dict[str, Any] = {name: made.facts[name] for name in names}
    shown |= {"owner": owner, "masked": made.facts.get("masked", []), "pristine": made.pristine}
    shown |= {"identical": made.identical, "differences": list(made.differences)}
    shown |= {"isolation": None if made.isolation is None else list(made.isolation), "findings": list(made.findings)}
    if made.error is not None:
        shown |= error_document(made.error)
    call.data(shown, lambda console: _told(console, shown))
    if not made.identical:
        raise typer.Exit(made.error.exit_code if made.error is not None else 1)


@clones.command(name="list")
def list_(context: typer.Context) -> None:
    """Every clone on the clone server and in embedded ones, with owner, expiry and size; what is overdue is marked."""
    call: Invocation = context.obj
    now, settings = datetime.now(UTC), call.settings()
    with _server(settings) as session:
        clones = work.all_clones(session, _folders(settings))
    found = [{**clone.as_fact(), "overdue": clone.is_overdue(now)} for clone in clones]
    call.data({"clones": found}, lambda console: _print(console, found))


@clones.command(name="verify")
def verify(
    context: typer.Context,
    name: Name,
    production: options.Production = None,
    max_load: options.ProductionLoad = None,
) -> None:
    """Compare a clone with production, each as it is now. Exit 1 when anything real differs, or could not be known."""
    call: Invocation = context.obj
    settings = call.settings()
    governor = Governor.of(settings.production.max_load if max_load is None else max_load)
    with _server_of(settings, name) as session:
        found = work.verify_clone(session, name, options.production_of(settings, production), governor)
    shown: dict[str, Any] = {
        "clone": name,
        "identical": found.identical,
        "tables": found.tables,
        "masked": list(found.clone.masked),
        "unreadable": list(found.unreadable),
        "unmodelled": list(found.unmodelled),
        "unseen": list(found.unseen),
        "load": governor.load().as_fact() if governor else None,
        "differences": [line.as_fact() for line in found.differences],
    }
    call.data(shown, lambda console: _told(console, shown))
    if not found.identical:
        raise typer.Exit(1)


@clones.command(name="reset")
def reset(
    context: typer.Context,
    name: Name,
    production: options.Production = None,
    strategy: Strategy = None,
    max_load: options.ProductionLoad = None,
) -> None:
    """Make a clone again under its name: from its pristine twin in seconds, else anew from production."""
    call: Invocation = context.obj
    flags = {"dsn": options.checked_dsn(production), "max_load": max_load}
    settings = call.settings().with_flags(production=flags)
    checked(strategy, None, settings)
    talk = TerminalTalk()
    try:
        with _server_of(settings, name) as session:
            shown = work.reset_clone(session, name, Request(settings, clone_server="same", clone=strategy), talk)
    finally:
        talk.close()
    call.data(shown, lambda console: _told(console, shown))
    if shown["identical"] is False:
        raise typer.Exit(1)


@clones.command(name="drop")
def drop(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="The clone's database name; of one in an embedded server also its run's id.")
    ] = None,
    expired: Annotated[bool, typer.Option("--expired", help="Every clone whose expiry has passed.")] = False,
) -> None:
    """Drop one clone, or all that are overdue; whatever is not a clone of ours is refused, nobody is thrown out."""
    call: Invocation = context.obj
    if (name is None) is not expired:
        raise UsageError(
            "Either a clone's name or --expired is needed.", next_step="`oneroof clone list` has the names."
        )
    settings = call.settings()
    home = _folders(settings)
    with _server(settings) as session:
        if name is not None:
            work.drop_named(session, home, name)
            done = [{"clone": name, "dropped": True, "reason": ""}]
        else:
            done = work.drop_all_expired(session, home, work.all_clones(session, home), datetime.now(UTC))
    everything = all(one["dropped"] for one in done)
    shown = {"clone": name, "dropped": everything, "clones": done}
    call.data(shown, lambda console: _dropped(console, done))
    if not everything:
        raise typer.Exit(3)


def _dropped(console: Console, done: list[dict[str, Any]]) -> None:
    for one in done:
        word = "Dropped" if one["dropped"] else "Kept"
        console.print(f"{word} {one['clone']}.{' ' + one['reason'] if one['reason'] else ''}", markup=False)
    if not done:
        console.print("No clone is overdue.")


def _told(console: Console, shown: Mapping[str, Any]) -> None:
    for key, value in shown.items():
        if key not in _LISTS and value not in (None, [], {}, ""):
            console.print(f"{key}: {value}", markup=False)
    for item in shown.get("isolation") or ():
        done = item["disarmed"] or ("nothing to be done" if item["resolved"] else "STILL OPEN")
        console.print(f"  isolation: {item['object']}: {item['message']} {done}", markup=False)
    for line in shown["differences"]:
        console.print(f"  {line['kind']}: {line['object']} {line['change']} {line['detail']}".rstrip(), markup=False)


def _print(console: Console, found: list[dict[str, Any]]) -> None:
    for clone in found:
        late = "OVERDUE  " if clone["overdue"] else ""
        kept = {key: value for key, value in clone.items() if value not in (None, [], (), "", False)}
        kept.pop("overdue", None)
        console.print(late + "  ".join(f"{key}: {value}" for key, value in kept.items()), markup=False)
    if not found:
        console.print("No clones.")
