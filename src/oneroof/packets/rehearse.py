"""A packet on a clone for the first time: applied, pinned, applied again where it may be; and what to declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oneroof.clone.model import Identity
from oneroof.fingerprint.model import Entry
from oneroof.packets.execute import Declaration, Execution, Log, execute
from oneroof.packets.model import Packet
from oneroof.packets.pins import PinnedValue, Pins, pinned_digest, render_pins
from oneroof.packets.relations import relation_digests
from oneroof.packets.toml import toml_literal
from oneroof.pg.session import CloneWriter

#: The step that compares what was written with what was declared.
_WRITE_SET = 12


@dataclass(frozen=True)
class Application:
    """A packet's first run on a clone, its second where it is idempotent, and what production will be held to.

    ``pins`` are the clone's, for further runs there; ``production_pins`` name the same definitions as production has
    them: these are written, and their digest is signed. Both are None when the first run deviated.
    """

    packet: Packet
    first: Execution
    again: Execution | None
    pins: Pins | None
    production_pins: Pins | None

    @property
    def packet_digest(self) -> str | None:
        """The digest of the pinned packet, or None when nothing was pinned."""
        return pinned_digest(self.packet, self.production_pins) if self.production_pins is not None else None

    @property
    def pins_toml(self) -> bytes | None:
        """The bytes of pins.toml for the bundle."""
        return render_pins(self.production_pins) if self.production_pins is not None else None

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence, as stage 04 has them."""
        again = self.again
        return {
            "code": self.packet.code,
            "executed": self.first.executed,
            "deviation": self.first.deviation_fact(),
            "deltas": self.first.deltas_fact(),
            "catalog": self.first.catalog_fact(),
            "sequences_moved": list(self.first.sequences_moved),
            "packet_digest": self.packet_digest,
            "source_digest": self.packet.source_digest,
            "again": None
            if again is None
            else {"executed": again.executed, "deviation": again.deviation_fact(), "deltas": again.deltas_fact()},
        }


def apply(
    session: CloneWriter,
    packet: Packet,
    *,
    identity: Identity,
    log: Log,
    production: Mapping[str, Entry] | None = None,
    known: Mapping[str, PinnedValue] | None = None,
) -> Application:
    """Run a packet on a clone for the first time.

    Args:
        session: on the clone.
        packet: what to run.
        identity: the clone that is meant.
        log: the run's journal.
        production: production's catalog at the clone's snapshot; without it the clone's own definitions are pinned.
        known: see `oneroof.packets.execute.execute`; for a rehearsal that reproduces another.

    Raises:
        PacketMalformed, IdentityRefused, PrivilegeMissing, EnvironmentFault: see `oneroof.packets.execute.execute`.
    """
    first = execute(session, packet, direction="forward", identity=identity, known=known, log=log)
    pins = first.pins if first.executed else None
    again = None
    if pins is not None and packet.idempotent:
        nothing = Declaration.nothing_more()
        again = execute(session, packet, direction="forward", identity=identity, declared=nothing, log=log)
    return Application(packet, first, again, pins, None if pins is None else _for_production(pins, production))


def _for_production(pins: Pins, production: Mapping[str, Entry] | None) -> Pins:
    if production is None:
        return pins
    return pins.with_production_catalog(relation_digests(production, pins.catalog))


def undoing_blocks(execution: Execution) -> str:
    """The same for a rollback whose write set is not the declared one; one that writes no row needs an empty list."""
    if execution.deviation is None or execution.deviation.step != _WRITE_SET:
        return ""
    head = "" if execution.deltas else "delta = []  # below [rollback]: it writes no row\n\n"
    return head + paste_blocks(execution)


def paste_blocks(execution: Execution) -> str:
    """What to declare so that what was measured is what is declared: TOML to paste into packet.toml, after reading it.

    Empty when nothing was measured (the run ended before the operation did). A value that may not be shown is left out.
    """
    prefix = "" if execution.direction == "forward" else "rollback."
    blocks: list[str] = []
    for written in execution.deltas:
        lines = [f"[[{prefix}delta]]", f"table = {toml_literal(written.table)}"]
        counts = {"inserted": written.inserted, "updated": written.updated, "deleted": written.deleted}
        lines += [f"{kind} = {rows}" for kind, rows in counts.items() if rows]
        lines += ["rewritten = true  # or truncated = true"] if written.new_file else []
        blocks.append("\n".join(lines))
    for change in execution.catalog_fact():
        lines = [f"[[{prefix}catalog]]", *(f"{key} = {toml_literal(value)}" for key, value in change.items())]
        blocks.append("\n".join(lines))
    for value in execution.values:
        if value.kind == "verify" and not value.matched and value.value is not None:
            lines = [f"# [[{prefix}verify]] {toml_literal(value.name)}: expect = {toml_literal(value.value)}"]
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + ("\n" if blocks else "")
