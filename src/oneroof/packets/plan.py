"""The plan of a packet: everything that its thirteen steps are held to, derived from the pinned packet. Pure.

Its canonical bytes are what the steps' SQL reads its parameters from, in the rendered file too; their digest is signed
beside the packet digest, so that a value edited there is refused, and so that every version of oneroof which runs the
packet holds it to the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from oneroof.packets.model import Check, Delta, Direction, Packet, Side
from oneroof.packets.names import QualifiedName, parse_relation, show
from oneroof.packets.pins import PinnedValue, Pins, may_publish
from oneroof.packets.relations import declared_relations, possible_refs

#: A relation whose own rows take more bytes is not read twice under lock.
MEASURE_FULL_BELOW = 1 << 30
#: What step 10 writes on production, and nothing else there: one row each.
LOG_TABLES: tuple[QualifiedName, ...] = (("oneroof", "governance_rollout"), ("oneroof", "os_gate_log"))
#: The same for a run of a programme, which is no rollout of a digest of its own.
PROGRAMME_LOG_TABLES: tuple[QualifiedName, ...] = (("oneroof", "os_gate_log"),)

Part = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """What holds for both directions beside the packet itself.

    ``compare``: False when another declaration than the packet's is in force; then rows and sets are measured, and not
    compared with pins. ``sets``: the views that the guards range over; None takes the pinned ones. ``unknown_sets``:
    guards whose sets cannot be found, with the SQLSTATE that says why. ``known``: what another rehearsal pinned of the
    guards' values, where there are no pins.
    """

    pins: Pins | None = None
    measure_full_below: int = MEASURE_FULL_BELOW
    compare: bool = True
    sets: tuple[QualifiedName, ...] | None = None
    unknown_sets: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, PinnedValue] = field(default_factory=dict)


def make_plan(packet: Packet, sides: Iterable[Side], terms: Terms) -> Part:
    """The plan of these sides of a packet, as JSON values; no float, and every count a text, whatever its size."""
    manifest, pins = packet.manifest, terms.pins
    return {
        "type": "oneroof-plan-v1",
        "code": packet.code,
        "source_digest": packet.source_digest,
        "settings": {
            "role": manifest.role,
            "search_path": list(manifest.search_path),
            "statement_timeout": manifest.statement_timeout,
            "lock_timeout": manifest.lock_timeout,
        },
        "measure_full_below": str(terms.measure_full_below),
        "version": None if pins is None else {"major version": pins.server_major},
        **{side.direction: _side(packet, side, terms) for side in sides},
    }


def plan_bytes(packet: Packet, pins: Pins) -> bytes:
    """The canonical bytes (RFC 8785) of the plan of a pinned packet, both directions."""
    sides = (packet.side("forward"), packet.side("rollback"))
    return canonical(make_plan(packet, sides, Terms(pins)))


def plan_digest(packet: Packet, pins: Pins) -> str:
    """SHA-256 (hex) of `plan_bytes`: what is signed beside the packet digest."""
    return hashlib.sha256(plan_bytes(packet, pins)).hexdigest()


def canonical(plan: Mapping[str, Any]) -> bytes:
    """The plan's bytes by RFC 8785."""
    return rfc8785.dumps(dict(plan))


def _side(packet: Packet, side: Side, terms: Terms) -> Part:
    undoing = side.direction == "rollback"
    inverse = packet.side("rollback")
    before = [_guard(check, "guard", terms) for check in side.guards]
    after = [_guard(check, "verify", terms) for check in side.verify]
    if not undoing and terms.compare:
        # The state before the operation is the one after its undoing, so what the undoing verifies is measured now.
        before += [_guard(check, "verify", terms) for check in _own_pinned(inverse.verify)]
        after += [_guard(check, "guard", terms) for check in _own_pinned(inverse.guards)]
    return {
        "file": side.file,
        "locks": [
            {"schema": lock.name[0], "name": lock.name[1], "mode": lock.mode}
            for lock in sorted(side.locks, key=lambda lock: tuple(part.encode() for part in lock.name))
        ],
        "before": before,
        "after": after,
        "deltas": [_delta(delta) for delta in side.deltas],
        "catalog": [{"object": change.object, "change": change.change} for change in side.catalog],
        "relations": sorted(possible_refs(declared_relations(side))),
        "definitions": _definitions(side, terms.pins),
        "sets": _sets(side.direction, terms),
        "unknown_sets": dict(terms.unknown_sets),
        "rows": _rows(packet, side, terms),
        "undoing": undoing,
    }


def _own_pinned(checks: Iterable[Check]) -> list[Check]:
    return [check for check in checks if check.pinned and check.key.startswith("rollback.")]


def _guard(check: Check, kind: str, terms: Terms) -> Part:
    guard, expect = check.guard, check.guard.expect
    values = terms.known if terms.pins is None else terms.pins.values
    pin = values.get(check.key) if check.pinned else None
    bounds = {key: str(value) for key, value in (("min", expect.min), ("max", expect.max)) if value is not None}
    return {
        "key": check.key,
        "kind": kind,
        "name": guard.name,
        "sql": guard.sql,
        "expect": {"kind": expect.kind, **({} if expect.text is None else {"text": expect.text}), **bounds},
        "pinned": check.pinned,
        "pin": None if pin is None else pin.model_dump(exclude_none=True),
        "publish": guard.publish,
        "counts": may_publish(guard.sql),
    }


def _delta(delta: Delta) -> Part:
    schema, name = delta.name
    counts = {"inserted": delta.inserted, "updated": delta.updated, "deleted": delta.deleted}
    return {
        "schema": schema,
        "name": name,
        "table": show(delta.name),
        **{
            kind: {"min": str(count.min), "max": None if count.max is None else str(count.max)}
            for kind, count in counts.items()
        },
        "truncated": delta.truncated,
        "rewritten": delta.rewritten,
        "rows": delta.rows,
        "volatile": sorted(delta.volatile),
    }


def log_deltas(tables: Iterable[QualifiedName] = LOG_TABLES) -> list[Part]:
    """The writes of step 10 on production, as declared deltas."""
    one, none = {"min": "1", "max": "1"}, {"min": "0", "max": "0"}
    return [
        {
            "schema": schema,
            "name": name,
            "table": show((schema, name)),
            "inserted": one,
            "updated": none,
            "deleted": none,
        }
        for schema, name in tables
    ]


def _definitions(side: Side, pins: Pins | None) -> Part | None:
    """What the locked and written relations must be, before and after; of an undoing, the other way round."""
    if pins is None:
        return None
    meant = possible_refs(declared_relations(side))
    both = {
        when: {
            ref: digest
            for ref, pin in pins.catalog.items()
            if ref in meant and (digest := getattr(pin, when)) is not None
        }
        for when in ("before", "after")
    }
    return _turned(both) if side.direction == "rollback" else both


def _sets(direction: Direction, terms: Terms) -> Part:
    """Which views to digest, and what they must be before and after; null: measured, and not compared."""
    pinned = terms.pins.sets if terms.pins is not None else {}
    names = tuple(parse_relation(name) for name in sorted(pinned)) if terms.sets is None else terms.sets
    views = [{"schema": name[0], "name": name[1], "view": show(name)} for name in names]
    if terms.pins is None or not terms.compare:
        return {"views": views, "before": None, "after": None}
    both = {when: {name: getattr(pin, when) for name, pin in pinned.items()} for when in ("before", "after")}
    return {"views": views, **(_turned(both) if direction == "rollback" else both)}


def _turned(both: Mapping[str, Any]) -> Part:
    return {"before": both["after"], "after": both["before"]}


def _rows(packet: Packet, side: Side, terms: Terms) -> Part | None:
    """The pinned rows of written tables. What TRUNCATE took away was not written, so it has no mirror image."""
    if terms.pins is None or not terms.compare:
        return None
    pinned = {show(delta.name) for delta in side.deltas if delta.rows == "pinned"}
    emptied = {show(delta.name) for delta in (*packet.deltas, *side.deltas) if delta.truncated}
    apart = {"written"} if side.direction == "rollback" else set[str]()
    return {
        name: pin.model_dump(exclude_none=True, exclude=apart if name in emptied else None)
        for name, pin in terms.pins.rows.items()
        if name in pinned
    }
