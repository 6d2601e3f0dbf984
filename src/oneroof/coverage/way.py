"""The ways from an object up to the rows that say who owns it, and what they come to. Pure.

The same reckoning as the database's views, for one object and with its grounds: the *frontier* is every bearer of rows
that can be reached upward without passing another one; what its bearers say must be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from oneroof.coverage.owners import NO_LONGER_THERE

Outcome = Literal["owned", "conflict", "tombstone", "owner inactive", "owner unknown", "never owned"]


@dataclass(frozen=True)
class Statement:
    """One ownership row. ``owner_ref`` None is a tombstone; ``owner_active`` None: the owner is no principal."""

    ownership_id: str
    owner_ref: str | None
    pin: bool
    reason: str | None
    created_by: str
    created_at: str
    owner_active: bool | None


@dataclass(frozen=True)
class Place:
    """An object with what contains it (``links``: what else does, and who says so) and the rows that it bears."""

    object_ref: str
    kind: str
    parent_ref: str | None
    status: str
    under_roof: bool
    requires_owner: bool
    links: tuple[tuple[str, str], ...]
    rows: tuple[Statement, ...]

    @property
    def bears(self) -> bool:
        """Whether its rows decide; those of what is gone do not."""
        return bool(self.rows) and self.status not in NO_LONGER_THERE

    @property
    def above(self) -> tuple[tuple[str, str | None], ...]:
        """What contains it: the parent first, then by links, each with the link's source."""
        parent = () if self.parent_ref is None else ((self.parent_ref, None),)
        return (*parent, *self.links)


@dataclass(frozen=True)
class Step:
    """One object on a way up; ``link`` is the source of the link that leads to it, None where the parent does."""

    object_ref: str
    link: str | None = None


@dataclass(frozen=True)
class Way:
    """The shortest way from the object to a bearer of its frontier, the object itself first."""

    steps: tuple[Step, ...]
    bearer: Place

    @property
    def distance(self) -> int:
        """How far above the object the bearer stands; 0 is the object itself."""
        return len(self.steps) - 1


@dataclass(frozen=True)
class Explanation:
    """What an object's ways up come to.

    Attributes:
        place: the object.
        ownership_type: which type of ownership was asked for.
        outcome: see the reference of the database, ``v_object_owner_gap`` and its sisters.
        owner_ref: the effective owner, None unless ``owned``.
        ways: one for each bearer of the frontier, the nearest first.
        upward: the way by parents to the outermost container, for what nobody owns.
        circle: objects above it, or itself, that stand in themselves; empty as a rule.
    """

    place: Place
    ownership_type: str
    outcome: Outcome
    owner_ref: str | None
    ways: tuple[Way, ...]
    upward: tuple[Step, ...]
    circle: tuple[str, ...]

    @property
    def lacking(self) -> bool:
        """Whether somebody is to mend it: any conflict; under the roof, that it must have an owner and has none."""
        needed = self.place.under_roof and self.place.requires_owner
        return self.outcome == "conflict" or (needed and self.outcome != "owned")


@dataclass(frozen=True)
class Lost:
    """A reference that names nothing that is there, and yet ownership rows name it.

    ``rows`` are those of the query ``coverage/find_dangling``; ``suggestion`` is what may be meant, and why.
    """

    object_ref: str
    status: str
    rows: tuple[Mapping[str, Any], ...]
    renamed_to: str | None
    suggestion: str | None
    suggested_because: str | None


def explain(object_ref: str, places: Iterable[Place], ownership_type: str = "accountable") -> Explanation:
    """Why an object belongs to whom it belongs.

    Args:
        object_ref: one of the places.
        places: the object and everything above it, each once.
        ownership_type: what the places' rows are about.
    """
    known = {place.object_ref: place for place in places}
    ways, upward, circle = _ways(object_ref, known), _upward(object_ref, known), _circle(object_ref, known)
    outcome, owner = _judge(ways)
    return Explanation(known[object_ref], ownership_type, outcome, owner, ways, upward, circle)


def _ways(object_ref: str, known: Mapping[str, Place]) -> tuple[Way, ...]:
    """Breadth first, so that the first way to a place is a shortest one."""
    found: list[Way] = []
    seen = {object_ref}
    front: list[tuple[Step, ...]] = [(Step(object_ref),)]
    while front:
        further: list[tuple[Step, ...]] = []
        for steps in front:
            place = known[steps[-1].object_ref]
            if place.bears:
                found.append(Way(steps, place))
                continue
            for ref, link in place.above:
                if ref in known and ref not in seen:
                    seen.add(ref)
                    further.append((*steps, Step(ref, link)))
        front = further
    return tuple(sorted(found, key=lambda way: (way.distance, way.bearer.object_ref)))


def _upward(object_ref: str, known: Mapping[str, Place]) -> tuple[Step, ...]:
    steps: dict[str, Step] = {}
    here: str | None = object_ref
    while here is not None and here in known and here not in steps:
        steps[here] = Step(here)
        here = known[here].parent_ref
    return tuple(steps.values())


def _circle(object_ref: str, known: Mapping[str, Place]) -> tuple[str, ...]:
    """The first circle that a walk upward meets, in its order; the walk keeps its own stack, however deep it goes."""
    done: set[str] = set()
    path = {object_ref: None}
    pending = [(object_ref, iter([ref for ref, _ in known[object_ref].above if ref in known]))]
    while pending:
        here, above = pending[-1]
        ref = next(above, None)
        if ref is None:
            pending.pop()
            path.pop(here)
            done.add(here)
        elif ref in path:
            walked = list(path)
            return tuple(walked[walked.index(ref) :])
        elif ref not in done:
            path[ref] = None
            pending.append((ref, iter([up for up, _ in known[ref].above if up in known])))
    return ()


def _judge(ways: tuple[Way, ...]) -> tuple[Outcome, str | None]:
    said = {_said(way.bearer.rows) for way in ways}
    if not said:
        return "never owned", None
    if len(said) > 1:
        return "conflict", None
    outcome, owners = said.pop()
    return outcome, next(iter(owners)) if outcome == "owned" else None


def _said(rows: tuple[Statement, ...]) -> tuple[Outcome, frozenset[str | None]]:
    """What the rows of one object come to, and whom they name."""
    active = frozenset(row.owner_ref for row in rows if row.owner_active)
    tombstone = any(row.owner_ref is None for row in rows)
    if len(active) > 1 or (active and tombstone):
        return "conflict", frozenset(row.owner_ref for row in rows)
    if active:
        return "owned", active
    if tombstone:
        return "tombstone", frozenset()
    named = frozenset(row.owner_ref for row in rows)
    return ("owner inactive" if any(row.owner_active is False for row in rows) else "owner unknown"), named


def place_of(row: Mapping[str, Any]) -> Place:
    """A place from a row of the query ``coverage/explain_owner``."""
    return Place(
        row["object_ref"],
        row["kind"],
        row["parent_ref"],
        row["status"],
        row["under_roof"],
        row["requires_owner"],
        tuple((link["also_in_ref"], link["source"]) for link in row["links"]),
        tuple(Statement(**stated) for stated in row["rows"]),
    )
