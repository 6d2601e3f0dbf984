"""``oneroof gate ratify``: everything verified again, then the one function that writes approvals."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import typer
from rich.console import Console

from oneroof.cli import gate_common as common
from oneroof.cli.output import Invocation
from oneroof.gate.look import look, ratifiable
from oneroof.gate.store import open_ratifier
from oneroof.gate.store import ratify as write_approvals
from oneroof.pg.dsn import Dsn
from oneroof.production.endpoint import check_endpoint


def ratify(context: typer.Context, apr: common.Apr, production: common.Databases = None) -> None:
    """Verify a proposal's signatures again from their bytes, and open the gate for it."""
    call: Invocation = context.obj
    common.is_apr(apr)
    settings = call.settings()
    dsns = [Dsn.from_command_line(text) for text in production or ()] or [Dsn.parse(settings.ratifier_dsn())]
    with ExitStack() as stack:
        sessions = [stack.enter_context(open_ratifier(dsn)) for dsn in dsns]
        # every database is looked at before the first one is written to
        for session in sessions:
            check_endpoint(settings.trust, session)
        digests = [ratifiable(session, settings.trust, apr) for session in sessions]
        written = sum(write_approvals(session, apr, found) for session, found in zip(sessions, digests, strict=True))
        seen = look(sessions[0], settings.trust, apr)
    document = {**common.standing(seen, seen.verification.judged[apr]), "approvals_written": written}
    call.data(document, lambda console: _print(console, document))


def _print(console: Console, document: dict[str, Any]) -> None:
    console.print(f"Ratified; approvals written: {document['approvals_written']}", markup=False)
    common.print_standing(console, document)
    if any(row["subject_kind"] == "packet" for row in document["approvals"]):
        told = f"`oneroof rollout plan --apr {document['apr_code']} --bundle …`, then `rollout run`"
        console.print(f"Next: {told}.", markup=False)
