"""``oneroof coverage``, ``inventory``, ``gaps``, ``conflicts``, ``dangling``, ``owner``: who answers for what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import typer
from rich.console import Console

from oneroof.cli import options
from oneroof.cli.coverage_report import coverage
from oneroof.cli.inventory import inventory
from oneroof.cli.output import Invocation
from oneroof.coverage.read import governance
from oneroof.pg.session import Reader, Row
from oneroof.reports.coverage_lists import list_document, list_lines
from oneroof.schema.status import LOOK_FIRST, require_governance


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="coverage")(coverage)
    app.command(name="inventory")(inventory)
    for name, query, text in (
        ("gaps", "coverage/list_gaps", "Objects that must have an owner and have none."),
        (
            "conflicts",
            "coverage/list_conflicts",
            "Objects with more than one owner, on one object or on several ways up.",
        ),
        ("dangling", "coverage/list_dangling", "Ownership rows whose object is gone."),
    ):
        app.command(name=name, help=text)(_lister(name, query))


def _read(call: Invocation, production: str | None, read: Callable[[Reader, str], Any]) -> Any:
    """One question to the governance schema, in one moment, read-only."""
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        return read(session, require_governance(session, LOOK_FIRST))


def _rows(session: Reader, schema: str, query: str) -> list[Row]:
    return session.rows(query, governance(schema))


def _lister(name: str, query: str) -> Callable[..., None]:
    def command(context: typer.Context, production: options.Production = None) -> None:
        call: Invocation = context.obj
        rows = _read(call, production, lambda session, schema: _rows(session, schema, query))
        call.data(list_document(name, rows), lambda console: _print_lines(console, list_lines(name, rows)))

    return command


def _print_lines(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.out(line, highlight=False)
