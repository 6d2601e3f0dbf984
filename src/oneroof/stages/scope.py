"""Of which tables a rehearsal digests production's rows, and what it can say of those that it leaves out.

The clone is digested in full whatever the scope is: what a rollback must come back to is the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from oneroof.errors import UsageError
from oneroof.fingerprint.model import Fingerprint, Scope
from oneroof.fingerprint.plan import EVERYTHING, DataPlan
from oneroof.fingerprint.scope import chosen_plan
from oneroof.packets.model import Packet
from oneroof.packets.names import QualifiedName
from oneroof.packets.written import written_relations
from oneroof.pg.session import Reader
from oneroof.stages.context import Context, Programme

#: What the governance programme writes, in the governance schema; the measured write sets are held against it.
_PROGRAMME = (
    "candidate_object",
    "candidate_scan_run",
    "candidate_state",
    "event_outbox",
    "event_type_registry",
    "governance_object_ownership",
    "governance_source_snapshot",
    "governance_worker_cursor",
)


def require_scope(scope: Scope | None, programme: Programme, packets: Sequence[Packet]) -> None:
    """Refuse a rehearsal that could not say whether what it writes is, on the clone, what production has.

    Raises:
        UsageError: rows are written, and none of production's would be digested.
    """
    written = programme == "governance" or bool(written_relations(packets))
    if scope == "none" and written:
        raise UsageError(
            "Rows are written in this rehearsal, and with --data none nothing would be proven of the tables they are"
            " in.",
            next_step="Use --data touched, or full.",
        )


def planned(context: Context, reader: Reader) -> DataPlan:
    """What of production's rows is digested: as asked for, or by the size of the database."""
    if context.data == "full":
        return EVERYTHING
    return chosen_plan(reader, "everyday", context.data, _written(context))


def _written(context: Context) -> frozenset[QualifiedName]:
    own = written_relations(context.own_packets)
    if context.programme == "packets" or context.governance is None:
        return own
    return own | {(context.governance, name) for name in _PROGRAMME}


def left_out(found: Fingerprint, follow: frozenset[str], counted: Mapping[str, str]) -> dict[str, Any]:
    """For evidence: what holds rows and is outside of the scope, and what PostgreSQL had counted as written there.

    Args:
        found: the fingerprint at the snapshot.
        follow: what is inside although it has no digest yet.
        counted: by reference, as it stood before that snapshot.
    """
    outside = [ref for ref in found.undigested if ref not in follow]
    return {"left_out": outside, "left_out_counted": {ref: counted[ref] for ref in outside if ref in counted}}


def narrowed(copied: Fingerprint, production: Fingerprint) -> Fingerprint:
    """The clone's fingerprint with the rows alone that production's has."""
    outside = {*production.undigested}
    data = {ref: entry for ref, entry in copied.data.items() if ref not in outside}
    return replace(copied, data=data, scope=production.scope, undigested=production.undigested)
