"""What stages 04 to 12 need of those before them and no fact has: as JSON values that the run keeps, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter

from oneroof.evidence.kept import keep_state
from oneroof.fingerprint.model import Entry, Fingerprint
from oneroof.packets.digest import PINS
from oneroof.packets.load import parse_pinned
from oneroof.packets.outcome import Declaration
from oneroof.packets.pins import Pins, pinned_digest, render_pins
from oneroof.stages.context import Applied, Context

#: The names under which it is kept.
UNIT, APPLIED = "unit", "applied"
_BRANCHES = ("catalog", "data", "sequences", "ours", "cluster")
_DECLARATION = TypeAdapter(Declaration)


def keep_unit(context: Context) -> None:
    """After stages 01 to 03: production as it was copied, and the clone as it was when nothing had been done to it."""
    _keep(
        context,
        UNIT,
        {
            "production": dump_fingerprint(context.need(context.production_fingerprint)),
            "baseline": dump_fingerprint(context.need(context.baseline)),
            "majors": list(context.majors),
        },
    )


def keep_applied(context: Context) -> None:
    """After each packet that ran on the clone: what it takes to undo it, and to publish it."""
    _keep(context, APPLIED, [_dump_applied(applied) for applied in context.applied])


def _keep(context: Context, name: str, content: Any) -> None:
    file, digest = keep_state(context.journal.folder, content)
    context.journal.event("state", name=name, file=file, sha256=digest)


def dump_fingerprint(found: Fingerprint) -> dict[str, Any]:
    """All of it as JSON values: `load_fingerprint` gives an equal one."""
    dumped: dict[str, Any] = {field.name: getattr(found, field.name) for field in fields(Fingerprint)}
    for name in _BRANCHES:
        branch: Mapping[str, Entry] = dumped[name]
        dumped[name] = {ref: [dict(entry.facets), entry.parent] for ref, entry in branch.items()}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in dumped.items()}


def load_fingerprint(dumped: Mapping[str, Any]) -> Fingerprint:
    """What `dump_fingerprint` was given."""
    loaded: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in dumped.items()
    }
    for name in _BRANCHES:
        loaded[name] = {ref: Entry(ref, facets, parent) for ref, (facets, parent) in loaded[name].items()}
    return Fingerprint(**loaded)


def _dump_applied(applied: Applied) -> dict[str, Any]:
    declared = applied.rollback_declared
    return {
        "files": {name: content.decode() for name, content in applied.files.items()},
        "pins": render_pins(applied.pins).decode(),
        "rollback_declared": None if declared is None else _DECLARATION.dump_json(declared).decode(),
    }


def load_applied(dumped: Mapping[str, Any]) -> Applied:
    """What `keep_applied` kept of one packet.

    Raises:
        PacketMalformed: its files are no pinned packet.
    """
    files = {name: content.encode() for name, content in dumped["files"].items()}
    packet, published = parse_pinned(files, "a packet that the run kept")
    sources = {name: content for name, content in files.items() if name != PINS}
    declared = dumped["rollback_declared"]
    return Applied(
        packet,
        Pins.parse(dumped["pins"].encode(), packet),
        {**sources, PINS: files[PINS]},
        pinned_digest(packet, published),
        None if declared is None else _DECLARATION.validate_json(declared),
    )
