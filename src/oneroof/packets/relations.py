"""Relations in an inventory of the catalog: which entry is a relation's, and the digest of all that makes it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oneroof.fingerprint.model import Entry, digest_of
from oneroof.packets.model import Side
from oneroof.packets.names import QualifiedName, show
from oneroof.packets.tokens import UnreadableSqlError, tokens

_KINDS = ("table", "view", "materialized_view", "foreign_table")


def declared_relations(side: Side) -> set[QualifiedName]:
    """Those whose definition is pinned: locked or written."""
    return {lock.name for lock in side.locks} | {delta.name for delta in side.deltas}


def possible_refs(names: Iterable[QualifiedName]) -> set[str]:
    """How relations of these names may be called in an inventory, whatever kind they are of, or were."""
    return {f"{kind}:{show(name)}" for kind in _KINDS for name in names}


def relation_ref(catalog: Mapping[str, Entry], name: QualifiedName) -> str | None:
    """The reference of the relation of that name, or None when there is none."""
    refs = (f"{kind}:{show(name)}" for kind in _KINDS)
    return next((ref for ref in refs if ref in catalog), None)


def relation_digests(catalog: Mapping[str, Entry], refs: Iterable[str]) -> dict[str, str]:
    """For each relation, SHA-256 over its entry, everything below it and the functions that its triggers call.

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
    called = (_trigger_function(catalog[member]) for member in members if member.startswith("trigger:"))
    members |= {function for function in called if function in catalog}
    return digest_of(catalog[member].digest for member in sorted(members))


def _trigger_function(trigger: Entry) -> str:
    """The function that a trigger calls, from the end of its definition (``EXECUTE FUNCTION schema.name(…)``)."""
    try:
        found = list(tokens(trigger.facets.get("definition", "")))
    except UnreadableSqlError:
        return ""
    starts = [place for place, token in enumerate(found) if token.is_word("execute")]
    if not starts:
        return ""
    name = [token.text for token in found[starts[-1] + 2 :][:3] if token.kind in {"word", "quoted"}]
    return f"function:{show((name[0], name[1]))}()" if len(name) > 1 else ""
