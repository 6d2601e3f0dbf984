"""``oneroof gate export``: proposals for people without a database, keys for auditors, all of it for the archive."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from oneroof.cli import gate_common as common
from oneroof.cli import options
from oneroof.cli.gate_sign import meaning_of
from oneroof.cli.output import Invocation
from oneroof.errors import GateClosed, UsageError
from oneroof.gate.authority import Authority
from oneroof.gate.ceremony import Wish, make_unsigned, verify_signed, write_new, write_proposal
from oneroof.gate.files import Proposal, act_file_name, proposal_file_name
from oneroof.gate.look import Seen, proposal_of
from oneroof.keys.public import ACT, ATTESTATION, allowed_signers
from oneroof.pg.session import Reader
from oneroof.schema.export import export_gate

_MEANINGS = ("approve", "reject", "review", "hold", "lift")


def export(
    context: typer.Context,
    *,
    target: Annotated[
        str | None, typer.Argument(help="The proposal's code, or its .proposal.json file.", metavar="[FILE|APR]")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the proposal or act is written; default: here, as named.", metavar="FILE"),
    ] = None,
    act_for: Annotated[
        str | None, typer.Option(help="Write this member's unsigned act, to sign with ssh-keygen.", metavar="REF")
    ] = None,
    meaning: Annotated[str, typer.Option(help="What that act means.", metavar="MEANING")] = "approve",
    reason: common.Reason = "",
    signers_file: Annotated[
        Path | None, typer.Option("--allowed-signers", help="Write everybody's keys for ssh-keygen.", metavar="FILE")
    ] = None,
    everything: Annotated[
        Path | None, typer.Option("--all", help="Write the whole log and all tables of the gate.", metavar="FILE")
    ] = None,
    production: options.Production = None,
) -> None:
    """Write what people and auditors need who have no access to the database."""
    call: Invocation = context.obj
    if target is None and (out is not None or act_for is not None):
        raise UsageError("Which proposal is not said.", next_step="Name its APR code, or its file.")
    if target is None and signers_file is None and everything is None:
        raise UsageError("There is nothing to write.", next_step="Name a proposal, or --allowed-signers or --all.")
    offline = target is not None and not common.is_apr(target)
    seen = None if offline else common.look_at_production(call, production)
    proposal = None if target is None else _proposal(call, target, seen)
    files: list[str] = []
    next_step = ""
    if proposal is not None and act_for is not None:
        wish = Wish(act_for, meaning_of(meaning, _MEANINGS), reason)
        act = _write_unsigned(out, proposal, wish, seen.now if seen else datetime.now(UTC))
        files.append(str(act))
        next_step = f"ssh-keygen -Y sign -f YOUR_KEY -n {ACT} {shlex.quote(str(act))}"
    elif proposal is not None and (out is not None or (signers_file is None and everything is None)):
        files.append(str(write_proposal(out or Path(proposal_file_name(proposal.statement)), proposal)))
    if signers_file is not None:
        files.append(str(_write_signers(signers_file, proposal, seen)))
    if everything is not None:
        files.append(str(write_new(everything, _everything(call, production))))
    document = {"files": files, "next": next_step}
    call.data(document, lambda console: _print(console, document))


def _print(console: Console, document: dict[str, Any]) -> None:
    for file in document["files"]:
        console.print(f"Wrote {file}", markup=False)
    if document["next"]:
        console.print(f"Sign it with: {document['next']}", markup=False)


def _proposal(call: Invocation, target: str, seen: Seen | None) -> Proposal:
    return common.read_unpinned(call, Path(target)) if seen is None else proposal_of(seen, target)


def _write_unsigned(out: Path | None, proposal: Proposal, wish: Wish, now: datetime) -> Path:
    """The bytes of an act, exactly as they are signed."""
    act = make_unsigned(proposal, wish, verify_signed(proposal, proposal.acts), now)
    return write_new(out or Path(act_file_name(act)), act.as_bytes())


def _write_signers(file: Path, proposal: Proposal | None, seen: Seen | None) -> Path:
    """Everybody's keys, attestors' too: of a proposal's authority models, or of all that the pinned one vouches for."""
    models: list[Authority | None] = [] if seen is None else list(seen.verification.chain.trusted.values())
    if proposal is not None:
        models = [proposal.authority, proposal.successor]
    known = sorted((model for model in models if model is not None), key=lambda model: model.version)
    if not known:
        raise GateClosed(
            "No authority model is trusted here, so there is nobody whose key could be written.",
            next_step="Name a proposal, or pin an authority model in [trust] of oneroof.toml.",
        )
    acting = dict.fromkeys(key for model in known for key in model.signing_keys())
    attesting = dict.fromkeys(key for model in known for key in model.attesting_keys())
    text = allowed_signers(list(acting)) + allowed_signers(list(attesting), namespaces=(ATTESTATION,))
    return write_new(file, text.encode())


def _everything(call: Invocation, production: str | None) -> bytes:
    """The whole log and all tables, as `uninstall --exported` compares them."""
    with Reader.open(options.production_of(call.settings(), production)) as session, session.snapshot():
        return export_gate(session)
