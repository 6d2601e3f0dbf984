"""Which relations packets declare to write. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from oneroof.packets.model import Packet
from oneroof.packets.names import QualifiedName, split_name

#: Objects whose change can rewrite rows: what stands first in their path is a relation's schema and name.
_OF_RELATIONS = ("table", "column", "materialized_view")


def written_relations(packets: Iterable[Packet]) -> frozenset[QualifiedName]:
    """Schema and name of each relation in a delta, forward or back, and of each whose DDL may rewrite its rows."""
    found: set[QualifiedName] = set()
    for packet in packets:
        for side in (packet.side("forward"), packet.side("rollback")):
            found |= {delta.name for delta in side.deltas}
            for change in side.catalog:
                kind, _, path = change.object.partition(":")
                if kind in _OF_RELATIONS:
                    schema, name, *_ = split_name(path)
                    found.add((schema, name))
    return frozenset(found)
