"""What may be claimed of a clone's contents: equal at the snapshot, equal though copied at another moment, or nothing.

A dump is of the very snapshot whose fingerprint was taken, so a difference is a wrong copy. A base backup, a template
and a platform's copy are of some moment near it: equal fingerprints prove them all the same; a difference proves
nothing, and production is read again to say what others changed meanwhile. Unproven is never a PASS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from oneroof.clone.model import Clone
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.impact import same_plan
from oneroof.fingerprint.masked import explain_masked
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg.session import Reader
from oneroof.stages.context import Context

_NOT_CARRIED = "not logged by production, so empty in a copy of its files"


def without_unlogged(made: Clone, found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Rows of relations that a copy of files does not carry are named as such, not taken for a wrong copy."""
    absent = set(made.measured.get("not_carried", ()))
    return tuple(
        replace(line, kind="not_carried", detail=_NOT_CARRIED) if line.object in absent else line for line in found
    )


def without_masked(
    context: Context, reader: Reader, made: Clone, copied: Fingerprint, found: tuple[Difference, ...]
) -> tuple[Difference, ...]:
    """What differs because columns are masked is shown to be so, and named.

    Args:
        context: opens the clone.
        reader: in the snapshot of production's fingerprint.
        made: what was masked in it.
        copied: its fingerprint.
        found: differences of rows.
    """
    masked = [ref for item in made.masked for ref in item.refs]
    if not masked:
        return found
    with context.open_clone() as session, session.transaction(read_only=True, repeatable=True):
        return explain_masked(reader, session, copied, masked, found)


def claim(context: Context, production: Fingerprint, found: Iterable[Difference]) -> Mapping[str, Any]:
    """The fact ``fidelity``: whether it is claimed, at which moment, and what others changed meanwhile if it is not."""
    if context.strategy.at_snapshot:
        return {"claimed": True, "moment": "snapshot", "moved": []}
    if not any(line.kind == "real" for line in found):
        return {"claimed": True, "moment": "equal", "moved": []}
    later = settled_fingerprint(
        context.open_reader, workers=context.workers, progress=context.talk.progress, plan=same_plan(production)
    )
    moved = differences(production, later, branches=("catalog", "data"))
    return {"claimed": False, "moment": "another", "moved": sorted({line.object for line in moved})}
