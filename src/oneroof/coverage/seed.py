"""The ownership seed as a packet: the minimal plan's rows, guarded by the state that it was planned on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from oneroof.coverage.owners import match_owners, read_owners
from oneroof.coverage.plan import ExistingRow, Plan, PlanObject, PlanRow, effective_owners, minimal_plan
from oneroof.coverage.read import (
    TreeObject,
    count_governance_events,
    read_counts,
    read_ownership,
    read_principals,
    read_tree,
)
from oneroof.errors import FactsSayNo
from oneroof.packets.builtin import relation_prefix, write_packet
from oneroof.pg.compose import SQL, Composable, Literal
from oneroof.pg.session import Session
from oneroof.sources.entry import Owner

SEED_CODE = "F6_OWNERSHIP_SEED_COMMIT"
ACCOUNTABLE = "accountable"
#: For keys derived from what a row says (RFC 9562, version 5), so that clone and production get the same ones.
_NAMESPACE = UUID("6f6e6572-6f6f-4000-8000-6f776e657273")
_SHOWN = 5


@dataclass(frozen=True)
class Outlook:
    """What the rows will come to, as the coverage view counts it; the packet verifies that they do."""

    direct: int
    inherited: int
    required: int
    gap: int

    @property
    def coverage_pct(self) -> str:
        """The database contract's formula, two places, never rounded up."""
        if self.required == 0:
            return "n/a"
        hundredths = 10000 * (self.required - self.gap) // self.required
        return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True)
class PlannedSeed:
    """A plan on the state of one database, and what it will come to."""

    plan: Plan
    outlook: Outlook
    standing: int
    events: int


@dataclass(frozen=True)
class SeedPacket:
    """The packet's folder, and the plan that it holds."""

    folder: Path
    planned: PlannedSeed

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence: ``direct_rows`` are those that the packet inserts."""
        plan = self.planned.plan
        return {
            "direct_rows": len(plan.rows),
            "optimal_rows": plan.optimal_rows,
            "standing_rows": self.planned.standing,
            "redundant_rows": plan.redundant_rows,
            "unmatched": list(plan.unmatched),
            "changes": len(plan.changes),
        }


def plan_seed(session: Session, schema: str, owners: Path) -> PlannedSeed:
    """Plan the fewest rows for the intended owners, on the state of this moment.

    Args:
        session: on the database; the reads should share a snapshot.
        schema: where the governance part stands.
        owners: the file of intended owners.

    Raises:
        ConfigError: the file; see `oneroof.coverage.owners`. FactsSayNo: a row that stands contradicts it.
    """
    tree, principals = read_tree(session, schema), read_principals(session, schema)
    rows, counts = read_ownership(session, schema), read_counts(session, schema)
    intended = match_owners(read_owners(owners), tree, principals).checked()
    objects = plan_objects(tree, intended, rows)
    plan = minimal_plan(objects, intended, rows)
    if plan.contradicted:
        raise FactsSayNo(
            f"Rows that stand say another owner than the file for {', '.join(plan.contradicted[:_SHOWN])}.",
            next_step="Change the file or those rows; a seed only inserts.",
        )
    under_roof = {item.object_ref for item in tree if item.under_roof}
    outlook = _outlook(objects, under_roof, rows, plan, principals)
    return PlannedSeed(plan, outlook, counts.ownership, count_governance_events(session, schema))


def plan_objects(
    tree: Iterable[TreeObject], intended: Mapping[str, Owner], rows: Iterable[ExistingRow]
) -> tuple[PlanObject, ...]:
    """What can carry a row: objects under the roof, and those outside that an entry or a row names.

    Between them the tree stays as it is: an object's parent is the nearest such one above it.
    """
    by_ref = {item.object_ref: item for item in tree}
    named = intended.keys() | {row.object_ref for row in rows}
    kept = {ref for ref, item in by_ref.items() if item.under_roof or ref in named}
    above: dict[str, str | None] = {}

    def nearest(ref: str | None) -> str | None:
        passed = []
        while ref is not None and ref not in kept and ref not in above:
            passed.append(ref)
            above[ref] = None  # ends a circle of objects that nothing under the roof is part of
            ref = by_ref[ref].parent_ref if ref in by_ref else None
        found = ref if ref is None or ref in kept else above[ref]
        above.update(dict.fromkeys(passed, found))
        return found

    return tuple(
        PlanObject(ref, nearest(by_ref[ref].parent_ref), by_ref[ref].requires_owner, by_ref[ref].catch_all)
        for ref in sorted(kept)
    )


def _outlook(
    objects: Sequence[PlanObject],
    under_roof: set[str],
    rows: Iterable[ExistingRow],
    plan: Plan,
    principals: Mapping[str, bool],
) -> Outlook:
    standing = {row.object_ref: row.owner_ref for row in rows}
    after = effective_owners(objects, {**standing, **{row.object_ref: row.owner_ref for row in plan.rows}})
    counted: Counter[str] = Counter()
    for item in objects:
        if item.ref not in under_roof:
            continue
        state = after[item.ref]
        owned = state.owner_ref is not None and principals.get(state.owner_ref, False)
        counted["required"] += item.requires_owner
        counted["gap"] += item.requires_owner and not owned
        counted["direct"] += owned and state.source_object_ref == item.ref
        counted["inherited"] += owned and state.source_object_ref != item.ref
    return Outlook(counted["direct"], counted["inherited"], counted["required"], counted["gap"])


def ownership_id(object_ref: str, owner_ref: Owner) -> UUID:
    """The key of an ownership row, derived from its natural key."""
    owner = "tombstone" if owner_ref is None else f"owner {owner_ref}"
    return uuid5(_NAMESPACE, f"{len(object_ref)} {object_ref} {ACCOUNTABLE} {owner}")


def seed_packet(session: Session, schema: str, owners: Path, folder: Path) -> SeedPacket:
    """Plan the seed and write it as the packet ``folder/F6_OWNERSHIP_SEED_COMMIT``.

    Raises:
        ConfigError, FactsSayNo: see `plan_seed`; also when there is nothing to insert. NameTaken: it is there already.
    """
    planned = plan_seed(session, schema, owners)
    if not planned.plan.rows:
        raise FactsSayNo(
            "Nothing is to be seeded: every object has its intended owner already.",
            next_step="Add what is missing to the file of intended owners, or rehearse another packet.",
        )
    values: dict[str, str | int] = {
        "schema": relation_prefix(schema),
        "search_path": schema,
        "rows": len(planned.plan.rows),
        "own_after": planned.standing + len(planned.plan.rows),
        "gap_after": planned.outlook.gap,
        "direct": planned.outlook.direct,
        "inherited": planned.outlook.inherited,
        "coverage_pct": planned.outlook.coverage_pct,
        "events": planned.events,
    }
    rows: Composable = SQL(",\n       ").join(_row(row) for row in planned.plan.rows)
    statements = {"rows": rows, "code": Literal(SEED_CODE)}
    return SeedPacket(write_packet(SEED_CODE, folder, values, statements=statements), planned)


def _row(row: PlanRow) -> Composable:
    reason = f"minimal plan: {row.reach} objects take their owner from here"
    key = str(ownership_id(row.object_ref, row.owner_ref))
    return SQL("({}, {}, {}, {}, {})").format(
        Literal(key), Literal(row.object_ref), Literal(row.owner_ref), Literal(reason), Literal(SEED_CODE)
    )
