"""Which module has which command: a module is imported when one of its commands is asked for, or all are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

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


def new_app(**settings: Any) -> typer.Typer:
    """An empty program: no completion, no decorated help, no traceback of Typer's own."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **settings)


def commands_of(module: str) -> Mapping[str, Any]:
    """The commands that a module registers, by name."""
    part = new_app()
    register: Callable[[typer.Typer], None] = import_module(f"oneroof.cli.{module}").register
    register(part)
    return get_group(part).commands


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
