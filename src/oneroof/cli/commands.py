"""Which module has which command, and what each is for: a module is imported when one of its commands is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import Exit as TyperExit
from typer.main import get_group

from oneroof.cli.output import telling

#: Each command and its module in this package, in the order of the help; a test compares it with what each registers.
MODULES: Mapping[str, str] = {
    "demo": "demo",
    "rehearse": "rehearse",
    "preflight": "preflight",
    "verify": "verify",
    **dict.fromkeys(("install", "upgrade", "uninstall", "status", "adopt"), "schema"),
    "grants": "grants",
    **dict.fromkeys(("coverage", "inventory", "gaps", "conflicts", "dangling"), "coverage"),
    "owner": "owner",
    "version": "version",
    "fingerprint": "fingerprint",
    "clone": "clone",
    "packet": "packet",
    "gate": "gate",
    "rollout": "rollout",
    "scan": "scan",
    "seed": "seed",
    "source": "source",
}
#: What each is for, as its own help begins, so that a list of all imports none; a test compares them.
SENTENCES: Mapping[str, str] = {
    "demo": "Start an embedded PostgreSQL, build a demo production, rehearse on a clone of it, publish the package.",
    "rehearse": (
        "Rehearse on a clone: the governance coverage programme, or packets of your own; publish what was measured."
    ),
    "preflight": "Only read production: is it safe to rehearse, and what will it cost.",
    "verify": "Recompute the verdict of a bundle from its facts; refuse a bundle in which one byte changed.",
    "install": "Install or upgrade our schema; --print shows its SQL to a DBA first.",
    "upgrade": "Bring what is installed to this version; the same as install, for what is there.",
    "uninstall": "Remove our schema; while approvals or rollouts stand in it, only with an export of all of the gate.",
    "status": "What of ours is in the database, and who could become its owner.",
    "adopt": "Give a restored copy an identity of its own; nothing that was ratified before counts there.",
    "grants": "Print the least privileges that a reader of production lacks there, as SQL; nothing is changed.",
    "coverage": "How much of what must have an owner has one; all of it from one moment.",
    "inventory": "Every object under the roof, with its owner and where that comes from.",
    "gaps": "Objects that must have an owner and have none.",
    "conflicts": "Objects with more than one owner, on one object or on several ways up.",
    "dangling": "Ownership rows whose object is gone.",
    "owner": "Who owns an object and why: the way to the row that says so, who wrote it, when and for what reason.",
    "version": "Print the version.",
    "fingerprint": "The digest tree of a database.",
    "clone": "Copies of production: made, listed, compared, made again, dropped.",
    "packet": "A change as a folder: guards, operation, declared writes, rollback.",
    "gate": "Propose, sign, ratify: the gate that people open.",
    "rollout": "Run a signed packet on production, or its rollback.",
    "scan": "The scanner: read the coverage, write candidates.",
    "seed": "Ownership rows from files of intended owners.",
    "source": "Sources beyond the catalog: what they say becomes a packet.",
}


def new_app(**settings: Any) -> typer.Typer:
    """An empty program: no completion, no decorated help, no traceback of Typer's own."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **settings)


def commands_of(module: str) -> Mapping[str, Any]:
    """The commands that a module registers, by name."""
    part = new_app()
    register: Callable[[typer.Typer], None] = import_module(f"oneroof.cli.{module}").register
    register(part)
    commands = get_group(part).commands
    for command in commands.values():
        tell_help(command)
    return commands


def tell_help(command: Any) -> None:
    """Make a command's help, and that of the commands below it, an output like any other: whole, or an error."""
    option = command.get_help_option(typer.Context(command))
    if option is not None:
        option.callback = _help
    if not isinstance(command, Program):  # its commands are made when they are asked for
        for below in getattr(command, "commands", {}).values():
            tell_help(below)


def _help(context: typer.Context, _option: Any, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        with telling():
            typer.echo(context.get_help())
        raise TyperExit


class _Commands(Mapping[str, Any]):
    """All commands by name; each is put together when it is looked at."""

    def __init__(self) -> None:
        self._there: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._there:
            self._there.update(commands_of(MODULES[name]))
        return self._there[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


class Program(TyperGroup):
    """The program's own group: its commands are those of `MODULES`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": _Commands()})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; None when there is none."""
        del ctx
        return self.commands[cmd_name] if cmd_name in MODULES else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of all commands, as every group has it, without looking at one of them."""
        del ctx
        room = formatter.width - 6 - max(map(len, SENTENCES))
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, TyperCommand(name, help=told).get_short_help_str(room)) for name, told in SENTENCES.items()]
            )
