"""The inventory of an installed database: the objects under the roof with their owners, and how many of each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

from oneroof import errors
from oneroof.coverage.catalog import FOR_THE_ASKING, KINDS, SOURCE_KINDS
from oneroof.coverage.look import stream_uninstalled
from oneroof.coverage.read import governance
from oneroof.pg.session import Row, Session

KNOWN = frozenset((*KINDS, *SOURCE_KINDS))
NOT_INSTALLED = "oneroof is not installed there: this is by the default ruleset, and nothing has an owner."


@dataclass(frozen=True)
class KindCount:
    """Objects of a kind under the roof; how many of them must have an owner, have one, are an extension's."""

    kind: str
    objects: int
    required: int
    owned: int
    members: int

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def list_inventory(session: Session, schema: str, kind: str | None = None) -> Iterator[Row]:
    """Objects under the roof with their effective owners, in bytewise order of their references, as they arrive.

    Args:
        session: inside a snapshot, so that all is of one moment.
        schema: of the governance part.
        kind: only this one. Columns and Directus' fields are listed for the asking, also where the ruleset does not
            have them.

    Raises:
        UsageError: there is no such kind.
    """
    found = False
    for row in session.stream("coverage/list_objects", governance(schema), kind=kind):
        found = True
        yield row
    if found or kind is None:
        return
    in_force = {row["kind"] for row in session.rows("coverage/list_kinds", governance(schema))}
    if kind in FOR_THE_ASKING and kind not in in_force:
        yield from session.stream("coverage/list_for_the_asking", governance(schema), kind=kind)
    elif kind not in in_force | KNOWN:
        raise _unknown(kind, in_force | KNOWN)


def list_uninstalled(session: Session, kind: str | None = None) -> tuple[Iterator[Row], tuple[str, ...]]:
    """The same of a database without our schema, by the default ruleset: nobody owns anything; and what must be said.

    Raises:
        UsageError: there is no such kind.
    """
    if kind is not None and kind not in KNOWN:
        raise _unknown(kind, KNOWN)
    rows, hindered = stream_uninstalled(session, [kind] if kind in FOR_THE_ASKING else [])
    objects = (_unowned(row) for row in rows if row["under_roof"] and kind in {None, _kind(row)})
    return objects, (NOT_INSTALLED, *hindered)


def _kind(row: Row) -> str:
    return str(row["object_ref"]).partition(":")[0]


def _unowned(row: Row) -> Row:
    kind = _kind(row)
    return {
        "object_ref": row["object_ref"],
        "kind": kind,
        "parent_ref": row["parent_ref"],
        "requires_owner": row["under_roof"] and row["requires_owner"],
        "source": "directus" if kind.startswith("directus_") else "catalog",
        "status": row["status"],
        "owner_ref": None,
        "resolution": None,
        "source_object_ref": None,
        "distance": None,
    }


def is_under_the_roof(session: Session, schema: str, kind: str) -> bool:
    """Whether the ruleset in force, or a registered object, has the kind."""
    return kind in {row["kind"] for row in session.rows("coverage/list_kinds", governance(schema))}


def count_kinds(rows: Iterable[Row]) -> tuple[KindCount, ...]:
    """The rows of `list_inventory`, counted by kind."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        of_kind = counts[row["kind"]]
        of_kind[0] += 1
        of_kind[1] += bool(row["requires_owner"])
        of_kind[2] += row["owner_ref"] is not None
        of_kind[3] += row["status"] == "member"
    return tuple(KindCount(kind, *counts[kind]) for kind in sorted(counts))


def _unknown(kind: str, known: frozenset[str] | set[str]) -> errors.UsageError:
    near = get_close_matches(kind, sorted(known), 1)
    meant = f"Did you mean {near[0]}? " if near else ""
    return errors.UsageError(
        f"There is no kind {kind}.",
        next_step=f"{meant}The reference of objects lists every kind: docs/reference/objects.md.",
    )
