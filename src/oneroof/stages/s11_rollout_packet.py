"""Stage 11 (step G): the pinned packets, which are what people sign, and the command that will run each."""

from __future__ import annotations

from typing import Any

from oneroof.packets.check import check
from oneroof.stages.context import Applied, Context, Outcome


def run(context: Context) -> Outcome:
    """Name each packet that was applied by its digest."""
    return Outcome({"packets": [_facts(applied) for applied in context.applied]})


def rendered_name(code: str) -> str:
    """The file that plain psql will run: after the code, lower case, without a trailing ``_COMMIT``."""
    return f"commit_ready_{code.removesuffix('_COMMIT').lower()}.sql"


def _facts(applied: Applied) -> dict[str, Any]:
    packet = applied.packet
    file = rendered_name(packet.code)
    return {
        "code": packet.code,
        "title": packet.title,
        "phase": packet.phase,
        "automation": packet.automation,
        "packet_digest": applied.packet_digest,
        "source_digest": packet.source_digest,
        "rehearsed": True,
        "file": file,
        "command": f"psql -v ratified_apr=<APR-CODE> -f {file}",
        "deltas": [delta.as_fact() for delta in packet.deltas],
        "guards": [guard.name for guard in packet.guards],
        "rollback_within": packet.rollback.within,
        "hazards": [{"code": hazard.code, "message": hazard.message} for hazard in check(packet)],
    }
