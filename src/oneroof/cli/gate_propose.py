"""``oneroof gate propose``: from bundles to a statement, signed by its proposer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import gate_common as common
from oneroof.cli.output import Invocation
from oneroof.errors import UsageError
from oneroof.evidence.bundle import read_bundle
from oneroof.evidence.model import Bundle
from oneroof.gate.ceremony import Wish, make_unsigned, sign_act, write_proposal
from oneroof.gate.files import Proposal
from oneroof.gate.human import human_form
from oneroof.gate.look import Seen, counted_in_file
from oneroof.gate.propose import require_proof
from oneroof.gate.proposing import Asked, make_proposal
from oneroof.gate.recording import record_proposal_file
from oneroof.gate.words import six_words
from oneroof.pg.session import Recorder


def propose(
    context: typer.Context,
    *,
    apr: common.Apr,
    who: common.Who,
    key: common.KeyFile,
    reason: common.Reason,
    bundle: Annotated[
        list[Path] | None, typer.Option(help="A rehearsal that passed; may be repeated.", metavar="DIR")
    ] = None,
    authority: Annotated[
        Path | None,
        typer.Option(help="Bring this authority model: the first, or the next version.", metavar="FILE"),
    ] = None,
    packet: Annotated[
        list[str] | None, typer.Option(help="Only this packet of the bundles; may be repeated.", metavar="CODE")
    ] = None,
    title: Annotated[str | None, typer.Option(help="One line; default: the packets' titles.", metavar="TEXT")] = None,
    expires: Annotated[
        str | None, typer.Option(help="Void if not ratified within it; default: the longest.", metavar="7d")
    ] = None,
    break_glass: Annotated[
        bool, typer.Option("--break-glass", help="Under the policies for emergencies; a review is due afterwards.")
    ] = False,
    programme: Annotated[
        bool, typer.Option("--programme", help="Scheduled scans may run the scanner's packet until expiry.")
    ] = False,
    out: common.Out = None,
    yes: common.Yes = False,
    production: common.Databases = None,
) -> None:
    """Propose packets of bundles, an authority model, or both; show it, sign it as its proposer, record it."""
    call: Invocation = context.obj
    asked = Asked(
        apr, tuple(bundle or ()), authority, tuple(packet or ()), who, title, reason, expires, break_glass, programme
    )
    if not asked.bundles and authority is None:
        raise UsageError("There is nothing to propose.", next_step="Name a --bundle, an --authority, or both.")
    bundles = [_proven(folder) for folder in asked.bundles]
    with common.recorders(call, production) as sessions:
        proposal = make_proposal(asked, bundles, sessions, call.settings().trust)
        form = _show(call, proposal, bundles, sessions[0][1].now)
        common.confirm(proposal.statement.digest, yes=yes)
        act = make_unsigned(proposal, Wish(who, "propose", reason), (), sessions[0][1].now)
        signed = sign_act(proposal, act, key)
        complete = Proposal(proposal.statement, proposal.authority, (signed,), proposal.log_heads, proposal.successor)
        files = [] if out is None else [str(write_proposal(out, complete))]
        recorded = [] if out is not None else [_record(session, seen, complete) for session, seen in sessions]
    document = _document(complete, form, files, recorded)
    call.data(document, lambda console: _print(console, document))


def _proven(folder: Path) -> Bundle:
    bundle = read_bundle(folder)
    require_proof(bundle)
    return bundle


def _show(call: Invocation, proposal: Proposal, bundles: Sequence[Bundle], now: datetime) -> str:
    counted, _ = counted_in_file(proposal, now)
    verdicts = {bundle.digest: "PASS" for bundle in bundles}
    form = human_form(proposal.statement, proposal.authority, counted, verdicts=verdicts)
    call.talk(form)
    return form


def _record(session: Recorder, seen: Seen, proposal: Proposal) -> str:
    record_proposal_file(session, seen, proposal)
    return seen.verification.here.database


def _document(proposal: Proposal, form: str, files: list[str], recorded: list[str]) -> dict[str, Any]:
    statement = proposal.statement
    return {
        "apr_code": statement.apr_code,
        "statement_digest": statement.digest,
        "words": six_words(statement.digest),
        "subjects": [
            {"kind": item.kind, "digest": item.digest, "database": item.database.database}
            for item in statement.subjects
        ],
        "files": files,
        "recorded_in": recorded,
        "form": form,
    }


def _print(console: Console, document: dict[str, Any]) -> None:
    recorded = [f"recorded in {name}" for name in document["recorded_in"]]
    where = ", ".join([*document["files"], *recorded])
    console.print(f"Proposed {document['apr_code']} ({document['words']}): {where}", markup=False)
    target = document["files"][0] if document["files"] else document["apr_code"]
    told = f"people sign, `oneroof gate sign {target} --meaning approve …`"
    if not recorded:
        told += "; `oneroof gate submit` records this file and their acts"
    console.print(f"Next: {told}.", markup=False)
