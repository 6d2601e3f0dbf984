"""Objects with what contains them, and what direct rows come to in it. Pure.

An object stands in its parent, and by links in further containers. Its owner is that of its own row; else every row
counts that is reached upward without passing another one: where these are all of one owner (a tombstone counts as
one), it is the object's, and where they are not, the object is in conflict, whatever the distances.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from oneroof.errors import FactsSayNo
from oneroof.sources.entry import Owner

#: In place of an owner's number: no row applies; rows of several owners apply.
NOTHING, CONFLICT = -1, -2


@dataclass(frozen=True, slots=True)
class PlanObject:
    """One object that can bear a row.

    Attributes:
        ref: its reference.
        parent: what contains it.
        requires_owner: it must have an owner.
        catch_all: a container that holds everything (the database, say).
        also_in: what else contains it, by links.
    """

    ref: str
    parent: str | None
    requires_owner: bool
    catch_all: bool = False
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effective:
    """Who an object resolves to: the owner, and the object whose row says so, the nearest (None: no row applies)."""

    owner_ref: Owner
    source_object_ref: str | None
    in_conflict: bool = False


@dataclass(frozen=True)
class Graph:
    """Objects by number, containers before what they contain and siblings together: so one pass reads memory in order.

    Attributes:
        objects: all of them.
        rank: an object's rank among the references, by its reference.
        parent: the number of what contains each object, -1 where nothing does.
        further: the numbers of its other containers, for objects that have some.
        by_ref: every number, in the order of the references: by its rank.
    """

    objects: list[PlanObject]
    rank: dict[str, int]
    parent: list[int]
    further: dict[int, tuple[int, ...]]
    by_ref: list[int]

    def above(self, place: int) -> tuple[int, ...]:
        """What contains an object, its parent first."""
        up = self.parent[place]
        return () if up < 0 else (up, *self.further.get(place, ()))

    def by_place(self, values: Mapping[str, int]) -> dict[int, int]:
        """What is given by references, by the objects' numbers; of what is no object nothing."""
        return {self.by_ref[self.rank[ref]]: value for ref, value in values.items() if ref in self.rank}

    def ref(self, place: int) -> str:
        """An object's reference."""
        return self.objects[place].ref


def graph_of(objects: Iterable[PlanObject]) -> Graph:
    """The objects as a graph; a container that is not among them is left out.

    Raises:
        FactsSayNo: containers form a circle.
    """
    listed = sorted(objects, key=lambda item: item.ref)
    rank = {item.ref: place for place, item in enumerate(listed)}
    parent, further = [-1] * len(listed), {}
    below: dict[int, list[int]] = {}
    for place, item in enumerate(listed):
        if item.parent is not None:
            parent[place] = rank.get(item.parent, -1)
        if item.also_in:
            known = (rank[ref] for ref in (item.parent, *item.also_in) if ref is not None and ref in rank)
            containers = tuple(dict.fromkeys(known))
            parent[place] = containers[0] if containers else -1
            if len(containers) > 1:
                further[place] = containers[1:]
                for above in containers[1:]:
                    below.setdefault(above, []).append(place)
        if parent[place] >= 0:
            below.setdefault(parent[place], []).append(place)
    return _numbered(listed, rank, parent, further, _ordered(listed, parent, further, below))


def _numbered(
    listed: list[PlanObject],
    ranks: dict[str, int],
    parent: list[int],
    further: Mapping[int, tuple[int, ...]],
    order: list[int],
) -> Graph:
    """The graph, its objects numbered in ``order``, which names them by their ranks among the references."""
    number = [0] * len(order)
    for place, rank in enumerate(order):
        number[rank] = place
    return Graph(
        [listed[rank] for rank in order],
        ranks,
        [number[above] if (above := parent[rank]) >= 0 else -1 for rank in order],
        {number[rank]: tuple(number[above] for above in containers) for rank, containers in further.items()},
        number,
    )


def _ordered(
    objects: list[PlanObject], parent: list[int], further: Mapping[int, tuple[int, ...]], below: dict[int, list[int]]
) -> list[int]:
    """Containers first: an object follows once all that contain it have been passed."""
    waits = {place: len(containers) + 1 for place, containers in further.items()}
    order = [place for place, above in enumerate(parent) if above < 0]
    for place in order:  # grows while it is read
        if waits:
            for inner in below.get(place, ()):
                if inner in waits:
                    waits[inner] -= 1
                    if waits[inner]:
                        continue
                order.append(inner)
        elif place in below:
            order += below[place]
    if len(order) != len(objects):
        lost = objects[min(set(range(len(objects))).difference(order))].ref
        raise FactsSayNo(
            f"The containers above {lost} form a circle.",
            next_step="Correct parent_ref in governance_object, or the links in governance_object_link.",
        )
    return order


@dataclass
class Resolved:
    """What rows come to, by the objects' numbers.

    Attributes:
        owner: the owner's number, or NOTHING, or CONFLICT.
        source: whose row it is, the nearest; -1 where none applies.
        several: the owners of each object in conflict.
    """

    owner: list[int]
    source: list[int]
    several: dict[int, frozenset[int]] = field(default_factory=dict)

    def handed_down(self, above: Iterable[int]) -> frozenset[int]:
        """The owners that containers hand down, tombstones among them."""
        found: set[int] = set()
        for place in above:
            if self.owner[place] == CONFLICT:
                found |= self.several[place]
            elif self.owner[place] != NOTHING:
                found.add(self.owner[place])
        return frozenset(found)


def resolve(graph: Graph, rows: Mapping[int, int]) -> Resolved:
    """Who each object resolves to, given the owner's number of each object that bears a row."""
    count = len(graph.objects)
    found, distance = Resolved([NOTHING] * count, [-1] * count), [0] * count
    owner, source, parent = found.owner, found.source, graph.parent
    for place, up in enumerate(parent):
        if place in rows:
            owner[place], source[place] = rows[place], place
        elif place in graph.further:
            _meet(graph, found, distance, place)
        elif up >= 0 and (given := owner[up]) != NOTHING:
            owner[place], source[place], distance[place] = given, source[up], distance[up] + 1
            if given == CONFLICT:
                found.several[place] = found.several[up]
    return found


def _meet(graph: Graph, found: Resolved, distance: list[int], place: int) -> None:
    """An object of several containers: every owner that comes down counts; the nearest row is its source."""
    containers = [up for up in graph.above(place) if found.source[up] >= 0]
    owners = found.handed_down(containers)
    if not owners:
        return
    nearest = min(containers, key=lambda up: (distance[up], graph.ref(found.source[up])))
    found.source[place], distance[place] = found.source[nearest], distance[nearest] + 1
    if len(owners) == 1:
        (found.owner[place],) = owners
    else:
        found.owner[place], found.several[place] = CONFLICT, owners


class OwnerNumbers:
    """Owners by number, in bytewise order, so that comparing numbers decides ties; a tombstone is the last."""

    def __init__(self, owners: Iterable[Owner]) -> None:
        distinct = set(owners)
        self._names: list[Owner] = [*sorted(owner for owner in distinct if owner is not None), None]
        self._numbers = {owner: number for number, owner in enumerate(self._names)}

    def number(self, owner: Owner) -> int:
        """An owner's number."""
        return self._numbers[owner]

    def name(self, number: int) -> Owner:
        """The owner of a number; None also where no row applies, or rows of several owners."""
        return self._names[number] if number >= 0 else None

    @property
    def tombstone(self) -> int:
        """The number of explicitly nobody."""
        return len(self._names) - 1


def effective_owners(objects: Iterable[PlanObject], rows: Mapping[str, Owner]) -> dict[str, Effective]:
    """What ``rows`` come to for each object, by reference; rows of other objects are ignored."""
    graph, numbers = graph_of(objects), OwnerNumbers(rows.values())
    borne = graph.by_place({ref: numbers.number(owner) for ref, owner in rows.items()})
    found = resolve(graph, borne)
    nobody = Effective(None, None)
    effective = {}
    for place in graph.by_ref:
        owner, source = found.owner[place], found.source[place]
        state = Effective(numbers.name(owner), graph.ref(source), owner == CONFLICT) if source >= 0 else nobody
        effective[graph.ref(place)] = state
    return effective
