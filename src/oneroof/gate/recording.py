"""Proposals and acts that were signed anywhere, into a database's gate: each once, its signature verified before."""

from __future__ import annotations

from typing import Any

from oneroof.errors import GateClosed
from oneroof.gate.act import SignedAct
from oneroof.gate.authority import Authority
from oneroof.gate.ceremony import require_valid
from oneroof.gate.files import Proposal
from oneroof.gate.look import Seen, proposal_of
from oneroof.gate.store import record_act, record_authority, record_hold, record_proposal
from oneroof.pg.session import Recorder

_HOLDS = frozenset({"hold", "lift"})


def record_proposal_file(session: Recorder, seen: Seen, proposal: Proposal) -> list[dict[str, Any]]:
    """Record a proposal with its authority models and the acts in it, each once, their signatures verified before.

    Raises:
        GateClosed: it is not for this database, or names an authority model that is not trusted here.
        SignatureInvalid: an act in it is not signed by whom it says.
        Refused: the database says no.
    """
    _require_for(proposal, seen)
    _require_trusted(proposal.authority, seen)
    proposer, *others = sorted(proposal.acts, key=lambda item: item.act.meaning != "propose")
    if proposer.act.meaning != "propose":
        raise GateClosed(f"The file of {proposal.statement.apr_code} holds no act of its proposer.")
    for signed in proposal.acts:
        require_valid(proposal, signed)
    recorded = {row.digest for row in seen.state.authorities}
    for model in (proposal.authority, proposal.successor):
        if model is not None and model.digest not in recorded:
            record_authority(session, model)
    there = seen.state.proposal(proposal.statement.apr_code)
    if there is None:
        record_proposal(session, proposal.statement, proposer)
    elif there.statement != proposal.statement.as_bytes():
        raise GateClosed(
            f"{proposal.statement.apr_code} is proposed here already, with the digest {there.statement_digest};"
            f" the file's is {proposal.statement.digest}.",
            next_step="Propose it under another code.",
        )
    known = {row.act_digest for row in (*seen.state.acts, *seen.state.holds)}
    first = _told(proposer, new=there is None)
    return [first, *(_record(session, signed, known) for signed in others)]


def _require_for(proposal: Proposal, seen: Seen) -> None:
    here = seen.verification.here
    if here not in proposal.statement.databases:
        named = ", ".join(f"{item.database} ({item.database_uid})" for item in proposal.statement.databases)
        raise GateClosed(
            f"{proposal.statement.apr_code} is not for {here.database} with the identity {here.database_uid};"
            f" it is for {named}."
        )


def _require_trusted(authority: Authority, seen: Seen) -> None:
    """A model that a file brings along is recorded only where the pin, or the chain from it, vouches for it."""
    trusted = seen.verification.chain.trusted
    pin = seen.pin
    if authority.digest not in trusted and (authority.version, authority.digest) != pin:
        raise GateClosed(
            f"The proposal names version {authority.version} of the authority model with the digest {authority.digest},"
            f" which [trust] in oneroof.toml does not vouch for.",
            next_step="Compare it with the file that your people reviewed, and with the pin.",
        )


def record_signed(session: Recorder, seen: Seen, signed: SignedAct) -> dict[str, Any]:
    """Record one act on a proposal of this database, its signature verified before.

    Raises:
        GateClosed: there is no such proposal. SignatureInvalid, StatementInvalid: it is not what it says.
        Refused: the database says no.
    """
    proposal = proposal_of(seen, signed.act.apr_code)
    require_valid(proposal, signed)
    return _record(session, signed, {item.act.digest for item in proposal.acts})


def _record(session: Recorder, signed: SignedAct, known: set[str]) -> dict[str, Any]:
    new = signed.act.digest not in known
    if new and signed.act.meaning in _HOLDS:
        record_hold(session, signed)
    elif new:
        record_act(session, signed)
    return _told(signed, new=new)


def _told(signed: SignedAct, *, new: bool) -> dict[str, Any]:
    act = signed.act
    return {
        "apr_code": act.apr_code,
        "meaning": act.meaning,
        "member_ref": act.member_ref,
        "digest": act.digest,
        "new": new,
    }
