"""What document 11 shows of a packet: its facts beside its own files, and the risks that were measured. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oneroof.errors import PacketMalformed
from oneroof.evidence.model import PINS, Bundle
from oneroof.packets.model import Guard, Manifest
from oneroof.packets.parse import parse
from oneroof.reports.text import hidden_characters
from oneroof.reports.values import Missing, at, text
from oneroof.verdict.model import Facts


@dataclass(frozen=True)
class PacketView:
    """One packet: what stage 11 says of it (``named``), what its files say, and what was done with it on the clone.

    ``folder`` is where its files stand, None where the bundle has none. ``measured`` and ``undone`` are None where no
    stage came to it; ``closes_gap`` says that it is the ownership seed.
    """

    code: str
    folder: str | None
    named: Mapping[str, Any]
    guards: tuple[Guard, ...]
    verify: tuple[Guard, ...]
    rollback: str
    hidden: int
    measured: Mapping[str, Any] | None
    undone: Mapping[str, Any] | None
    closes_gap: bool


def packet_views(bundle: Bundle) -> tuple[PacketView, ...]:
    """The packets that stage 11 names, in its order."""
    facts = {record.key: record.facts for record in bundle.records}
    named = _list(at(facts, "rollout_packet.packets"))
    return tuple(_view(bundle, facts, item) for item in named)


def _view(bundle: Bundle, facts: Mapping[str, Facts], named: Mapping[str, Any]) -> PacketView:
    code = str(named["code"])
    files = bundle.packets.get(code, {})
    rollback = files.get("rollback.sql", b"").decode(errors="replace")
    manifest = _manifest(files)
    seeded = _find(at(facts, "seed.packets"), code)
    scanned = at(facts, "scan_write.packet")
    return PacketView(
        code=code,
        folder=f"evidence/packets/{code}" if files else None,
        named=named,
        guards=manifest.guard if manifest else (),
        verify=manifest.verify if manifest else (),
        rollback=rollback,
        hidden=hidden_characters(rollback),
        measured=seeded or _find([] if isinstance(scanned, Missing) else [scanned], code),
        undone=_find(at(facts, "rollback.packets"), code),
        closes_gap=seeded is not None and not isinstance(at(facts, "seed.gap_after"), Missing),
    )


def _list(value: Any) -> Sequence[Mapping[str, Any]]:
    return value if isinstance(value, list | tuple) else ()


def _find(listed: Any, code: str) -> Mapping[str, Any] | None:
    return next((item for item in _list(listed) if item["code"] == code), None)


def _manifest(files: Mapping[str, bytes]) -> Manifest | None:
    try:
        return parse({name: content for name, content in files.items() if name != PINS}).manifest
    except PacketMalformed:
        return None


def risks(bundle: Bundle) -> tuple[str, ...]:
    """What an operator should know beforehand, each from a fact of this rehearsal."""
    facts = {record.key: record.facts for record in bundle.records}
    found = (
        _issues(at(facts, "event_boundary.issues_triggers")),
        _validation(at(facts, "event_boundary.validation_trigger")),
        _ownership(at(facts, "seed.ownership_triggers")),
        _cosmetic(at(facts, "baseline.differences_cosmetic"), at(facts, "baseline.differences")),
        _recomputed(at(facts, "baseline.differences_recomputed")),
        _others(at(facts, "impact.identical")),
    )
    return tuple(risk for risk in found if risk)


def _issues(triggers: Any) -> str:
    if not isinstance(triggers, int) or not triggers:
        return ""
    return f"system_issues carries {triggers} triggers: it is not inert, and a scan never writes to it."


def _validation(enabled: Any) -> str:
    if not isinstance(enabled, str):
        return ""
    return f"event_outbox carries a validation trigger (state {enabled}): it is not inert; never write to it in bulk."


def _ownership(triggers: Any) -> str:
    if not isinstance(triggers, int):
        return ""
    if triggers:
        return f"governance_object_ownership carries {triggers} triggers: the seed can have side effects."
    return "governance_object_ownership carries 0 triggers: the seed is a clean insert with no cascade."


def _cosmetic(count: Any, differences: Any) -> str:
    if not isinstance(count, int) or not count:
        return ""
    objects = [text(at(item, "object")) for item in _list(differences) if at(item, "kind") == "cosmetic"]
    shown = ", ".join(objects[:3]) + (", …" if objects[3:] else "")
    return (
        f"definitions that read differently after dump and reload: {count} ({shown}); cosmetic, each with its witness;"
        " an md5 of such a text differs after a restore and means nothing."
    )


def _recomputed(count: Any) -> str:
    if not isinstance(count, int) or not count:
        return ""
    return f"objects that the copy recomputed: {count}; a materialised view comes back refreshed."


def _others(identical: Any) -> str:
    if identical is not False:
        return ""
    return "others wrote to production during the rehearsal: the guards and pins will find what they changed."
