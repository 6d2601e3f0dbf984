"""The gap, the conflicts and the dangling rows for people: each with its reason, then what to do next. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oneroof.reports.coverage import aligned

Row = Mapping[str, Any]
_GAPS = {
    "never owned": (
        "never owned: name these, or a container above them, in the file of intended owners;"
        " `oneroof seed plan --owners FILE` plans the fewest rows."
    ),
    "tombstone": (
        "tombstone: said_by bears a row without an owner, so these are nobody's on purpose; to change that, a packet"
        " replaces the row."
    ),
    "owner inactive": (
        "owner inactive: the owner named at said_by is no longer active in governance_principal; a packet names"
        " another."
    ),
    "owner unknown": (
        "owner unknown: the owner named at said_by is no principal; register it in governance_principal, or correct"
        " the row."
    ),
}
_CONFLICT = (
    "The nearest rows on the ways up from each object name more than one owner, and none of them is chosen: a packet"
    " deletes all but one of these rows, or gives the object a row of its own. (nobody) is a tombstone, which counts."
)
_RENAMED = "renamed: the object bears the name under now_perhaps; a packet moves the row there."
_ALIKE = "other names under now_perhaps are alike, and nothing more is known: look, then move the row or delete it."
_GONE = "without a name under now_perhaps the object is gone: a packet deletes the row, unless the object comes back."


@dataclass(frozen=True)
class Listing:
    """How one list is shown: its cells by heading, and sentences on what to do next."""

    cells: Mapping[str, Callable[[Row], Any]]
    advice: Callable[[Collection[Row]], list[str]]


def _gap_advice(rows: Collection[Row]) -> list[str]:
    present = dict.fromkeys(row["reason"] for row in rows)
    return [_GAPS.get(reason, f"{reason}: see the reference of the database.") for reason in sorted(present)]


def _dangling_advice(rows: Collection[Row]) -> list[str]:
    present = {(row["renamed_to"] is not None, row["suggestion"] is not None) for row in rows}
    found = (
        (_RENAMED, any(renamed for renamed, _ in present)),
        (_ALIKE, (False, True) in present),
        (_GONE, any(not suggested for _, suggested in present)),
    )
    return [sentence for sentence, holds in found if holds]


def _source(row: Row) -> Any:
    return "itself" if row["source_object_ref"] == row["object_ref"] else row["source_object_ref"]


def _owners(row: Row) -> str:
    return ", ".join(_owner(row, owner) for owner in row["owner_refs"])


def _owner(row: Row, owner: str | None) -> str:
    """An owner with the objects whose rows name it."""
    refs = [claim["source_object_ref"] for claim in row["claims"] or () if claim["owner_ref"] == owner]
    places = ["itself" if ref == row["object_ref"] else ref for ref in refs]
    return f"{'(nobody)' if owner is None else owner} by {' and '.join(places)}"


LISTINGS: Mapping[str, Listing] = {
    "gaps": Listing(
        {"object": lambda row: row["object_ref"], "reason": lambda row: row["reason"], "said_by": _source}, _gap_advice
    ),
    "conflicts": Listing(
        {"object": lambda row: row["object_ref"], "owners": _owners},
        lambda rows: [_CONFLICT] if rows else [],
    ),
    "dangling": Listing(
        {
            "object": lambda row: row["object_ref"],
            "owner": lambda row: "(nobody)" if row["owner_ref"] is None else row["owner_ref"],
            "status": lambda row: row["status"],
            "now_perhaps": lambda row: row["suggestion"],
            "because": lambda row: row["suggested_because"],
            "ownership_id": lambda row: row["ownership_id"],
        },
        _dangling_advice,
    ),
}


def list_document(name: str, rows: Collection[Row]) -> dict[str, Any]:
    """``gaps``, ``conflicts`` or ``dangling`` with ``--json``: the rows, and what to do next."""
    return {"objects": rows, "next_steps": LISTINGS[name].advice(rows)}


def list_lines(name: str, rows: Collection[Row]) -> Iterator[str]:
    """The same as lines for a terminal."""
    if not rows:
        yield "None."
        return
    listing = LISTINGS[name]
    yield from aligned(tuple(listing.cells), rows, lambda row: [_text(cell(row)) for cell in listing.cells.values()])
    yield from ("", f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}.")
    yield from (f"Next: {sentence}" for sentence in listing.advice(rows))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
