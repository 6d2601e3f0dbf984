"""Where the fewest rows stand: one pass up that counts, one pass down that chooses. Pure; objects and owners by number.

An object is *settled* where it has an entry or a row that stands, or something above it has; every other is *open*,
and so is all that is above an open one.

* A settled object needs a row exactly where its containers hand down anything but its owner, and no row of it stands.
* An open container bears a row only where that saves rows below it, or where all below it agree on one owner.
* Some open containers are *closed*: they bear none, because a row there would own what nobody named (see `_closed`).

The count is the Fitch-Hartigan recurrence over a tree: of an open container only its least number of rows and the
owners that reach it are kept, because any other owner handed down to it costs exactly one row more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from oneroof.coverage.graph import NOTHING, Graph


@dataclass(frozen=True)
class Settled:
    """The owner of each settled object, by number.

    Attributes:
        owner: the owner's number; NOTHING at an open object.
        source: the object whose entry or row settles it; -1 at an open object.
        contested: objects without an entry to which their containers hand down several owners: nobody decides.
    """

    owner: list[int]
    source: list[int]
    contested: list[int]


def settle(graph: Graph, said: Mapping[int, int]) -> Settled:
    """An entry or row holds for all below it until another one."""
    owner, source = [NOTHING] * len(graph.objects), [-1] * len(graph.objects)
    contested = []
    for place, up in enumerate(graph.parent):
        if place in said:
            owner[place], source[place] = said[place], place
        elif up >= 0:
            owner[place], source[place] = owner[up], source[up]
            for other in graph.further.get(place, ()) if graph.further else ():
                if owner[place] == NOTHING:
                    owner[place], source[place] = owner[other], source[other]
                elif owner[other] not in (NOTHING, owner[place]):
                    contested.append(place)
                    break
    return Settled(owner, source, contested)


@dataclass
class _Open:
    """An open container: rows below it when it hands down nothing, and for whom how many of them are spared."""

    rows: int = 0
    spared: dict[int, int] = field(default_factory=dict)

    def cost(self, owner: int) -> int:
        """Rows below when ``owner`` is handed down."""
        return self.rows - self.spared.get(owner, 0)

    def best(self) -> list[int]:
        """The owners that spare most."""
        most = max(self.spared.values(), default=0)
        return [owner for owner, spared in self.spared.items() if spared == most]


def fewest_rows(graph: Graph, settled: Settled, stands: Mapping[int, int]) -> dict[int, int]:
    """The owner of each row to add to those that stand.

    Args:
        graph: the objects.
        settled: of `settle`.
        stands: the owner of each object that bears a row which is to stay.
    """
    closed = _closed(graph, settled.owner, stands)
    opened = _count(graph, settled.owner, stands, closed)
    hands_down = [NOTHING] * len(graph.objects)
    chosen: dict[int, int] = {}
    for place, up in enumerate(graph.parent):
        given = hands_down[up] if up >= 0 else NOTHING
        owner = settled.owner[place]
        if owner == NOTHING:
            owner = _wanted(opened[place], given) if place in opened else given
        elif place in graph.further:
            handed = {hands_down[above] for above in graph.above(place)} - {NOTHING}
            given = owner if handed == {owner} else NOTHING
        hands_down[place] = owner
        if owner != given and place not in stands:
            chosen[place] = owner
    return chosen


def barred_by_links(graph: Graph, settled: Settled, stands: Mapping[int, int]) -> list[int]:
    """Containers that bear no row for the sake of links alone; where there are none, no other plan has fewer rows.

    With links a fewest plan is a smallest set of containers that covers objects, which nobody finds in linear time.
    """
    if not graph.further:
        return []
    closed, anyway = _closed(graph, settled.owner, stands), bytearray(len(graph.objects))
    _close_above(graph, settled.owner, anyway)
    return [place for place, barred in enumerate(closed) if barred and not anyway[place]]


def _closed(graph: Graph, owner: Sequence[int], stands: Mapping[int, int]) -> bytearray:
    """Open objects that bear no row: catch-alls, objects that must have an owner, and what is above either.

    Where an object of several containers could take its owner from some of them, the open ones among these are closed,
    too: a row there would come down to it beside what is meant for it. Only where all its containers are open, its
    parent may bear one.
    """
    closed = bytearray(len(graph.objects))
    for place, further in graph.further.items():
        handed = {owner[up] for up in graph.above(place)} - {NOTHING}
        if place in stands or (handed and handed != {owner[place]}):
            continue  # a row of its own stands between
        by_link = any(owner[up] != NOTHING for up in further)
        for up in graph.above(place) if by_link else further:
            closed[up] = owner[up] == NOTHING
    _close_above(graph, owner, closed)
    return closed


def _close_above(graph: Graph, owner: Sequence[int], closed: bytearray) -> None:
    """Close open catch-alls and open objects that must have an owner, and what is open above anything closed."""
    for place in range(len(owner) - 1, -1, -1):
        if owner[place] != NOTHING:
            continue
        item = graph.objects[place]
        if closed[place] or item.catch_all or item.requires_owner:
            closed[place] = True
            for up in graph.above(place):
                closed[up] = True


def _count(graph: Graph, owner: Sequence[int], stands: Mapping[int, int], closed: Sequence[int]) -> dict[int, _Open]:
    """The recurrence at every open container that may bear a row and has something below that needs one."""
    inner = [0] * len(graph.objects)  # rows strictly below a settled object
    opened: dict[int, _Open] = {}
    for place in range(len(inner) - 1, -1, -1):
        up, own = graph.parent[place], owner[place]
        if up < 0 or closed[up]:
            continue
        if own == NOTHING:
            if place in opened:
                _add_open(opened.setdefault(up, _Open()), opened[place])
            continue
        stays = place in stands
        own_row = not stays and _own_row(graph, owner, place, up)
        if owner[up] != NOTHING:
            inner[up] += inner[place] + own_row
            continue
        container = opened.setdefault(up, _Open())
        container.rows += inner[place] + (not stays)
        if not stays and not own_row:
            container.spared[own] = container.spared.get(own, 0) + 1
    return opened


def _add_open(container: _Open, inner: _Open) -> None:
    """An open container in an open one: each owner that spares most of its rows spares one row more."""
    best = inner.best()
    container.rows += inner.cost(best[0]) + 1 if best else inner.rows
    for number in best:
        container.spared[number] = container.spared.get(number, 0) + 1


def _own_row(graph: Graph, owner: Sequence[int], place: int, up: int) -> bool:
    """Whether a settled object needs a row whatever its open containers hand down."""
    if place not in graph.further:
        return owner[up] not in (NOTHING, owner[place])
    handed = {owner[above] for above in graph.above(place)} - {NOTHING}
    return bool(handed) and handed != {owner[place]}


def _wanted(container: _Open, given: int) -> int:
    """What an open container hands down: what it is given, unless a row on it saves rows, or all below agree."""
    best = min(container.best(), default=NOTHING)
    if best == NOTHING:
        return given
    keep, put = container.cost(given), 1 + container.cost(best)
    return best if put < keep or (put == keep and container.cost(best) == 0) else given
