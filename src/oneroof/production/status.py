"""What stands on this database: each signed or proposed packet, its state, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from oneroof import errors
from oneroof.config import TrustSettings
from oneroof.evidence.journal import Journal
from oneroof.gate.state import GateState, ProposalRow
from oneroof.gate.statement import PacketSubject, parse_statement
from oneroof.gate.verify import opening
from oneroof.pg.asks import Asks
from oneroof.production.attempts import OUTCOME, Answer, Attempt, find_out, unsettled


@dataclass(frozen=True)
class PacketStatus:
    """One packet of one proposal: ``executed``, ``rolled_back``, ``open`` or ``closed``, and what it waits for."""

    phase: int | None
    packet_code: str
    packet_digest: str
    apr_code: str
    state: str
    blocker: str | None

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "phase": self.phase,
            "packet_code": self.packet_code,
            "packet_digest": self.packet_digest,
            "apr_code": self.apr_code,
            "state": self.state,
            "blocker": self.blocker,
        }


@dataclass(frozen=True)
class RolloutStatus:
    """Every packet of this database, in the order of phases; and attempts whose answer had been lost."""

    database: str
    packets: tuple[PacketStatus, ...]
    attempts: tuple[tuple[Attempt, Answer], ...]
    log_head: str
    log_height: int

    @property
    def exit_code(self) -> int:
        """5 while the outcome of an attempt is unknown."""
        unknown = any(answer == "unknown" for _attempt, answer in self.attempts)
        return errors.OutcomeUnknown.exit_code if unknown else 0

    def as_document(self) -> dict[str, Any]:
        """The JSON document of ``rollout status``."""
        return {
            "database": self.database,
            "phases": [packet.as_fact() for packet in self.packets],
            "attempts": [{**attempt.as_fact(), "outcome": answer} for attempt, answer in self.attempts],
            "log_head": self.log_head,
            "log_height": self.log_height,
        }


def read_status(session: Asks, state: GateState, trust: TrustSettings, now: datetime, home: Path) -> RolloutStatus:
    """Look at the gate, the rollout log and this machine's journals; settle what can be settled."""
    packets = (_packet(state, trust, now, row, subject) for row in state.proposals for subject in _subjects(state, row))
    attempts = [(attempt, find_out(session, attempt)) for attempt in unsettled(home, state.identity.database_uid or "")]
    for attempt, answer in attempts:
        if answer != "unknown":
            Journal.amend(home, attempt.run_id, OUTCOME, outcome=answer, found_out_by="rollout status")
    return RolloutStatus(
        state.identity.database,
        tuple(sorted(packets, key=lambda packet: (packet.phase or 0, packet.packet_code, packet.apr_code))),
        tuple(attempts),
        state.head,
        state.height,
    )


def _subjects(state: GateState, row: ProposalRow) -> Iterator[PacketSubject]:
    """The packets of a proposal for this database; one that cannot be read has none (`gate verify` names it)."""
    try:
        statement = parse_statement(row.statement)
    except errors.StatementInvalid:
        return
    yield from (item for item in statement.packets if item.database.database_uid == state.identity.database_uid)


def _packet(
    state: GateState, trust: TrustSettings, now: datetime, row: ProposalRow, subject: PacketSubject
) -> PacketStatus:
    acts = [rollout.act for rollout in state.rollouts if _is_of(rollout.packet_digest, rollout.apr_code, subject, row)]
    blocker: str | None = None
    if "rolled_back" in acts:
        word = "rolled_back"
    elif acts:
        word = "executed"
    else:
        try:
            opening(state, trust, row.apr_code, now, packet_digest=subject.digest)
            word = "open"
        except errors.OneroofError as error:
            word, blocker = "closed", error.message
    return PacketStatus(subject.phase, subject.code, subject.digest, row.apr_code, word, blocker)


def _is_of(packet_digest: str, apr_code: str, subject: PacketSubject, row: ProposalRow) -> bool:
    return (packet_digest, apr_code) == (subject.digest, row.apr_code)
