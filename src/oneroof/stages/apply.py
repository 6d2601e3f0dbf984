"""How stages 04, 06 and 09 run a packet on the clone: the same thirteen steps, kept as facts."""

from __future__ import annotations

from typing import Any

from oneroof.packets.execute import execute
from oneroof.packets.model import Packet
from oneroof.packets.outcome import Declaration, Execution
from oneroof.packets.pins import PINS, Pins, pinned_digest, render_pins
from oneroof.packets.relations import relation_digests
from oneroof.pg.session import CloneWriter
from oneroof.stages.context import Applied, Context

#: The query that counted what a transaction wrote.
WRITE_SET = {"write_set": "packets/read_counters"}


def forward(
    context: Context,
    session: CloneWriter,
    packet: Packet,
    *,
    pins: Pins | None = None,
    declared: Declaration | None = None,
) -> Execution:
    """Run the operation in one transaction; what it logs goes to the run's journal."""
    return execute(
        session,
        packet,
        direction="forward",
        identity=context.need(context.clone).identity,
        pins=pins,
        declared=declared,
        log=context.journal.write,
    )


def back(context: Context, session: CloneWriter, applied: Applied, *, declared: Declaration | None = None) -> Execution:
    """Run the rollback in one transaction."""
    return execute(
        session,
        applied.packet,
        direction="rollback",
        identity=context.need(context.clone).identity,
        pins=applied.pins,
        declared=declared,
        log=context.journal.write,
    )


def apply_first(context: Context, session: CloneWriter, packet: Packet) -> tuple[dict[str, Any], Execution]:
    """Run a packet for the first time, take its pins, and once more where it says that it is idempotent.

    Returns:
        The packet's facts (see the reference of facts, stage 04) and the execution.
    """
    done = forward(context, session, packet)
    facts = execution_facts(packet, done)
    facts["again"] = None
    if done.executed and done.pins is not None:
        applied = _pinned(context, packet, done.pins)
        context.applied.append(applied)
        facts["packet_digest"] = applied.packet_digest
        if packet.idempotent:
            again = forward(context, session, packet, declared=Declaration.nothing_more())
            facts["again"] = {"executed": again.executed, "deviation": again.deviation_fact()}
    return facts, done


def _pinned(context: Context, packet: Packet, pins: Pins) -> Applied:
    """The packet as people will sign it: held to production's own definitions, at the snapshot that was copied."""
    production = context.need(context.production_fingerprint).catalog
    held = pins.with_production_catalog(relation_digests(production, pins.catalog))
    return Applied(packet, pins, {**packet.files, PINS: render_pins(held)}, pinned_digest(packet, held))


def execution_facts(packet: Packet, done: Execution) -> dict[str, Any]:
    """What an execution measured, as plain JSON values."""
    return {
        "code": packet.code,
        "executed": done.executed,
        "deviation": done.deviation_fact(),
        "deltas": done.deltas_fact(),
        "catalog": done.catalog_fact(),
        "packet_digest": None,
        "source_digest": packet.source_digest,
    }
