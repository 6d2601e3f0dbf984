"""``oneroof coverage``, ``inventory``, ``gaps``, ``conflicts``, ``dangling``, ``owner``: who answers for what."""

from __future__ import annotations

from collections.abc import Callable

import typer

from oneroof.cli import options
from oneroof.cli.coverage_report import coverage
from oneroof.cli.inventory import inventory
from oneroof.cli.output import Invocation, say_lines
from oneroof.coverage.read import governance
from oneroof.coverage.spool import Spool
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


def _lister(name: str, query: str) -> Callable[..., None]:
    def command(context: typer.Context, production: options.Production = None) -> None:
        call: Invocation = context.obj
        with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
            schema = require_governance(session, LOOK_FIRST)
            rows: Spool[Row] = Spool(session.stream(query, governance(schema)))
        call.data(list_document(name, rows), lambda _: say_lines(list_lines(name, rows)))

    return command
