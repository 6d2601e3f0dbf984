"""A packet's execution: thirteen steps in one transaction, and nothing but COMMIT after the last."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from oneroof.clone.model import Identity
from oneroof.packets.check import refuse
from oneroof.packets.guards import check_guards, check_verify, find_sets
from oneroof.packets.measure import measure_start, moved_sequences, read_sequences_after
from oneroof.packets.model import Check, Direction, Packet, Side
from oneroof.packets.names import QualifiedName, parse_relation
from oneroof.packets.operation import run_deferred_triggers, run_operation
from oneroof.packets.outcome import Declaration, Deviation, Execution, ObjectChange, Written
from oneroof.packets.pinning import compare_before, compare_sets_after, measured_pins
from oneroof.packets.pins import PinnedValue, Pins
from oneroof.packets.run import DeviatedError, Log, Run
from oneroof.packets.session_step import (
    check_identity,
    check_session_again,
    lock_relations,
    lock_rollout,
    pass_gate,
    prepare_session,
)
from oneroof.packets.write_set import (
    check_write_set,
    object_changes,
    write_log,
    written_tables,
)
from oneroof.pg.session import CloneWriter

__all__ = ["Declaration", "Deviation", "Execution", "ObjectChange", "Written", "execute"]

#: A relation whose own rows take more bytes is not read twice under lock.
MEASURE_FULL_BELOW = 1 << 30

Step = Callable[[Run], None]
#: The steps by number, as the packet's specification has them; a step may be two functions.
_STEPS: tuple[tuple[int, Step], ...] = (
    (1, prepare_session),
    (2, check_identity),
    (3, lock_rollout),
    (4, pass_gate),
    (5, lock_relations),
    (6, measure_start),
    (7, check_guards),
    (7, compare_before),
    (8, run_operation),
    (9, check_verify),
    (9, compare_sets_after),
    (10, write_log),
    (11, run_deferred_triggers),
    (12, check_write_set),
    (13, check_session_again),
)
#: Up to this step a deviation ends the run; after it the rest is measured first, so that all can be told at once.
_LAST_TO_STOP_AT = 8


def execute(
    session: CloneWriter,
    packet: Packet,
    *,
    direction: Direction,
    identity: Identity,
    pins: Pins | None = None,
    known: Mapping[str, PinnedValue] | None = None,
    declared: Declaration | None = None,
    log: Log,
    measure_full_below: int = MEASURE_FULL_BELOW,
) -> Execution:
    """Run a packet, or its rollback, on a clone; any deviation rolls everything back.

    Args:
        session: on the clone, outside of a transaction.
        packet: refused before anything is done when reading it says so.
        direction: ``forward`` or ``rollback``.
        identity: the clone that is meant.
        pins: what an earlier run measured; compared at every step where something is pinned.
        known: what another rehearsal pinned of the guards' values, to pin the same under the same salts.
        declared: in place of the packet's declaration, for a second run.
        log: takes what steps 4 and 10 write, and the server's words when it refuses something (they may quote values).
        measure_full_below: tables above this many bytes are measured by the counters alone, and the result says so.

    Raises:
        PacketMalformed: refused by reading. IdentityRefused: another database than meant.
        PrivilegeMissing: the login may not take the role or a lock.
        EnvironmentFault: the server itself failed (disk, connection); nothing was kept.
    """
    refuse(packet)
    started = time.monotonic()
    side = _declared_side(packet.side(direction), declared)
    sets, unknown = _sets(session, packet, side, pins)
    run = Run(
        session,
        packet,
        side,
        identity,
        pins,
        log,
        measure_full_below,
        known=known or {},
        compare_pins=declared is None,
        sets=sets,
        unknown_sets=unknown,
    )
    executed = _in_one_transaction(run)
    if run.start.sequences:
        read_sequences_after(run)
    return _result(run, executed=executed, seconds=time.monotonic() - started)


def _in_one_transaction(run: Run) -> bool:
    """True when it was committed."""
    try:
        with run.session.transaction():
            for number, step in _STEPS:
                run.step = number
                step(run)
                if number <= _LAST_TO_STOP_AT:
                    _stop_if_deviated(run)
            _stop_if_deviated(run)
    except DeviatedError:
        return False
    return True


def _stop_if_deviated(run: Run) -> None:
    if run.noted:
        raise DeviatedError


def _declared_side(side: Side, declared: Declaration | None) -> Side:
    if declared is None:
        return side
    prefix = "again." if side.direction == "forward" else "again.rollback."
    guards, verify = (
        before if given is None else tuple(Check(f"{prefix}{kind}:{guard.name}", guard) for guard in given)
        for kind, given, before in (
            ("guard", declared.guards, side.guards),
            ("verify", declared.verify, side.verify),
        )
    )
    return replace(side, deltas=declared.deltas, catalog=declared.catalog, guards=guards, verify=verify)


def _sets(
    session: CloneWriter, packet: Packet, side: Side, pins: Pins | None
) -> tuple[tuple[QualifiedName, ...], dict[str, str]]:
    """Which sets to digest: the pinned ones, or, at a first run, those that the guards range over."""
    if pins is not None:
        return tuple(parse_relation(name) for name in sorted(pins.sets)), {}
    return find_sets(session, packet, side.guards)


def _result(run: Run, *, executed: bool, seconds: float) -> Execution:
    return Execution(
        code=run.packet.code,
        direction=run.side.direction,
        executed=executed,
        seconds=seconds,
        deviations=tuple(run.noted),
        sqlstate=run.sqlstate,
        deltas=written_tables(run),
        catalog=object_changes(run),
        sequences_moved=moved_sequences(run),
        values=tuple(run.values),
        pins=measured_pins(run) if executed and run.compare_pins and run.side.direction == "forward" else None,
    )
