"""The minimal ownership plan: the fewest direct rows that give every object its intended owner. Pure.

An entry on an object means everything below it too, until another entry or an existing row says otherwise; this is
what inheritance does. So every object is either *settled* (it has an entry or an existing row, or something above it
has) or *open*, and everything above an open object is open.

* A settled object needs a row exactly when its owner is not the owner of its parent, and no row of it exists yet.
* An open container carries a row only where that saves rows below it, or where all below it agree on one owner.
* A row never stands where it would give an owner to an object that nobody named: above an *unmatched* object (open,
  and it must have an owner) and on an open catch-all container.

The count is the Fitch-Hartigan recurrence over a tree: of a node only its least number of rows and the owners that
reach it are kept, because any other inherited owner costs exactly one row more. Time is linear in the objects for a
bounded number of owners below one open container. ``None`` as an owner is a tombstone: explicitly unowned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from oneroof.errors import FactsSayNo, OneroofError
from oneroof.sources.entry import Owner


@dataclass(frozen=True)
class PlanObject:
    """One object under the roof. ``catch_all``: a container that holds everything (the database, say)."""

    ref: str
    parent: str | None
    requires_owner: bool
    catch_all: bool = False


@dataclass(frozen=True)
class ExistingRow:
    """A direct row that stands already; ``pin`` rows stay although they repeat the inherited owner."""

    object_ref: str
    owner_ref: Owner
    pin: bool = False


@dataclass(frozen=True)
class PlanRow:
    """One row to insert: ``reach`` objects (the object itself among them) take their owner from it."""

    object_ref: str
    owner_ref: Owner
    reach: int


@dataclass(frozen=True)
class Edge:
    """Why a row is needed: the owner changes between the nearest owning ancestor (None: there is none) and here."""

    object_ref: str
    owner_ref: Owner
    above_ref: str | None
    above_owner: Owner


@dataclass(frozen=True)
class Change:
    """One object whose effective owner changes, from whom to whom, and the row that does it."""

    object_ref: str
    before: Owner
    after: Owner
    source_object_ref: str | None


@dataclass(frozen=True)
class Effective:
    """Who an object resolves to: the owner, and the object whose row says so (None: no row applies)."""

    owner_ref: Owner
    source_object_ref: str | None


@dataclass(frozen=True)
class Plan:
    """The plan. ``changes`` is its blast radius; ``edges`` its proof, one a row.

    Attributes:
        rows: what to insert, by ref.
        edges: for each row the change of owner that makes it necessary.
        unmatched: objects that must have an owner and that no entry reaches.
        contradicted: objects whose existing row says another owner than their entry; the row stays.
        changes: every object whose effective owner changes.
        direct_rows: rows that stand once the plan is done.
        optimal_rows: the fewest rows that give the same owners, pinned rows counted.
    """

    rows: tuple[PlanRow, ...]
    edges: tuple[Edge, ...]
    unmatched: tuple[str, ...]
    contradicted: tuple[str, ...]
    changes: tuple[Change, ...]
    direct_rows: int
    optimal_rows: int

    @property
    def redundant_rows(self) -> int:
        """Rows that could go without any object changing its owner."""
        return self.direct_rows - self.optimal_rows


@dataclass
class _Tree:
    """Objects by index, every parent before its children; ``parent`` is -1 at a root."""

    objects: list[PlanObject]
    parent: list[int]
    children: list[list[int]]


@dataclass
class _Open:
    """What the recurrence keeps of an open container."""

    least: int
    reached_by: frozenset[Owner] | None  # None: by every owner, and by none
    base: int = 0
    any_owner: int = 0
    votes: Counter[Owner] = field(default_factory=Counter)

    def cost(self, owner: Owner) -> int:
        """Rows below when ``owner`` is what the children inherit."""
        return self.base - self.any_owner - self.votes[owner]


def minimal_plan(
    objects: Iterable[PlanObject], intended: Mapping[str, Owner], existing: Sequence[ExistingRow] = ()
) -> Plan:
    """The plan for ``objects``, given entries and the rows that stand already.

    Args:
        objects: everything under the roof; a parent that is not among them makes a root.
        intended: entries by ref; refs that are not objects are ignored (`oneroof.coverage.owners` names them).
        existing: direct rows; rows of objects that are gone are ignored. Two owners on one object: refused.

    Raises:
        FactsSayNo: containers form a circle, or an object has rows of two owners.
    """
    tree = _tree(objects)
    stands = _standing(existing)
    settled, contradicted = _settle(tree, intended, stands)
    chosen = _choose(tree, settled, stands)
    pinned = {row.object_ref: row.owner_ref for row in existing if row.pin}
    known = {item.ref for item in tree.objects}
    kept = {ref: owner for ref, owner in stands.items() if ref in known}
    fresh = chosen if pinned == stands else _choose(tree, settled, pinned)
    fewest = len(fresh) + len(pinned.keys() & known)
    before, after = _resolve(tree, kept), _resolve(tree, {**kept, **chosen})
    _check(tree, settled, after)
    return Plan(
        rows=_rows(chosen, after),
        edges=tuple(_edge(tree, index, chosen, after) for index in _indices(tree, chosen)),
        unmatched=tuple(sorted(item.ref for item in tree.objects if item.requires_owner and item.ref not in settled)),
        contradicted=contradicted,
        changes=_changes(before, after),
        direct_rows=len(kept) + len(chosen),
        optimal_rows=fewest,
    )


def effective_owners(objects: Iterable[PlanObject], rows: Mapping[str, Owner]) -> dict[str, Effective]:
    """The nearest row at or above each object, by ref; the independent check of a plan."""
    return _resolve(_tree(objects), rows)


def _tree(objects: Iterable[PlanObject]) -> _Tree:
    """Breadth first from the roots, siblings by ref, so that every result is in one order."""
    by_ref = {item.ref: item for item in sorted(objects, key=lambda item: item.ref)}
    below: dict[str, list[PlanObject]] = {}
    ordered: list[PlanObject] = []
    for item in by_ref.values():
        if item.parent is None or item.parent not in by_ref:
            ordered.append(item)
        else:
            below.setdefault(item.parent, []).append(item)
    for item in ordered:  # grows while it is read
        ordered.extend(below.get(item.ref, ()))
    if len(ordered) != len(by_ref):
        reached = {item.ref for item in ordered}
        lost = next(ref for ref in by_ref if ref not in reached)
        raise FactsSayNo(
            f"The containers above {lost} form a circle.", next_step="Correct parent_ref in governance_object."
        )
    index = {item.ref: place for place, item in enumerate(ordered)}
    parent = [index.get(item.parent, -1) if item.parent is not None else -1 for item in ordered]
    children: list[list[int]] = [[] for _ in ordered]
    for place, above in enumerate(parent):
        if above >= 0:
            children[above].append(place)
    return _Tree(ordered, parent, children)


def _standing(existing: Sequence[ExistingRow]) -> dict[str, Owner]:
    stands: dict[str, Owner] = {}
    for row in existing:
        if stands.setdefault(row.object_ref, row.owner_ref) != row.owner_ref:
            raise FactsSayNo(
                f"{row.object_ref} has direct rows of two owners.",
                next_step="Resolve the conflict first (`oneroof conflicts` lists it); a seed only inserts.",
            )
    return stands


def _settle(
    tree: _Tree, intended: Mapping[str, Owner], stands: Mapping[str, Owner]
) -> tuple[dict[str, Owner], tuple[str, ...]]:
    """Each settled object's owner, and the objects whose row contradicts their entry."""
    settled: dict[str, Owner] = {}
    contradicted: list[str] = []
    for place, item in enumerate(tree.objects):
        ref, above = item.ref, tree.parent[place]
        if ref in stands:
            settled[ref] = stands[ref]
            if ref in intended and intended[ref] != stands[ref]:
                contradicted.append(ref)
        elif ref in intended:
            settled[ref] = intended[ref]
        elif above >= 0 and tree.objects[above].ref in settled:
            settled[ref] = settled[tree.objects[above].ref]
    return settled, tuple(sorted(contradicted))


def _closed(tree: _Tree, settled: Mapping[str, Owner]) -> list[bool]:
    """Open objects that carry no row: catch-alls, unmatched objects, and everything above them."""
    closed = [False] * len(tree.objects)
    for place in range(len(tree.objects) - 1, -1, -1):
        item = tree.objects[place]
        if item.ref not in settled and (item.catch_all or item.requires_owner):
            closed[place] = True
        if closed[place] and tree.parent[place] >= 0:
            closed[tree.parent[place]] = True
    return closed


def _choose(tree: _Tree, settled: Mapping[str, Owner], stands: Mapping[str, Owner]) -> dict[str, Owner]:
    """The rows to add to ``stands``: bottom up the costs, then top down the choices."""
    closed = _closed(tree, settled)
    opened = _count(tree, settled, stands, closed)
    inherits: list[Owner] = [None] * len(tree.objects)
    chosen: dict[str, Owner] = {}
    for place, item in enumerate(tree.objects):
        above = tree.parent[place]
        given = inherits[above] if above >= 0 else None
        if item.ref in stands:
            given = stands[item.ref]
        else:
            wanted = settled[item.ref] if item.ref in settled else _wanted(opened.get(place), given)
            if wanted != given:
                chosen[item.ref] = wanted
            given = wanted
        inherits[place] = given
    return chosen


def _count(
    tree: _Tree, settled: Mapping[str, Owner], stands: Mapping[str, Owner], closed: Sequence[bool]
) -> dict[int, _Open]:
    """The recurrence at every open container that may carry a row."""
    inner = [0] * len(tree.objects)  # rows needed strictly below a settled object
    opened: dict[int, _Open] = {}
    for place in range(len(tree.objects) - 1, -1, -1):
        ref, above = tree.objects[place].ref, tree.parent[place]
        if ref in settled:
            if above >= 0:
                over = tree.objects[above].ref
                differs = ref not in stands and over in settled and settled[ref] != settled[over]
                inner[above] += inner[place] + int(differs)
        elif not closed[place]:
            opened[place] = _combine(tree, place, settled, stands, inner, opened)
    return opened


def _combine(
    tree: _Tree,
    place: int,
    settled: Mapping[str, Owner],
    stands: Mapping[str, Owner],
    inner: Sequence[int],
    opened: Mapping[int, _Open],
) -> _Open:
    """An open container from its children: each child votes for the owners that cost it no further row."""
    found = _Open(0, None)
    for child in tree.children[place]:
        ref = tree.objects[child].ref
        if ref in settled:
            least, reached = inner[child], None if ref in stands else frozenset({settled[ref]})
        else:
            least, reached = opened[child].least, opened[child].reached_by
        found.base += least + 1
        if reached is None:
            found.any_owner += 1
        else:
            found.votes.update(reached)
    most = max(found.votes.values(), default=0)
    found.least = found.base - found.any_owner - most
    if most:
        found.reached_by = frozenset(owner for owner, votes in found.votes.items() if votes == most)
    return found


def _wanted(node: _Open | None, given: Owner) -> Owner:
    """What an open container hands down: what it is given, unless a row on it saves rows, or all below agree."""
    if node is None or not node.reached_by:
        return given
    best = min(node.reached_by, key=lambda owner: (owner is None, owner or ""))
    keep, put = node.cost(given), 1 + node.cost(best)
    return best if put < keep or (put == keep and node.cost(best) == 0) else given


def _resolve(tree: _Tree, rows: Mapping[str, Owner]) -> dict[str, Effective]:
    found: dict[str, Effective] = {}
    nobody = Effective(None, None)
    for place, item in enumerate(tree.objects):
        above = tree.parent[place]
        if item.ref in rows:
            found[item.ref] = Effective(rows[item.ref], item.ref)
        else:
            found[item.ref] = found[tree.objects[above].ref] if above >= 0 else nobody
    return found


def _check(tree: _Tree, settled: Mapping[str, Owner], after: Mapping[str, Effective]) -> None:
    """No plan leaves that does not give what was asked: each settled object its owner, no unmatched one any."""
    for item in tree.objects:
        if item.ref in settled:
            wanted: Owner = settled[item.ref]
        elif item.requires_owner:
            wanted = None
        else:
            continue
        if after[item.ref].owner_ref != wanted:
            raise OneroofError(f"The plan gives {item.ref} another owner than was asked for.")


def _indices(tree: _Tree, chosen: Mapping[str, Owner]) -> list[int]:
    return sorted(
        (place for place, item in enumerate(tree.objects) if item.ref in chosen),
        key=lambda place: tree.objects[place].ref,
    )


def _rows(chosen: Mapping[str, Owner], after: Mapping[str, Effective]) -> tuple[PlanRow, ...]:
    reach = Counter(state.source_object_ref for state in after.values())
    return tuple(PlanRow(ref, chosen[ref], reach[ref]) for ref in sorted(chosen))


def _edge(tree: _Tree, place: int, chosen: Mapping[str, Owner], after: Mapping[str, Effective]) -> Edge:
    above = tree.parent[place]
    ref = tree.objects[place].ref
    state = after[tree.objects[above].ref] if above >= 0 else Effective(None, None)
    return Edge(ref, chosen[ref], state.source_object_ref, state.owner_ref)


def _changes(before: Mapping[str, Effective], after: Mapping[str, Effective]) -> tuple[Change, ...]:
    return tuple(
        Change(ref, before[ref].owner_ref, after[ref].owner_ref, after[ref].source_object_ref)
        for ref in sorted(after)
        if before[ref].owner_ref != after[ref].owner_ref
    )
