"""``oneroof gate show``, ``status`` and ``verify``: what is proposed, who is missing, whether it holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import gate_common as common
from oneroof.cli import options
from oneroof.cli.output import STYLE, Invocation
from oneroof.gate.authority import Authority
from oneroof.gate.look import counted_in_file, proposal_of
from oneroof.gate.verify import require_proposal
from oneroof.gate.words import six_words


def show(context: typer.Context, target: common.Target, production: options.Production = None) -> None:
    """Show a proposal as its signers read it, rendered here from the bytes that are signed."""
    call: Invocation = context.obj
    if common.is_apr(target):
        seen = common.look_at_production(call, production, target)
        proposal = proposal_of(seen, target)
        counted = seen.verification.judged[target].quorum
    else:
        proposal = common.read_unpinned(call, Path(target))
        counted, _ = counted_in_file(proposal, datetime.now(UTC))
    form = common.form_of(proposal, counted)
    document = {
        "apr_code": proposal.statement.apr_code,
        "statement_digest": proposal.statement.digest,
        "words": six_words(proposal.statement.digest),
        "form": form,
        "statement": json.loads(proposal.statement.as_bytes()),
    }
    call.data(document, lambda console: console.print(form, markup=False, end=""))


def status(
    context: typer.Context,
    apr: Annotated[
        str | None, typer.Argument(help="Only this proposal; exit 1 when too few signed.", metavar="APR")
    ] = None,
    production: options.Production = None,
) -> None:
    """Say of every proposal whether it opens the gate, who has signed, and who is missing."""
    call: Invocation = context.obj
    if apr is not None:
        common.is_apr(apr)
    seen = common.look_at_production(call, production, apr)
    if apr is not None:
        shown = common.standing(seen, require_proposal(seen.verification, apr))
        call.data(shown, lambda console: common.print_standing(console, shown))
        met = shown["threshold_met"] and not shown["holds"] and not shown["problems"] and not shown["expired"]
        raise typer.Exit(0 if shown["open"] or met else 1)
    proposals = [common.standing(seen, item) for item in seen.verification.judged.values()]
    document = {"authority": _authority(seen.verification.active), "proposals": proposals}
    call.data(document, lambda console: _print_all(console, document))


def _authority(active: Authority | None) -> dict[str, Any] | None:
    if active is None:
        return None
    return {"version": active.version, "name": active.name, "digest": active.digest, "words": six_words(active.digest)}


def _print_all(console: Console, document: dict[str, Any]) -> None:
    active = document["authority"]
    told = "none yet" if active is None else f"version {active['version']} of {active['name']} ({active['words']})"
    console.print(f"Authority model in force: {told}", markup=False)
    for shown in document["proposals"]:
        common.print_standing(console, shown)
    if not document["proposals"]:
        console.print("Nothing is proposed.")


def verify(context: typer.Context, production: options.Production = None) -> None:
    """Verify everything again from signed bytes: log, authority models, proposals, approvals, rollouts."""
    call: Invocation = context.obj
    seen = common.look_at_production(call, production)
    found = seen.verification
    document = {
        "verdict": "FAIL" if found.problems else "PASS",
        "checks": [check.as_fact() for check in found.checks],
        "problems": list(found.problems),
        "authority": _authority(found.active),
        "head": seen.state.head,
        "height": seen.state.height,
    }
    call.data(document, lambda console: _print_verified(console, document))
    raise typer.Exit(1 if found.problems else 0)


def _print_verified(console: Console, document: dict[str, Any]) -> None:
    word = document["verdict"]
    console.print(f"Gate verified: [{STYLE[word]}]{word}[/]")
    for check in document["checks"]:
        console.print(f"  {'ok  ' if check['ok'] else 'FAIL'} {check['name']}: {check['detail']}", markup=False)
    console.print(f'To pin this log: log_height = {document["height"]}, log_head = "{document["head"]}"', markup=False)
