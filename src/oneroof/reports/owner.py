"""Who owns an object and why, in words and as a JSON document. Pure; the reckoning stands in `oneroof.coverage.way`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from oneroof.coverage.way import Explanation, Lost, Statement, Step, Way
from oneroof.reports.text import visible

_GAPS = {
    "never owned": "nobody ever said whose it is: no row stands on it, nor on anything that contains it",
    "tombstone": "it is nobody's on purpose: the row that decides has no owner",
    "owner inactive": "the owner that is named is not active any more",
    "owner unknown": "the owner that is named is no principal",
}
_NEXT = {
    "never owned": "Name it, or a container of it, in the file of intended owners; `oneroof seed plan --owners FILE`"
    " plans the fewest rows.",
    "tombstone": "Leave it so, or let a packet replace the row by one with an owner.",
    "owner inactive": "Let a packet replace the row by one of an active principal.",
    "owner unknown": "Register the principal in governance_principal, or let a packet correct the row.",
    "conflict": "Let a packet delete all rows but those of one owner, or put a row of its own on the object:"
    " the nearest statement decides.",
}
_CIRCLE = "Take one of these out of the other where they are kept, Directus' groups for example."


def owner_document(found: Explanation | Lost) -> dict[str, Any]:
    """``oneroof owner REF --json``."""
    said = {"says": list(_says(found)), "next_steps": list(_next_steps(found))}
    if isinstance(found, Lost):
        document = {
            "object_ref": found.object_ref,
            "status": found.status,
            "outcome": "dangling",
            "path": [],
            "rows": [dict(row) for row in found.rows],
            "renamed_to": found.renamed_to,
            "suggestion": found.suggestion,
            "suggested_because": found.suggested_because,
        }
        return {**document, "owner_ref": None, "resolution": None, "source_object_ref": None, **said}
    place, nearest = found.place, found.ways[0] if found.ways else None
    owned = found.outcome == "owned"
    return {
        "object_ref": place.object_ref,
        "kind": place.kind,
        "status": place.status,
        "under_roof": place.under_roof,
        "requires_owner": place.requires_owner,
        "ownership_type": found.ownership_type,
        "outcome": found.outcome,
        "owner_ref": found.owner_ref,
        "resolution": (None if nearest is None or not owned else "inherited" if nearest.distance else "direct"),
        "source_object_ref": nearest.bearer.object_ref if nearest is not None else None,
        "distance": nearest.distance if nearest is not None else None,
        "path": _path(nearest.steps if nearest is not None else found.upward),
        "sources": [_source(way) for way in found.ways],
        "circle": list(found.circle),
        **said,
    }


def owner_lines(found: Explanation | Lost) -> list[str]:
    """The same for a terminal: the answer, each way up to the row that says so, what to do next."""
    lines = [visible(sentence) for sentence in _says(found)]
    if isinstance(found, Lost):
        return [*lines, *(f"Next: {visible(step)}" for step in _next_steps(found))]
    for way in found.ways:
        lines += ["", *_way_lines(way.steps)]
        lines += [f"{'  ' * (way.distance + 1)}{visible(_row(row))}" for row in way.bearer.rows]
    if not found.ways:
        lines += ["", *_way_lines(found.upward)]
    return [*lines, *([""] if found.ways else []), *(f"Next: {visible(step)}" for step in _next_steps(found))]


def _says(found: Explanation | Lost) -> Iterator[str]:
    if isinstance(found, Lost):
        yield from _says_of_lost(found)
        return
    place, ref, kind = found.place, found.place.object_ref, found.ownership_type
    what = "" if kind == "accountable" else f" (ownership of type {kind})"
    if found.outcome == "owned":
        nearest = found.ways[0]
        how = "by a row of its own" if not nearest.distance else f"by what {nearest.bearer.object_ref} says"
        yield f"{ref} belongs to {found.owner_ref}{what}, {how}."
    elif found.outcome == "conflict":
        owners = " and ".join(dict.fromkeys(_owner(row) for way in found.ways for row in way.bearer.rows))
        yield f"{ref} is in conflict{what}: {owners} are said to own it, and nothing is chosen."
    else:
        yield f"{ref} has no owner{what}: {_GAPS[found.outcome]}."
        if not (place.requires_owner and place.under_roof):
            yield "It need not have one, so coverage does not count it."
    if not place.under_roof:
        yield (
            f"Its source says that it is {place.status}, so it is not under the roof."
            if place.status in {"gone", "retired"}
            else "The ruleset in force leaves it out: it is not under the roof."
        )
    if found.circle:
        yield f"Containers go in a circle here: {' in '.join((*found.circle, found.circle[0]))}."


def _says_of_lost(found: Lost) -> Iterator[str]:
    count = len(found.rows)
    gone = "there is no such object" if found.status == "absent" else f"its source says that it is {found.status}"
    yield f"{found.object_ref} owns nothing any more: {gone}, and {count} ownership row{'s'[: count > 1]} dangle."
    for row in found.rows:
        yield f"{row['ownership_type']}: {_said_by(row['owner_ref'], row)}"
    if found.renamed_to is not None:
        yield f"It is {found.renamed_to} now: the oid that was seen in this database says so."
    elif found.suggestion is not None:
        yield f"It may be {found.suggestion}: {found.suggested_because}. That is a suggestion; nothing acts on it."


def _next_steps(found: Explanation | Lost) -> Iterator[str]:
    if isinstance(found, Lost):
        moved = found.renamed_to or found.suggestion
        yield (
            f"Let a packet delete the row{'s'[: len(found.rows) > 1]}, unless the object comes back."
            if moved is None
            else f"Ask `oneroof owner` for {moved}; where it is the same object, let a packet move the row there."
        )
        return
    if found.lacking:
        yield _NEXT[found.outcome]
    if found.circle:
        yield _CIRCLE


def _way_lines(steps: Sequence[Step]) -> list[str]:
    lines = []
    for depth, step in enumerate(steps):
        within = "" if not depth else "in " if step.link is None else f"also, as {visible(step.link)} says, in "
        lines.append(f"{'  ' * depth}{within}{visible(step.object_ref)}")
    return lines


def _owner(row: Statement) -> str:
    return "nobody (a tombstone)" if row.owner_ref is None else row.owner_ref


def _row(row: Statement) -> str:
    state = "" if row.owner_ref is None or row.owner_active else ", who is no active principal"
    pinned = ", pinned" if row.pin else ""
    return f"-> {_said_by(row.owner_ref, asdict(row), state + pinned)}"


def _said_by(owner: str | None, row: Mapping[str, Any], more: str = "") -> str:
    why = f": {row['reason']}" if row["reason"] else ", no reason given"
    named = "nobody (a tombstone)" if owner is None else owner
    return f"{named}{more}, written by {row['created_by']} at {row['created_at']}{why}"


def _path(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [
        {"object_ref": step.object_ref, "by": "link" if step.link is not None else "parent" if depth else None}
        | ({"source": step.link} if step.link is not None else {})
        for depth, step in enumerate(steps)
    ]


def _source(way: Way) -> dict[str, Any]:
    return {
        "object_ref": way.bearer.object_ref,
        "distance": way.distance,
        "path": _path(way.steps),
        "rows": [asdict(row) for row in way.bearer.rows],
    }
