"""The minimal ownership plan: the fewest direct rows that give every object its intended owner. Pure.

An entry on an object means everything below it too, until another entry or an existing row says otherwise; this is
what inheritance does. Rows that stand stay, and the fewest are added to them; `oneroof.coverage.fewest` says where.
A row never stands where it would give an owner to an object that nobody named. An object to which its containers hand
down several owners gets a row where it has an entry, and is *contested* where it has none: the plan does not choose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oneroof.coverage.fewest import Settled, barred_by_links, fewest_rows, settle
from oneroof.coverage.graph import (
    CONFLICT,
    NOTHING,
    Effective,
    Graph,
    OwnerNumbers,
    PlanObject,
    Resolved,
    effective_owners,
    graph_of,
    resolve,
)
from oneroof.errors import FactsSayNo, OneroofError
from oneroof.sources.entry import Owner

__all__ = [
    "Above",
    "Change",
    "Contested",
    "Contradiction",
    "Edge",
    "Effective",
    "ExistingRow",
    "Plan",
    "PlanObject",
    "PlanRow",
    "effective_owners",
    "minimal_plan",
]


@dataclass(frozen=True, slots=True)
class ExistingRow:
    """A direct row that stands already; ``pin`` rows stay although they repeat the inherited owner."""

    object_ref: str
    owner_ref: Owner
    pin: bool = False


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row to insert: ``reach`` objects (the object itself among them) take their owner from it."""

    object_ref: str
    owner_ref: Owner
    reach: int


@dataclass(frozen=True, slots=True)
class Above:
    """What one container hands down: whose row it is, and its owner; a container in conflict hands down several."""

    object_ref: str
    owner_ref: Owner


@dataclass(frozen=True, slots=True)
class Edge:
    """Why a row is needed: here the owner changes from what is above. Nothing above: no row applies there."""

    object_ref: str
    owner_ref: Owner
    above: tuple[Above, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One object whose effective owner changes, from whom to whom, and the row that does it; None is nobody."""

    object_ref: str
    before: Owner
    after: Owner
    source_object_ref: str | None


@dataclass(frozen=True)
class Contradiction:
    """A row that stands and an entry that says another owner for the same object; the row stays."""

    object_ref: str
    stands: Owner
    intended: Owner


@dataclass(frozen=True)
class Contested:
    """An object without an entry to which its containers hand down several owners, and what says so of each."""

    object_ref: str
    sources: tuple[Above, ...]


@dataclass(frozen=True)
class Plan:
    """The plan. ``changes`` is its blast radius; ``edges`` its proof, one a row.

    Attributes:
        rows: what to insert, by ref.
        edges: for each row the change of owner that makes it necessary.
        unmatched: objects that must have an owner and that no entry reaches.
        contradicted: rows that stand and say another owner than the entry for their object.
        contested: objects that need an entry of their own, because their containers disagree. With any of them or of
            ``contradicted``, the plan is not to be carried out.
        changes: every object whose effective owner changes, by ref.
        redundant: objects whose row stands, is no pin and repeats what is inherited: all these rows could go at once.
        direct_rows: rows that stand once the plan is done.
        optimal_rows: rows that would do for the same owners if none stood but the pins, these counted; no fewer do
            without a row on one of ``barred``.
        barred: containers that `optimal_rows` counts without a row, because links would carry its owner elsewhere;
            with rows on them fewer might do. ``rows`` has one there only where a row that stands keeps it from that.
            Where there are none, ``optimal_rows`` is the least there is.
    """

    rows: tuple[PlanRow, ...]
    edges: tuple[Edge, ...]
    unmatched: tuple[str, ...]
    contradicted: tuple[Contradiction, ...]
    contested: tuple[Contested, ...]
    changes: tuple[Change, ...]
    redundant: tuple[str, ...]
    direct_rows: int
    optimal_rows: int
    barred: tuple[str, ...]


def minimal_plan(
    objects: Iterable[PlanObject], intended: Mapping[str, Owner], existing: Sequence[ExistingRow] = ()
) -> Plan:
    """The plan for ``objects``, given entries and the rows that stand already.

    Args:
        objects: everything under the roof; a container that is not among them is left out.
        intended: entries by ref; refs that are not objects are ignored (`oneroof.coverage.owners` names them).
        existing: direct rows; rows of objects that are gone are ignored. Two owners on one object: refused.

    Raises:
        FactsSayNo: containers form a circle, or an object has rows of two owners.
    """
    return _Planning(graph_of(objects), intended, existing).run()


def _standing(existing: Sequence[ExistingRow]) -> dict[str, Owner]:
    stands: dict[str, Owner] = {}
    for row in existing:
        if stands.setdefault(row.object_ref, row.owner_ref) != row.owner_ref:
            raise FactsSayNo(
                f"{row.object_ref} has direct rows of two owners.",
                next_step="Resolve the conflict first (`oneroof conflicts` lists it); a seed only inserts.",
            )
    return stands


class _Planning:
    """One run of `minimal_plan`; objects and owners by number."""

    def __init__(self, graph: Graph, intended: Mapping[str, Owner], existing: Sequence[ExistingRow]) -> None:
        self.graph = graph
        rows = _standing(existing)
        self.numbers = OwnerNumbers([*intended.values(), *rows.values()])
        self.intended = self._by_number(intended)
        self.stands = self._by_number(rows)
        self.pinned = self._by_number({row.object_ref: row.owner_ref for row in existing if row.pin})

    def _by_number(self, owners: Mapping[str, Owner]) -> dict[int, int]:
        return self.graph.by_place({ref: self.numbers.number(owner) for ref, owner in owners.items()})

    def run(self) -> Plan:
        """Settle, choose, resolve, check, tell."""
        settled = settle(self.graph, {**self.intended, **self.stands})
        chosen = fewest_rows(self.graph, settled, self.stands)
        before, after = resolve(self.graph, self.stands), resolve(self.graph, {**self.stands, **chosen})
        if not settled.contested:
            self._check(settled, after)
        direct = len(self.stands) + len(chosen)
        redundant = self._redundant(after)
        fresh = len(chosen) if self.pinned == self.stands else len(fewest_rows(self.graph, settled, self.pinned))
        places = self._in_order(chosen)
        reach = Counter(after.source)
        return Plan(
            rows=tuple(PlanRow(self._ref(at), self.numbers.name(chosen[at]), reach[at]) for at in places),
            edges=tuple(Edge(self._ref(at), self.numbers.name(chosen[at]), self._above(at, after)) for at in places),
            unmatched=self._unmatched(settled),
            contradicted=self._contradicted(),
            contested=tuple(self._contest(at, settled) for at in self._in_order(settled.contested)),
            changes=self._changes(before, after),
            redundant=redundant,
            direct_rows=direct,
            optimal_rows=min(direct - len(redundant), fresh + len(self.pinned)),
            barred=tuple(self._ref(at) for at in self._in_order(barred_by_links(self.graph, settled, self.pinned))),
        )

    def _ref(self, place: int) -> str:
        return self.graph.ref(place)

    def _in_order(self, places: Iterable[int]) -> list[int]:
        return sorted(places, key=self.graph.ref)

    def _above(self, place: int, after: Resolved) -> tuple[Above, ...]:
        found = {
            (after.source[up], owner): None
            for up in self.graph.above(place)
            for owner in sorted(after.handed_down((up,)))
        }
        return tuple(Above(self._ref(source), self.numbers.name(owner)) for source, owner in found)

    def _unmatched(self, settled: Settled) -> tuple[str, ...]:
        return tuple(
            self._ref(place)
            for place in self.graph.by_ref
            if settled.owner[place] == NOTHING and self.graph.objects[place].requires_owner
        )

    def _contradicted(self) -> tuple[Contradiction, ...]:
        name = self.numbers.name
        return tuple(
            Contradiction(self._ref(place), name(self.stands[place]), name(self.intended[place]))
            for place in self._in_order(self.intended.keys() & self.stands.keys())
            if self.stands[place] != self.intended[place]
        )

    def _contest(self, place: int, settled: Settled) -> Contested:
        found = {
            settled.source[up]: settled.owner[up] for up in self.graph.above(place) if settled.owner[up] != NOTHING
        }
        sources = tuple(Above(self._ref(source), self.numbers.name(owner)) for source, owner in found.items())
        return Contested(self._ref(place), sources)

    def _changes(self, before: Resolved, after: Resolved) -> tuple[Change, ...]:
        nobody, name, ref = {NOTHING, CONFLICT, self.numbers.tombstone}, self.numbers.name, self.graph.ref
        changes = []
        for place in self.graph.by_ref:
            was, now = before.owner[place], after.owner[place]
            if was != now and not (was in nobody and now in nobody):
                source = after.source[place]
                changes.append(Change(ref(place), name(was), name(now), ref(source) if source >= 0 else None))
        return tuple(changes)

    def _redundant(self, after: Resolved) -> tuple[str, ...]:
        return tuple(
            self._ref(place)
            for place in self._in_order(self.stands)
            if place not in self.pinned and after.handed_down(self.graph.above(place)) == {self.stands[place]}
        )

    def _check(self, settled: Settled, after: Resolved) -> None:
        """No plan leaves that does not give what was asked: each settled object its owner, no unmatched one any."""
        for item, wanted, given in zip(self.graph.objects, settled.owner, after.owner, strict=True):
            if given != wanted and (wanted != NOTHING or item.requires_owner):
                raise OneroofError(f"The plan gives {item.ref} another owner than was asked for.")
