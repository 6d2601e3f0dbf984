"""The figures that a file of intended owners comes to, without writing a row. Pure.

The file's minimal plan is made and its rows are taken to stand beside those that do; then each object is resolved by
the definitions of the installed views. So a first look says what installation and seed would: tests compare the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from oneroof.coverage.report import CONFLICT, OWNED, ObjectState
from oneroof.sources.entry import Owner


@dataclass(frozen=True)
class LookObject:
    """One object there is. ``parents``: what contains it; those that are unknown are passed over."""

    object_ref: str
    kind: str
    schema_name: str | None
    parents: tuple[str, ...]
    under_roof: bool
    requires_owner: bool
    catch_all: bool = False


Stated = Mapping[str, frozenset[Owner]]


def marked_catch_alls(objects: Sequence[LookObject]) -> tuple[LookObject, ...]:
    """The same objects; those below which all stands that must have an owner are marked, and the database always."""
    by_ref = {item.object_ref: item for item in objects}
    required = [item for item in objects if item.under_roof and item.requires_owner]
    held: dict[str, int] = {}
    for item in required:
        for ref in _above(item, by_ref):
            held[ref] = held.get(ref, 0) + 1
    everything = {
        ref
        for ref, count in held.items()
        if count == len(required) and not (by_ref[ref].under_roof and by_ref[ref].requires_owner)
    } | {"database:this"}
    return tuple(replace(item, catch_all=item.object_ref in everything) for item in objects)


def _above(item: LookObject, by_ref: Mapping[str, LookObject]) -> set[str]:
    """Everything that contains an object, at any distance."""
    found: set[str] = set()
    pending = list(item.parents)
    while pending:
        ref = pending.pop()
        if ref not in found and ref in by_ref:
            found.add(ref)
            pending.extend(by_ref[ref].parents)
    return found


def resolve(objects: Sequence[LookObject], stated: Stated, principals: Mapping[str, bool]) -> tuple[ObjectState, ...]:
    """What comes of each object under the roof.

    Args:
        objects: every object, under the roof or not; ancestors are looked for among all.
        stated: the owners of each object's own rows; None is a tombstone.
        principals: whether each principal is active.
    """
    bearers = _bearers(objects, stated)
    catch_alls = {item.object_ref for item in objects if item.catch_all}
    states = []
    for item in objects:
        if item.under_roof:
            reached = bearers.get(item.object_ref, {})
            outcome, owner = _outcome([stated[ref] for ref in reached], principals)
            nearest = min(reached, key=lambda ref: (reached[ref], ref), default=None)
            by_catch_all = outcome == OWNED and item.requires_owner and nearest in catch_alls
            direct = outcome == OWNED and nearest == item.object_ref
            states.append(
                ObjectState(
                    item.object_ref,
                    item.kind,
                    item.schema_name,
                    item.requires_owner,
                    outcome,
                    owner,
                    direct,
                    by_catch_all and not direct,
                )
            )
    return tuple(states)


def _bearers(objects: Iterable[LookObject], stated: Stated) -> dict[str, dict[str, int]]:
    """For each object the bearers of rows that are reached upward without passing another one, with their distance.

    Each bearer is handed down to what stands below it and bears nothing; a circle ends where it was entered.
    """
    below: dict[str, list[str]] = {}
    known = {item.object_ref for item in objects}
    for item in objects:
        for parent in item.parents:
            below.setdefault(parent, []).append(item.object_ref)
    found: dict[str, dict[str, int]] = {}
    for bearer in stated.keys() & known:
        level, distance = [bearer], 0
        while level:
            for ref in level:
                found.setdefault(ref, {})[bearer] = distance
            distance += 1
            level = list(
                dict.fromkeys(
                    child
                    for ref in level
                    for child in below.get(ref, ())
                    if child not in stated and bearer not in found.get(child, {})
                )
            )
    return found


def _outcome(owners: Sequence[frozenset[Owner]], principals: Mapping[str, bool]) -> tuple[str, str | None]:
    """The outcome of the rows that an object is reached by, and its owner where that is ``owned``."""
    if not owners:
        return "never owned", None
    together: frozenset[Owner] = frozenset().union(*owners)
    active = [owner for owner in together if owner is not None and principals.get(owner)]
    if len(active) > 1 or (active and None in together):
        return CONFLICT, None
    if active:
        return OWNED, active[0]
    if None in together:
        return "tombstone", None
    return ("owner inactive" if any(owner in principals for owner in together) else "owner unknown"), None
