"""Which relations packets declare to touch. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from oneroof.packets.model import Packet
from oneroof.packets.names import QualifiedName, split_name

#: Objects whose change can rewrite rows: what stands first in their path is a relation's schema and name.
_OF_RELATIONS = ("table", "column", "materialized_view")


def written_relations(packets: Iterable[Packet]) -> frozenset[QualifiedName]:
    """Schema and name of each relation that is locked or in a delta, forward or back, or whose DDL may rewrite rows."""
    found: set[QualifiedName] = set()
    for packet in packets:
        for side in (packet.side("forward"), packet.side("rollback")):
            found |= {delta.name for delta in side.deltas} | {lock.name for lock in side.locks}
            for change in side.catalog:
                kind, _, path = change.object.partition(":")
                if kind in _OF_RELATIONS:
                    schema, name, *_ = split_name(path)
                    found.add((schema, name))
    return frozenset(found)
