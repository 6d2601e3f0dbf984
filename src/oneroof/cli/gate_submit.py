"""``oneroof gate submit``: proposals and acts that were signed elsewhere, into the databases that they are for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import gate_common as common
from oneroof.cli.output import Invocation
from oneroof.gate.act import SignedAct
from oneroof.gate.ceremony import read_file
from oneroof.gate.files import Proposal
from oneroof.gate.look import Seen, look
from oneroof.gate.recording import record_proposal_file, record_signed
from oneroof.pg.session import Recorder


def submit(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Proposals (.proposal.json) and acts (.act).", metavar="FILE…")],
    production: common.Databases = None,
) -> None:
    """Record proposals and acts from files, once their signatures are verified; what is there already stays."""
    call: Invocation = context.obj
    found = [read_file(path) for path in files]
    recorded: list[dict[str, Any]] = []
    with common.recorders(call, production) as sessions:
        for item in sorted(found, key=lambda each: isinstance(each, SignedAct)):  # proposals first
            for session, _ in sessions:
                seen = look(session, call.settings().trust)
                told = _submit(session, seen, item)
                recorded += [{**entry, "database": seen.verification.here.database} for entry in told]
    document = {"recorded": recorded}
    call.data(document, lambda console: _print(console, recorded))


def _print(console: Console, recorded: list[dict[str, Any]]) -> None:
    for item in recorded:
        word = "recorded" if item["new"] else "was there already"
        console.print(
            f"{item['apr_code']}: {item['meaning']} of {item['member_ref']} {word} in {item['database']}", markup=False
        )


def _submit(session: Recorder, seen: Seen, item: Proposal | SignedAct) -> list[dict[str, Any]]:
    if isinstance(item, Proposal):
        return record_proposal_file(session, seen, item)
    return [record_signed(session, seen, item)]
