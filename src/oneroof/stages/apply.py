"""How stages 04, 06 and 09 run a packet on the clone: the same thirteen steps, kept as facts."""

from __future__ import annotations

from typing import Any

from oneroof.packets.execute import execute
from oneroof.packets.model import Packet
from oneroof.packets.outcome import Declaration, Execution
from oneroof.packets.pins import PINS, Pins
from oneroof.packets.rehearse import apply, paste_blocks
from oneroof.pg.session import CloneWriter
from oneroof.stages.context import Applied, Context
from oneroof.stages.state import keep_applied

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

    When the write set is not the declared one, the blocks to paste into packet.toml are told.

    Returns:
        The packet's facts (see the reference of facts, stage 04) and the execution.
    """
    done = apply(
        session,
        packet,
        identity=context.need(context.clone).identity,
        log=context.journal.write,
        production=context.need(context.production_fingerprint).catalog,
        known=context.known.get(packet.code),
    )
    if done.pins is not None and done.pins_toml is not None and done.packet_digest is not None:
        files = {**packet.files, PINS: done.pins_toml}
        context.applied.append(Applied(packet, done.pins, files, done.packet_digest))
        keep_applied(context)
    elif blocks := paste_blocks(done.first):
        context.talk.note(f"What {packet.code} did, to declare it if that is what was meant:\n\n{blocks}")
    return done.as_fact(), done.first
