"""A database's gate looked at in one moment, and what people need to know of a proposal in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oneroof.config import TrustSettings
from oneroof.errors import AuthorityInvalid, GateClosed, SchemaMissing, SqlFailed
from oneroof.gate.act import VerifiedAct, signed_act
from oneroof.gate.authority import Authority, refuse_rollback
from oneroof.gate.ceremony import verify_signed
from oneroof.gate.files import Proposal
from oneroof.gate.judge import readable_acts
from oneroof.gate.quorum import Quorum, quorum
from oneroof.gate.state import GateState
from oneroof.gate.store import read_state
from oneroof.gate.text import safe_text
from oneroof.gate.verify import GateVerification, require_proposal, require_ratifiable, verify_gate
from oneroof.pg.asks import Asks

#: SQLSTATEs (manual, appendix A) of "no such table, schema, function or column".
_NOT_INSTALLED = frozenset({"42P01", "3F000", "42883", "42703"})


@dataclass(frozen=True)
class Seen:
    """A database's gate as it was looked at in one moment, and verified from its bytes; ``pin`` is the floor's."""

    state: GateState
    verification: GateVerification
    now: datetime
    pin: tuple[int | None, str | None]

    @property
    def uid(self) -> str:
        """The database's identity."""
        return self.verification.here.database_uid


def look(session: Asks, trust: TrustSettings, only: str | None = None) -> Seen:
    """Read a database's gate and verify all of it, or what bears on one proposal."""
    now: datetime = session.value("production/read_clock")
    try:
        state = read_state(session)
    except SqlFailed as error:
        if error.sqlstate not in _NOT_INSTALLED:
            raise
        raise SchemaMissing(
            f"{session.label} does not have oneroof's gate, or an older one.",
            next_step="Run `oneroof install` there first; on an older one, `oneroof upgrade`.",
        ) from error
    return Seen(
        state, verify_gate(state, trust, now, only=only), now, (trust.authority_version, trust.authority_digest)
    )


def proposal_of(seen: Seen, apr_code: str) -> Proposal:
    """A proposal as a database has it, with the head of its log; other databases' heads are those its proposer saw.

    Raises:
        GateClosed: there is none of that code.
    """
    judged, row = require_proposal(seen.verification, apr_code), seen.state.proposal(apr_code)
    if row is None:
        raise GateClosed(f"There is no proposal {safe_text(apr_code)} here.")
    rows = [item for item in (*seen.state.acts, *seen.state.holds) if item.apr_code == apr_code]
    others, _ = readable_acts(rows)
    proposer = signed_act(row.proposer_act, row.proposer_act_signature)
    heads = {**proposer.act.log_heads, seen.uid: seen.state.head}
    acts = (proposer, *(item.signed for item in others.values()))
    return Proposal(judged.statement, judged.authority, acts, heads, judged.successor)


def counted_in_file(proposal: Proposal, now: datetime) -> tuple[Quorum, tuple[VerifiedAct, ...]]:
    """What the acts in a file amount to, their signatures looked at with the keys of the models in it."""
    verified = verify_signed(proposal, proposal.acts)
    attestors = sorted({ref for subject in proposal.statement.packets for ref in subject.attestors})
    counted = quorum(proposal.statement, proposal.authority, verified, attestors, now, successor=proposal.successor)
    return counted, verified


def require_pinned(authority: Authority, version: int, digest: str) -> None:
    """Raise when a model that somebody brought along is not one that the pin allows.

    Raises:
        GateClosed: it is older than the pinned one, or another of its version.
    """
    try:
        refuse_rollback(authority, version, digest)
    except AuthorityInvalid as error:
        raise GateClosed(
            error.message, next_step="Do not sign it; ask its proposer which authority model it was made under."
        ) from error


def ratifiable(session: Asks, trust: TrustSettings, apr_code: str) -> dict[str, Any]:
    """What the database is to compare with what is there, once everything of a proposal was verified from its bytes.

    Raises:
        GateClosed: one sentence that names what or who is missing, the wrong digest or the passed date.
    """
    seen = look(session, trust, apr_code)
    item = require_ratifiable(seen.verification, apr_code, seen.now)
    return {
        "statement_digest": item.statement.digest,
        "authority_digest": item.authority.digest,
        "act_digests": item.act_digests,
        "head": seen.state.head,
    }
