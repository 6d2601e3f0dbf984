"""``oneroof gate sign`` and ``hold``: a person's decision, shown before it is signed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from rich.console import Console

from oneroof.cli import gate_common as common
from oneroof.cli.output import Invocation
from oneroof.errors import UsageError
from oneroof.gate.act import Meaning, SignedAct, VerifiedAct
from oneroof.gate.ceremony import Wish, make_unsigned, sign_act, with_heads, write_act
from oneroof.gate.files import Proposal
from oneroof.gate.look import counted_in_file, proposal_of
from oneroof.gate.recording import record_signed
from oneroof.gate.words import six_words

_DECISIONS = ("approve", "reject", "review")


def meaning_of(text: str, allowed: tuple[str, ...]) -> Meaning:
    """A meaning as it was typed.

    Raises:
        UsageError: it is none of those allowed here.
    """
    for meaning in get_args(Meaning):
        if meaning == text and meaning in allowed:
            found: Meaning = meaning
            return found
    raise UsageError(f"There is no meaning {text!r} here.", next_step=f"Meanings are {', '.join(allowed)}.")


def sign(
    context: typer.Context,
    *,
    target: common.Target,
    meaning: Annotated[str, typer.Option(help="approve, reject, or review (after break-glass).", metavar="MEANING")],
    who: common.Who,
    key: common.KeyFile,
    reason: common.Reason = "",
    out: common.Out = None,
    yes: common.Yes = False,
    production: common.Databases = None,
) -> None:
    """Show what would be signed, then sign it; a FILE needs no database, an APR is read and recorded."""
    wish = Wish(who, meaning_of(meaning, _DECISIONS), reason)
    if wish.meaning == "reject" and not reason.strip():
        raise UsageError("A reject gives its reason; nothing was signed.", next_step='Add --reason "why".')
    _decide(context.obj, target, wish, key, out=out, yes=yes, production=production)


def hold(
    context: typer.Context,
    *,
    target: common.Target,
    who: common.Who,
    key: common.KeyFile,
    reason: common.Reason,
    lift: Annotated[bool, typer.Option("--lift", help="Lift a hold; it takes the quorum, one act each.")] = False,
    out: common.Out = None,
    yes: common.Yes = False,
    production: common.Databases = None,
) -> None:
    """Hold a proposal until its rollout, or lift a hold."""
    wish = Wish(who, "lift" if lift else "hold", reason)
    _decide(context.obj, target, wish, key, out=out, yes=yes, production=production)


def _decide(
    call: Invocation,
    target: str,
    wish: Wish,
    key: Path,
    *,
    out: Path | None,
    yes: bool,
    production: list[str] | None,
) -> None:
    if common.is_apr(target):
        signed, files, recorded = _recorded(call, target, wish, key, out=out, yes=yes, production=production)
    else:
        proposal, now = common.read_unpinned(call, Path(target)), datetime.now(UTC)
        counted, verified = counted_in_file(proposal, now)
        call.talk(common.form_of(proposal, counted))
        signed = _signed(proposal, wish, verified, key, now, yes=yes)
        files, recorded = _written(signed, out or Path(target).parent), []
    document = _document(signed, files, recorded)
    call.data(document, lambda console: _print(console, document))


def _recorded(
    call: Invocation,
    apr_code: str,
    wish: Wish,
    key: Path,
    *,
    out: Path | None,
    yes: bool,
    production: list[str] | None,
) -> tuple[SignedAct, list[str], list[str]]:
    """Read the proposal in every database named, sign once, record in each."""
    with common.recorders(call, production, apr_code) as sessions:
        proposal = proposal_of(sessions[0][1], apr_code)
        proposal = with_heads(proposal, {seen.uid: seen.state.head for _, seen in sessions})
        now = sessions[0][1].now
        judged = sessions[0][1].verification.judged[apr_code]
        call.talk(common.form_of(proposal, judged.quorum))
        signed = _signed(proposal, wish, (*judged.decisions, *judged.hold_acts), key, now, yes=yes)
        files = [] if out is None else _written(signed, out)
        recorded = []
        for session, seen in sessions:
            record_signed(session, seen, signed)
            recorded.append(seen.verification.here.database)
    return signed, files, recorded


def _signed(
    proposal: Proposal, wish: Wish, verified: tuple[VerifiedAct, ...], key: Path, now: datetime, *, yes: bool
) -> SignedAct:
    act = make_unsigned(proposal, wish, verified, now)
    common.confirm(proposal.statement.digest, yes=yes)
    return sign_act(proposal, act, key)


def _written(signed: SignedAct, place: Path) -> list[str]:
    return [str(path) for path in write_act(place, signed)]


def _document(signed: SignedAct, files: list[str], recorded: list[str]) -> dict[str, Any]:
    act = signed.act
    return {
        "apr_code": act.apr_code,
        "meaning": act.meaning,
        "member_ref": act.member_ref,
        "act_digest": act.digest,
        "statement_digest": act.statement_digest,
        "words": six_words(act.statement_digest),
        "files": files,
        "recorded_in": recorded,
    }


def _print(console: Console, document: dict[str, Any]) -> None:
    recorded = [f"recorded in {name}" for name in document["recorded_in"]]
    told = f"{document['member_ref']} signed {document['meaning']} on {document['apr_code']}"
    console.print(f"{told} ({document['words']}): {', '.join([*document['files'], *recorded])}", markup=False)
    if not document["recorded_in"]:
        console.print("Next: hand over both files; `oneroof gate submit` records them.", markup=False)
