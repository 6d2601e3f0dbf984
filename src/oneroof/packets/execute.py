"""A packet's execution: thirteen steps in one transaction, and nothing but COMMIT after the last."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from oneroof import errors
from oneroof.clone.model import Identity
from oneroof.fingerprint.catalog import SALT
from oneroof.fingerprint.ours import core_names
from oneroof.packets.carrier import Carrier, DeviatedError, Log
from oneroof.packets.check import refuse
from oneroof.packets.model import Check, Direction, Packet, Side
from oneroof.packets.outcome import Declaration, Deviation, Execution, ObjectChange, Written
from oneroof.packets.pins import PinnedValue, Pins
from oneroof.packets.plan import MEASURE_FULL_BELOW, Terms, make_plan
from oneroof.packets.result import measured_pins, read_result
from oneroof.packets.script import Script
from oneroof.packets.sets import find_sets
from oneroof.packets.steps import make_script
from oneroof.pg.session import CloneWriter, Session

__all__ = ["MEASURE_FULL_BELOW", "Declaration", "Deviation", "Execution", "Log", "ObjectChange", "Written", "execute"]

_IDENTITY = 2


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
    side = _declared_side(packet.side(direction), declared)
    terms = Terms(pins, measure_full_below, compare=declared is None, known=known or {})
    if pins is None:
        sets, unknown = find_sets(session, packet, side.guards)
        terms = replace(terms, sets=sets, unknown_sets=unknown)
    plan = make_plan(packet, (side,), terms)
    meant = json.dumps({**identity.as_fact(), "kind": "clone"})
    run = Walk(session, packet, side, plan, {"identity": meant, "log_tables": "[]", "packet_digest": ""}, log)
    result = run.walk(production=False)
    if result.executed and terms.compare and direction == "forward":
        return replace(result, pins=measured_pins(run.variables, packet, plan[direction], side))
    return result


@dataclass
class Walk:
    """One walk of the script through one transaction, and what it left behind.

    ``committing``: every step was taken, and COMMIT was sent.
    """

    session: Session
    packet: Packet
    side: Side
    plan: Mapping[str, Any]
    inputs: Mapping[str, str]
    log: Log
    committing: bool = False

    def __post_init__(self) -> None:
        everywhere = {"operation": self.side.sql, "salt": SALT, "core_names": json.dumps(core_names())}
        named = {"packet": self.packet.code, "direction": self.side.direction}
        self._carrier = Carrier(self.session, self.plan, {**everywhere, **self.inputs}, named, self.log)

    @property
    def variables(self) -> Mapping[str, str]:
        """What was measured, as texts."""
        return self._carrier.variables

    def walk(self, *, production: bool, programme: bool = False) -> Execution:
        """All of it.

        Raises:
            IdentityRefused: this is another database than the one meant.
        """
        started = time.monotonic()
        script = make_script(self.plan, self.side.direction, production=production, programme=programme)
        executed = self._in_one_transaction(script)
        self._refuse_other_database()
        if "start_sequences" in self.variables:
            # On production nothing that happens after COMMIT was answered makes it another outcome.
            with suppress(*([errors.OneroofError] if production and executed else [])):
                self._read_afterwards(script)
        return read_result(
            self.variables,
            self.plan[self.side.direction],
            code=self.packet.code,
            direction=self.side.direction,
            executed=executed,
            deviations=tuple(self._carrier.noted),
            sqlstate=self._carrier.sqlstate,
            seconds=time.monotonic() - started,
        )

    def _read_afterwards(self, script: Script) -> None:
        with self.session.transaction(read_only=True):
            self._carrier.run(script.after)

    def _in_one_transaction(self, script: Script) -> bool:
        """True when it was committed."""
        try:
            with self.session.transaction():
                self._carrier.walk(script)
                self.committing = True
        except DeviatedError:
            return False
        return True

    def _refuse_other_database(self) -> None:
        first = next(iter(self._carrier.noted), None)
        if first is not None and first.step == _IDENTITY:
            kind = json.loads(self.inputs["identity"])["kind"]
            raise errors.IdentityRefused(
                f"{self.session.dsn.label} is not the {kind} that was meant: {first.what} is {first.found}."
            )


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
