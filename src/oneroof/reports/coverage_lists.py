"""The gap, the conflicts and the dangling rows for people: each with its reason, then what to do next. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oneroof.reports.coverage import columns

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
    "Each object has more than one owner at the nearest distance, and none of them is chosen: a packet deletes all but"
    " one of the rows on said_by. (nobody) is a tombstone, which counts as one."
)
_RENAMED = "An object that has renamed_to bears that name now: a packet moves the row there."
_GONE = "An object without is gone: a packet deletes the row, unless the object comes back."


@dataclass(frozen=True)
class Listing:
    """How one list is shown: its cells by heading, and sentences on what to do next."""

    cells: Mapping[str, Callable[[Row], Any]]
    advice: Callable[[Sequence[Row]], list[str]]


def _gap_advice(rows: Sequence[Row]) -> list[str]:
    present = dict.fromkeys(row["reason"] for row in rows)
    return [_GAPS.get(reason, f"{reason}: see the reference of the database.") for reason in sorted(present)]


def _dangling_advice(rows: Sequence[Row]) -> list[str]:
    renamed = [row["renamed_to"] is not None for row in rows]
    return [*([_RENAMED] if any(renamed) else []), *([_GONE] if not all(renamed) else [])]


def _source(row: Row) -> Any:
    return "itself" if row["source_object_ref"] == row["object_ref"] else row["source_object_ref"]


def _owners(row: Row) -> str:
    return ", ".join("(nobody)" if owner is None else owner for owner in row["owner_refs"])


LISTINGS: Mapping[str, Listing] = {
    "gaps": Listing(
        {"object": lambda row: row["object_ref"], "reason": lambda row: row["reason"], "said_by": _source}, _gap_advice
    ),
    "conflicts": Listing(
        {"object": lambda row: row["object_ref"], "owners": _owners, "said_by": _source},
        lambda rows: [_CONFLICT] if rows else [],
    ),
    "dangling": Listing(
        {
            "object": lambda row: row["object_ref"],
            "owner": lambda row: "(nobody)" if row["owner_ref"] is None else row["owner_ref"],
            "renamed_to": lambda row: row["renamed_to"],
            "ownership_id": lambda row: row["ownership_id"],
        },
        _dangling_advice,
    ),
}


def list_document(name: str, rows: Sequence[Row]) -> dict[str, Any]:
    """``gaps``, ``conflicts`` or ``dangling`` with ``--json``: the rows, and what to do next."""
    return {"objects": [dict(row) for row in rows], "next_steps": LISTINGS[name].advice(rows)}


def list_lines(name: str, rows: Sequence[Row]) -> list[str]:
    """The same as lines for a terminal."""
    if not rows:
        return ["None."]
    listing = LISTINGS[name]
    table = columns(tuple(listing.cells), ([_text(cell(row)) for cell in listing.cells.values()] for row in rows))
    counted = f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}."
    return [*table, "", counted, *(f"Next: {sentence}" for sentence in listing.advice(rows))]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
