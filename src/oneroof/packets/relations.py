"""Relations in an inventory of the catalog: which entry is a relation's, and the digest of all that makes it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oneroof.fingerprint.model import Entry, digest_of
from oneroof.packets.model import Side
from oneroof.packets.names import QualifiedName, show

_KINDS = ("table", "view", "materialized_view", "foreign_table")


def declared_relations(side: Side) -> set[QualifiedName]:
    """Those whose definition is pinned: locked or written."""
    return {lock.name for lock in side.locks} | {delta.name for delta in side.deltas}


def possible_refs(names: Iterable[QualifiedName]) -> set[str]:
    """How relations of these names may be called in an inventory, whatever kind they are of, or were."""
    return {f"{kind}:{show(name)}" for kind in _KINDS for name in names}


def relation_digests(catalog: Mapping[str, Entry], refs: Iterable[str]) -> dict[str, str]:
    """For each relation, SHA-256 over its entry, everything below it and the functions that its triggers call.

    The same as packets/read_inventory gives on the server; this is for a catalog that was read before, as production's.

    Columns, constraints, indexes, triggers with their enabled state, rules, policies, owner and grants are all facets
    or children; a relation that is not there gets no digest.
    """
    children: dict[str, list[str]] = {}
    for ref, entry in catalog.items():
        if entry.parent is not None:
            children.setdefault(entry.parent, []).append(ref)
    return {ref: _digest(catalog, children, ref) for ref in refs if ref in catalog}


def _digest(catalog: Mapping[str, Entry], children: Mapping[str, list[str]], ref: str) -> str:
    members, pending = set[str](), [ref]
    while pending:
        member = pending.pop()
        if member not in members:
            members.add(member)
            pending += children.get(member, [])
    called = (catalog[member].facets.get("calls", "") for member in members if member.startswith("trigger:"))
    members |= {function for function in called if function in catalog}
    return digest_of(catalog[member].digest for member in sorted(members))
