"""A pinned packet on production: the same thirteen steps, with the gate and the rollout log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oneroof import errors
from oneroof.clone.model import Identity
from oneroof.packets.check import refuse
from oneroof.packets.execute import Execution, Log, Walk
from oneroof.packets.model import Direction, Packet
from oneroof.packets.pins import Pins, pinned_digest
from oneroof.packets.plan import PROGRAMME_LOG_TABLES, Part, Terms, log_deltas, make_plan, plan_digest
from oneroof.pg.session import Rollout


def run_on_production(
    session: Rollout,
    packet: Packet,
    pins: Pins,
    *,
    direction: Direction,
    apr_code: str,
    identity: Identity,
    verified: Mapping[str, Any] | None,
    log: Log,
) -> Execution:
    """Run a pinned packet, or its rollback, on production; any deviation rolls everything back.

    Args:
        session: on production, outside of a transaction.
        packet: the three files that people signed.
        pins: pins.toml of the same bundle.
        direction: ``forward`` or ``rollback``.
        apr_code: under which approval.
        identity: the production that is meant.
        verified: what was verified outside of the database, for the gate to find exactly so; None: nothing was.
        log: this machine's journal; it has the transaction's id before COMMIT is sent.

    Returns:
        The execution. ``refusal`` is the gate's word, where it was closed.

    Raises:
        IdentityRefused: another database than meant. PrivilegeMissing: the login may not take the role or a lock.
        OutcomeUnknown: the connection was lost at COMMIT; it carries the transaction's id.
        EnvironmentFault: the server itself failed before COMMIT; nothing was kept.
    """
    refuse(packet)
    side = packet.side(direction)
    plan = make_plan(packet, (side,), Terms(pins))
    approved = Approved(apr_code, pinned_digest(packet, pins), plan_digest(packet, pins))
    walk = Walk(session, packet, side, plan, _inputs(approved, identity, verified, log_deltas()), log)
    return _walked(walk, programme=False)


@dataclass(frozen=True)
class Approved:
    """What an approval names: the statement's code, and the digests of the packet and of its plan, as signed."""

    apr_code: str
    packet_digest: str
    plan_digest: str


def run_programme(
    session: Rollout,
    packet: Packet,
    approved: Approved,
    *,
    identity: Identity,
    verified: Mapping[str, Any] | None,
    log: Log,
) -> Execution:
    """One run of a programme: a packet made anew from the state of this moment, under the approval of its pattern.

    Whether it is of that pattern is the caller's to prove. It is held to its own declaration, and to no pins: what it
    writes depends on the moment. Arguments, results and errors are those of `run_on_production`.
    """
    refuse(packet)
    side = packet.side("forward")
    plan = make_plan(packet, (side,), Terms(sets=()))
    inputs = _inputs(approved, identity, verified, log_deltas(PROGRAMME_LOG_TABLES))
    return _walked(Walk(session, packet, side, plan, inputs, log), programme=True)


def _inputs(
    approved: Approved, identity: Identity, verified: Mapping[str, Any] | None, log_tables: list[Part]
) -> dict[str, str]:
    return {
        "identity": json.dumps({**identity.as_fact(), "kind": "production"}),
        "log_tables": json.dumps(log_tables),
        "apr_code": approved.apr_code,
        "packet_digest": approved.packet_digest,
        "plan_digest": approved.plan_digest,
        "verified": "" if verified is None else json.dumps(dict(verified)),
    }


def _walked(walk: Walk, *, programme: bool) -> Execution:
    try:
        return walk.walk(production=True, programme=programme)
    except errors.EnvironmentFault as error:
        if walk.committing and (isinstance(error, errors.ServerLost) or walk.session.connection.closed):
            raise errors.OutcomeUnknown(
                f"The connection was lost at COMMIT: {error.message}.",
                transaction_id=json.loads(walk.variables["start_session"])["transaction_id"],
            ) from error
        raise
