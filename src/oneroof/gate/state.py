"""What stands in a database's gate, row by row: plain data, exact bytes, nothing believed yet.

`oneroof.gate.store.read_state` fills it in one moment of the database; `oneroof.gate.verify` judges it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oneroof.clone.model import Identity


@dataclass(frozen=True)
class AuthorityRow:
    """A recorded version of the authority model: the file's bytes; their canonical form as bytes and as a jsonb."""

    version: int
    content: bytes
    digest: str
    canonical_content: bytes
    canonical: str
    recorded_at: datetime


@dataclass(frozen=True)
class ProposalRow:
    """A proposal: the statement's bytes, the same as jsonb's text, and the proposer's act with its signature."""

    apr_code: str
    statement: bytes
    statement_digest: str
    canonical: str
    proposer_act: bytes
    proposer_act_signature: str
    recorded_at: datetime


@dataclass(frozen=True)
class ActRow:
    """An act, of ``os_proposal_signature`` or ``os_gate_hold``: bytes, signature, and what the row says of it."""

    act_digest: str
    apr_code: str
    act: bytes
    signature: str
    member_ref: str
    meaning: str
    recorded_at: datetime


@dataclass(frozen=True)
class ApprovalRow:
    """One row of the gate: a subject that was ratified for a database."""

    approval_id: str
    apr_code: str
    subject_kind: str
    subject_digest: str
    statement_digest: str
    authority_digest: str
    system_identifier: str
    database_name: str
    database_uid: str
    expires_at: datetime
    ratified_at: datetime


@dataclass(frozen=True)
class RolloutRow:
    """What ran here, ``executed`` or ``rolled_back``."""

    packet_digest: str
    apr_code: str
    act: str
    packet_code: str
    database_uid: str
    approval_id: str
    deltas: Any
    recorded_at: datetime


@dataclass(frozen=True)
class LogRow:
    """An entry of the chain; ``content`` is the jsonb's text, exactly as PostgreSQL prints it, because it is hashed."""

    hash: str
    prev: str
    height: int
    act: str
    subject: str
    content: str
    logged_at: datetime
    logged_by: str


@dataclass(frozen=True)
class GateState:
    """All of it, in one moment. ``head`` and ``height`` are the log's newest entry, or its root and 0.

    ``acts`` are approvals, rejects and reviews, ``holds`` holds and lifts, each in the order of their recording;
    ``log_problems`` is what the database itself finds wrong with its log (``fn_gate_log_verify``).
    """

    identity: Identity
    authorities: tuple[AuthorityRow, ...]
    proposals: tuple[ProposalRow, ...]
    acts: tuple[ActRow, ...]
    holds: tuple[ActRow, ...]
    approvals: tuple[ApprovalRow, ...]
    rollouts: tuple[RolloutRow, ...]
    log: tuple[LogRow, ...]
    head: str
    height: int
    log_problems: tuple[str, ...] = ()

    def proposal(self, apr_code: str) -> ProposalRow | None:
        """The proposal of that code, or None."""
        return next((row for row in self.proposals if row.apr_code == apr_code), None)
