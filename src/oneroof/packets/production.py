"""A pinned packet on production: the same thirteen steps, with the gate and the rollout log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from oneroof import errors
from oneroof.clone.model import Identity
from oneroof.packets.check import refuse
from oneroof.packets.execute import Execution, Log, Walk
from oneroof.packets.model import Direction, Packet
from oneroof.packets.pins import Pins, pinned_digest
from oneroof.packets.plan import Terms, log_deltas, make_plan, plan_digest
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
    inputs = {
        "identity": json.dumps({**identity.as_fact(), "kind": "production"}),
        "log_tables": json.dumps(log_deltas()),
        "apr_code": apr_code,
        "packet_digest": pinned_digest(packet, pins),
        "plan_digest": plan_digest(packet, pins),
        "verified": "" if verified is None else json.dumps(dict(verified)),
    }
    walk = Walk(session, packet, side, make_plan(packet, (side,), Terms(pins)), inputs, log)
    try:
        return walk.walk(production=True)
    except errors.EnvironmentFault as error:
        if walk.committing and (isinstance(error, errors.ServerLost) or session.connection.closed):
            raise errors.OutcomeUnknown(
                f"The connection was lost at COMMIT: {error.message}.",
                transaction_id=json.loads(walk.variables["start_session"])["transaction_id"],
            ) from error
        raise
