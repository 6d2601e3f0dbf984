"""The figures that a file of intended owners comes to, without writing a row. Pure.

The file's minimal plan is made, and its rows are taken to stand beside those that do; then each object is resolved by
the definitions of the installed views. So a first look says what installation and seed would: tests compare the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from oneroof.coverage.owners import NO_LONGER_THERE
from oneroof.coverage.plan import ExistingRow
from oneroof.coverage.read import TreeObject
from oneroof.coverage.report import CONFLICT, OWNED, ObjectState
from oneroof.sources.entry import Owner

#: Begins what stands in the place of an owner that nobody could tell; no principal's reference can begin so.
UNDECIDED = "\x00undecided "
DATABASE = "database:this"
Stated = Mapping[str, frozenset[Owner]]


def with_catch_alls(tree: Sequence[TreeObject]) -> tuple[TreeObject, ...]:
    """The same objects; those below which all stands that must have an owner are marked, and the database always."""
    by_ref = {item.object_ref: item for item in tree}
    required = [item for item in tree if item.under_roof and item.requires_owner]
    held: dict[str, int] = {}
    for item in required:
        for ref in _above(item, by_ref):
            held[ref] = held.get(ref, 0) + 1
    needs_none = {item.object_ref for item in tree if not (item.under_roof and item.requires_owner)}
    everything = {ref for ref, count in held.items() if count == len(required) and ref in needs_none} | {DATABASE}
    return tuple(replace(item, catch_all=item.object_ref in everything) for item in tree)


def is_undecided(owner: Owner) -> bool:
    """Whether it stands for an owner that nobody could tell."""
    return owner is not None and owner.startswith(UNDECIDED)


def _above(item: TreeObject, by_ref: Mapping[str, TreeObject]) -> set[str]:
    """Everything that contains an object, at any distance."""
    found: set[str] = set()
    pending = list(item.containers)
    while pending:
        ref = pending.pop()
        if ref not in found and ref in by_ref:
            found.add(ref)
            pending.extend(by_ref[ref].containers)
    return found


def stated_by(rows: Iterable[ExistingRow]) -> dict[str, frozenset[Owner]]:
    """The owners that the rows of each object say."""
    found: dict[str, set[Owner]] = {}
    for row in rows:
        found.setdefault(row.object_ref, set()).add(row.owner_ref)
    return {ref: frozenset(owners) for ref, owners in found.items()}


def resolve(
    tree: Sequence[TreeObject],
    stated: Stated,
    principals: Mapping[str, bool] | None,
    schemas: Mapping[str, str | None],
) -> tuple[ObjectState, ...]:
    """What comes of each object under the roof.

    Args:
        tree: every object, under the roof or not; ancestors are looked for among all.
        stated: the owners of each object's own rows; None is a tombstone.
        principals: whether each principal is active; None: nobody knows them, and each owner named counts as active.
        schemas: the schema of each object that stands in one.
    """
    stand = {item.object_ref for item in tree if item.status not in NO_LONGER_THERE}
    said = {ref: _said(owners, principals) for ref, owners in stated.items() if ref in stand}
    frontiers = _frontiers(tree, said.keys())
    catch_alls = {item.object_ref for item in tree if item.catch_all}
    states = []
    for item in tree:
        if item.under_roof:
            frontier = frontiers.get(item.object_ref, set())
            outcome, owner = _together([said[ref] for ref in frontier])
            direct = outcome == OWNED and item.object_ref in frontier
            through = outcome == OWNED and item.requires_owner and not direct and catch_alls.issuperset(frontier)
            kind, schema = item.object_ref.partition(":")[0], schemas.get(item.object_ref)
            states.append(
                ObjectState(item.object_ref, kind, schema, item.requires_owner, outcome, owner, direct, through)
            )
    return tuple(states)


def _said(owners: frozenset[Owner], principals: Mapping[str, bool] | None) -> tuple[str, frozenset[Owner]]:
    """What the rows of one object come to: the outcome, and the owners that it is about."""
    active = frozenset(
        owner
        for owner in owners
        if owner is not None and not is_undecided(owner) and (principals is None or principals.get(owner, False))
    )
    if len(active) > 1 or (active and None in owners):
        return CONFLICT, owners
    if active:
        return OWNED, active
    if None in owners:
        return "tombstone", frozenset({None})
    return ("owner inactive" if any(owner in (principals or {}) for owner in owners) else "owner unknown"), owners


def _together(said: Sequence[tuple[str, frozenset[Owner]]]) -> tuple[str, Owner]:
    """The outcome of a frontier, whose bearers must say the same, and the owner where that is ``owned``."""
    if not said:
        return "never owned", None
    if len(set(said)) > 1:
        return CONFLICT, None
    outcome, owners = said[0]
    return outcome, next(iter(owners)) if outcome == OWNED else None


def _frontiers(tree: Iterable[TreeObject], bearers: Collection[str]) -> dict[str, set[str]]:
    """For each object every bearer of rows that is reached upward without passing another one.

    Each bearer is handed down to what stands below it and bears nothing; a circle ends where it was entered.
    """
    below: dict[str, list[str]] = {}
    for item in tree:
        for parent in item.containers:
            below.setdefault(parent, []).append(item.object_ref)
    found: dict[str, set[str]] = {}
    for bearer in bearers:
        pending = [bearer]
        while pending:
            ref = pending.pop()
            if bearer not in found.setdefault(ref, set()):
                found[ref].add(bearer)
                pending.extend(child for child in below.get(ref, ()) if child not in bearers)
    return found
