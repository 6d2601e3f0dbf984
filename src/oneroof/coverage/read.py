"""Coverage as the database has it at this moment: figures, objects, rows that stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from oneroof.coverage.plan import ExistingRow
from oneroof.pg.compose import Identifier
from oneroof.pg.session import Identifiers, Session


@dataclass(frozen=True)
class Coverage:
    """``v_governance_coverage``; percentages as text with two places, cut off, or ``n/a`` where nothing is required."""

    total: int
    required: int
    direct: int
    inherited: int
    gap: int
    conflict: int
    coverage_pct: str
    coverage_pct_excluding_catch_all: str

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return asdict(self)


@dataclass(frozen=True)
class Views:
    """What the views say by themselves, each a number of objects, whatever is made of them.

    Attributes:
        each: ``v_object_owner``, counted object by object: ``direct`` and ``inherited``.
        counted: ``v_object_owner_count``, summed: the figures of the coverage, and how many are owned ``by_catch_all``.
        owners_apart: how many principals own another number of objects in the one than in the other.
    """

    each: Mapping[str, int]
    counted: Mapping[str, int]
    owners_apart: int

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {
            "views": {"v_object_owner": dict(self.each), "v_object_owner_count": dict(self.counted)},
            "owners_apart": self.owners_apart,
        }


@dataclass(frozen=True)
class Counts:
    """The three numbers that a seed is guarded by."""

    ownership: int
    gap: int
    conflict: int


@dataclass(frozen=True, slots=True)
class TreeObject:
    """An object with what contains it.

    Attributes:
        catch_all: it holds everything that must have an owner.
        also_in: what else contains it, by links.
        status: ``gone`` and ``retired`` objects are not under the roof.
    """

    object_ref: str
    parent_ref: str | None
    under_roof: bool
    requires_owner: bool
    catch_all: bool
    also_in: tuple[str, ...] = ()
    status: str = "active"

    @property
    def containers(self) -> tuple[str, ...]:
        """What contains it, its parent first."""
        return self.also_in if self.parent_ref is None else (self.parent_ref, *self.also_in)

    @property
    def reachable(self) -> bool:
        """Whether a pattern of a file of intended owners reaches it."""
        return self.under_roof and not self.catch_all


def governance(schema: str) -> Identifiers:
    """What the queries of the governance part are filled with."""
    return {"governance": Identifier(schema)}


def read_coverage(session: Session, schema: str) -> Coverage:
    """The coverage of this moment."""
    return Coverage(**session.row("coverage/read_coverage", governance(schema)))


def compare_views(session: Session, schema: str) -> Views:
    """The same figures out of each view of effective owners, of this moment."""
    found = session.row("coverage/compare_views", governance(schema))
    each = {name: found.pop(f"each_{name}") for name in ("direct", "inherited")}
    return Views(each, owners_apart=found.pop("owners_apart"), counted=found)


def read_counts(session: Session, schema: str) -> Counts:
    """Ownership rows, gap and conflict of this moment."""
    return Counts(**session.row("coverage/count_ownership", governance(schema)))


def read_tree(session: Session, schema: str, named: Sequence[str] = ()) -> tuple[TreeObject, ...]:
    """Every object, in bytewise order of its reference, under the roof or not.

    Args:
        session: on the database; the reads should share a snapshot.
        schema: where the governance part stands.
        named: references of columns and of Directus' fields that are listed, too; they are many.
    """
    links = read_links(session, schema)
    rows = session.stream("coverage/list_tree", governance(schema))
    tree = {row["object_ref"]: TreeObject(**row, also_in=links.get(row["object_ref"], ())) for row in rows}
    if not set(named) - tree.keys():
        return tuple(tree.values())
    for row in session.rows("coverage/list_named", governance(schema), refs=list(named)):
        if row["object_ref"] not in tree and row["parent_ref"] in tree:
            beside = TreeObject(**row, under_roof=False, requires_owner=False, catch_all=False)
            tree[beside.object_ref] = beside
    return tuple(sorted(tree.values(), key=lambda item: item.object_ref))


def read_links(session: Session, schema: str) -> dict[str, tuple[str, ...]]:
    """What contains an object besides its parent, by its reference."""
    links: dict[str, tuple[str, ...]] = {}
    for row in session.rows("coverage/list_links", governance(schema)):
        links[row["object_ref"]] = (*links.get(row["object_ref"], ()), row["also_in_ref"])
    return links


def read_ownership(session: Session, schema: str) -> Sequence[ExistingRow]:
    """The rows of accountable ownership that stand."""
    rows = session.rows("coverage/list_ownership", governance(schema))
    return tuple(ExistingRow(row["object_ref"], row["owner_ref"], row["pin"]) for row in rows)


def read_principals(session: Session, schema: str) -> dict[str, bool]:
    """Whether each principal is active, by its reference."""
    rows = session.rows("coverage/list_principals", governance(schema))
    return {row["principal_ref"]: row["active"] for row in rows}


def count_governance_events(session: Session, schema: str) -> int:
    """Events of the governance domain that stand in the outbox."""
    return int(session.value("coverage/count_events", governance(schema)))
