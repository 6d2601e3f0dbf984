"""What may be claimed of a clone's contents: equal at the snapshot, equal though copied at another moment, or nothing.

A dump is of the very snapshot whose fingerprint was taken, so a difference is a wrong copy. A base backup, a template
and a platform's copy are of some moment near it: equal fingerprints prove them all the same; a difference proves
nothing, and production is read again to say what others changed meanwhile. Unproven is never a PASS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from oneroof.clone.mask_plan import Masked
from oneroof.clone.model import Clone
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.data import digest_table
from oneroof.fingerprint.impact import same_plan
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.refs import split_ref
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg.session import CloneWriter, Reader
from oneroof.stages.context import Context

_NOT_CARRIED = "not logged by production, so empty in a copy of its files"


def without_unlogged(made: Clone, found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Rows of relations that a copy of files does not carry are named as such, not taken for a wrong copy."""
    absent = set(made.measured.get("not_carried", ()))
    return tuple(
        replace(line, kind="not_carried", detail=_NOT_CARRIED) if line.object in absent else line for line in found
    )


def without_masked(
    context: Context, reader: Reader, made: Clone, found: Iterable[Difference]
) -> tuple[Difference, ...]:
    """Tables with masked columns are compared without those columns, on both sides; only equal ones are accounted for.

    Args:
        context: opens the clone.
        reader: in the snapshot of production's fingerprint.
        made: what was masked in it.
        found: differences of rows.
    """
    masked = {item.object: item for item in made.masked}
    lines = tuple(found)
    if not masked.keys() & {line.object for line in lines}:
        return lines
    with context.open_clone() as session, session.transaction(read_only=True, repeatable=True):
        return tuple(_judged(line, masked.get(line.object), reader, session) for line in lines)


def _judged(line: Difference, masked: Masked | None, reader: Reader, session: CloneWriter) -> Difference:
    if masked is None or line.branch != "data" or line.change != "changed":
        return line
    kind, (schema, name) = split_ref(line.object)
    if kind == "materialized_view":
        return replace(line, kind="masked", detail="computed anew from masked columns")
    without = (*masked.columns, *masked.computed)
    there, here = (digest_table(one, schema, name, without=without) for one in (reader, session))
    if there != here:
        return replace(line, detail=f"it differs also without its {len(without)} masked columns")
    return replace(line, kind="masked", detail=f"equal without {', '.join(without)}; {here.rows} rows")


def claim(context: Context, production: Fingerprint, found: Iterable[Difference]) -> Mapping[str, Any]:
    """The fact ``fidelity``: whether it is claimed, at which moment, and what others changed meanwhile if it is not."""
    if context.strategy.at_snapshot:
        return {"claimed": True, "moment": "snapshot", "moved": []}
    if not any(line.kind == "real" for line in found):
        return {"claimed": True, "moment": "equal", "moved": []}
    later = settled_fingerprint(context.open_reader, progress=context.talk.progress, plan=same_plan(production))
    moved = differences(production, later, branches=("catalog", "data"))
    return {"claimed": False, "moment": "another", "moved": sorted({line.object for line in moved})}
