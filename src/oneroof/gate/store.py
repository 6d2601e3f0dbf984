"""The gate's rows in a database: read in one moment, written with exact bytes, by sessions that prove where they are.

What is written here is only bytes and signatures: every other column is derived by the database itself, which refuses
what does not fit (SQLSTATE class OR). Verifying signatures is not done here; see `oneroof.gate.verify`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from oneroof import errors
from oneroof.clone.identity import open_where
from oneroof.clone.model import Identity
from oneroof.gate.act import SignedAct
from oneroof.gate.authority import Authority
from oneroof.gate.state import ActRow, ApprovalRow, AuthorityRow, GateState, LogRow, ProposalRow, RolloutRow
from oneroof.gate.statement import Statement
from oneroof.pg.asks import Asks
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Ratifier, Recorder, Session
from oneroof.schema.install import refuse_newer

Item = dict[str, Any]
Shape = TypeVar("Shape")
Writer = TypeVar("Writer", Recorder, Ratifier)

_BYTES = frozenset({"content", "canonical_content", "statement", "proposer_act", "act"})
_TIMES = frozenset({"recorded_at", "ratified_at", "expires_at", "logged_at"})
_UNIQUE_VIOLATION = "23505"
_HOLDS = frozenset({"hold", "lift"})


def read_state(session: Asks) -> GateState:
    """All of the gate, in one moment of the database; needs no open transaction.

    Raises:
        IdentityRefused: the database has no identity of ours. SchemaTooNew: its core is a newer program's.
        SqlFailed, PrivilegeMissing: it cannot be read.
    """
    state: Item = session.value("gate/read_state")
    if state["identity"] is None:
        raise errors.IdentityRefused(
            f"{session.label} has no identity.", next_step="Install oneroof there first: `oneroof install`."
        )
    refuse_newer("core", state["core_version"], session.label)
    return GateState(
        identity=Identity(**state["identity"]),
        authorities=_rows(AuthorityRow, state["authorities"]),
        proposals=_rows(ProposalRow, state["proposals"]),
        acts=_rows(ActRow, state["acts"]),
        holds=_rows(ActRow, state["holds"]),
        approvals=_rows(ApprovalRow, state["approvals"]),
        rollouts=_rows(RolloutRow, state["rollouts"], text={"act"}),
        log=_rows(LogRow, state["log"], text={"act", "content"}),
        head=state["head"],
        height=state["height"],
        log_problems=tuple(state["log_problems"]),
    )


def _rows(shape: type[Shape], items: list[Item], text: set[str] | None = None) -> tuple[Shape, ...]:
    """Rows of one kind; ``text`` are columns that hold text here although others of that name hold bytes."""
    plain = text or set()
    return tuple(shape(**{key: _value(key, value, plain) for key, value in item.items()}) for item in items)


def _value(key: str, value: Any, plain: set[str]) -> Any:
    if key in _BYTES and key not in plain:
        return bytes.fromhex(value)
    return _moment(value) if key in _TIMES else value


def _moment(text: str) -> datetime:
    """A moment; PostgreSQL's infinities, which nothing of ours writes, are judged as the calendar's ends."""
    ends = {"infinity": datetime.max.replace(tzinfo=UTC), "-infinity": datetime.min.replace(tzinfo=UTC)}
    return ends[text] if text in ends else datetime.fromisoformat(text)


def open_recorder(dsn: Dsn) -> Recorder:
    """A session that writes proposals, acts and holds.

    Raises:
        IdentityRefused: the database does not say that it is production.
    """
    return _open(Recorder, dsn)


def open_ratifier(dsn: Dsn) -> Ratifier:
    """A session that may call the one function which writes approvals.

    Raises:
        IdentityRefused: the database does not say that it is production.
    """
    return _open(Ratifier, dsn)


def _open(kind: type[Writer], dsn: Dsn) -> Writer:
    looked_at: list[Identity] = []

    def require(here: Identity) -> None:
        _require_production(here, dsn)
        looked_at.append(here)
        if here != looked_at[0]:
            raise errors.IdentityRefused(f"Two connections to {dsn.label} lead to two databases.")

    return open_where(kind, dsn, require)


def _require_production(here: Identity, dsn: Dsn) -> None:
    if here.kind != "production" or here.database_uid is None:
        raise errors.IdentityRefused(
            f"{dsn.label} does not say that it is production: it says {here.kind or 'nothing'}.",
            next_step="Install oneroof there (`oneroof install`), or adopt a restored copy (`oneroof adopt`).",
        )


def record_authority(session: Recorder, authority: Authority) -> None:
    """Record a version of the authority model; it is in force once a proposal that brings it is ratified.

    Raises:
        Refused: this version is recorded already, or the database refuses the bytes.
    """
    with _refusals("The authority model is recorded already, or another of its version."):
        session.rows("gate/record_authority", content=authority.content, canonical_content=authority.canonical())


def record_proposal(session: Recorder, statement: Statement, proposed: SignedAct) -> None:
    """Record a statement with its proposer's act.

    Raises:
        Refused: the APR code is taken, or the database refuses what does not fit.
    """
    with _refusals(f"{statement.apr_code} is proposed already."):
        session.rows(
            "gate/record_proposal",
            statement=statement.as_bytes(),
            proposer_act=proposed.content,
            proposer_act_signature=proposed.signature,
        )


def record_act(session: Recorder, signed: SignedAct) -> None:
    """Record an act: approve, reject, review.

    Raises:
        Refused: it is recorded already, or the database refuses what does not fit.
    """
    _refuse_other(signed, holds=False)
    with _refusals("This act is recorded already."):
        session.rows("gate/record_act", act=signed.content, signature=signed.signature)


def record_hold(session: Recorder, signed: SignedAct) -> None:
    """Record a hold or its lifting.

    Raises:
        Refused: it is recorded already, or the database refuses what does not fit.
    """
    _refuse_other(signed, holds=True)
    with _refusals("This act is recorded already."):
        session.rows("gate/record_hold", act=signed.content, signature=signed.signature)


def _refuse_other(signed: SignedAct, *, holds: bool) -> None:
    if (signed.act.meaning in _HOLDS) is not holds or signed.act.meaning == "propose":
        raise errors.Refused(f"An act that means {signed.act.meaning} is not recorded so.")


def ratify(session: Ratifier, apr_code: str, verified: Mapping[str, Any]) -> int:
    """Write the approvals of a proposal: one for each subject of this database.

    Args:
        session: the ratifier's.
        apr_code: the proposal.
        verified: digests of what was verified outside (``statement_digest``, ``authority_digest``, ``act_digests``
            sorted, ``head``); the database refuses when they are not exactly what is there.

    Returns:
        How many approvals were written.

    Raises:
        Refused: the database's own check of structure, expiry, hold, identity or digests says no.
    """
    with _refusals(f"{apr_code} is ratified already."):
        return int(session.value("gate/ratify", apr_code=apr_code, verified=json.dumps(verified)))


def record_attempt(
    session: Session, *, apr_code: str, packet_digest: str, outcome: str, detail: Mapping[str, Any]
) -> str:
    """Log an attempt at a rollout that came to nothing, in a transaction of its own; gives the hash of the entry.

    Args:
        session: a rollout's, outside of a transaction.
        apr_code: what was asked for, whether it exists or not.
        packet_digest: likewise.
        outcome: ``refused`` or ``failed``.
        detail: plain JSON values, at most 64 kB; no value of a user's row.

    Raises:
        Refused: it is neither, or too long.
    """
    with _refusals("The attempt is logged already."):
        return str(
            session.value(
                "gate/log_attempt",
                apr_code=apr_code,
                packet_digest=packet_digest,
                outcome=outcome,
                detail=json.dumps(detail),
            )
        )


def log_hash(session: Asks, height: int) -> str | None:
    """The hash of the log's entry at a height, or None where it does not reach it."""
    found = session.value("gate/read_log_hash", height=height)
    return None if found is None else str(found)


@contextmanager
def _refusals(twice: str) -> Iterator[None]:
    """What the database refuses by its rules of the gate is our refusal, in its words."""
    try:
        yield
    except errors.SqlFailed as error:
        if error.sqlstate == _UNIQUE_VIOLATION and "os_gate_log" in error.message:
            raise errors.Refused("The log has moved since this transaction began; nothing was written.") from error
        if error.sqlstate == _UNIQUE_VIOLATION:
            raise errors.Refused(twice) from error
        if error.sqlstate.startswith("OR"):
            said = error.message.partition(": ")[2].removesuffix(f" (SQLSTATE {error.sqlstate})")
            raise errors.Refused(f"The database refuses: {said}.") from error
        raise
