"""The ownership seed as a packet: the minimal plan's rows, guarded by the state that it was planned on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from oneroof.coverage.holding import no_collection
from oneroof.coverage.known import read_known
from oneroof.coverage.owners import NO_LONGER_THERE, Matched, asked_for, listed, match_owners, read_owners, refuse
from oneroof.coverage.plan import ExistingRow, Plan, PlanObject, PlanRow, effective_owners, minimal_plan
from oneroof.coverage.read import (
    TreeObject,
    count_governance_events,
    governance,
    read_counts,
    read_ownership,
    read_principals,
    read_tree,
)
from oneroof.coverage.report import percentage
from oneroof.errors import FactsSayNo
from oneroof.packets.builtin import relation_prefix, write_packet
from oneroof.pg.compose import SQL, Composable, Literal
from oneroof.pg.session import Session
from oneroof.sources.entry import Owner, Problem, name_of
from oneroof.sources.files import settle

SEED_CODE = "F6_OWNERSHIP_SEED_COMMIT"
ACCOUNTABLE = "accountable"
#: For keys derived from what a row says (RFC 9562, version 5), so that clone and production get the same ones.
_NAMESPACE = UUID("6f6e6572-6f6f-4000-8000-6f776e657273")


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
        return percentage(self.required - self.gap, self.required)

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**asdict(self), "coverage_pct": self.coverage_pct}


@dataclass(frozen=True)
class PlannedSeed:
    """A plan on the state of one database, what it will come to, and where each entry stands that decides an object.

    ``earlier``: whether rows of an earlier seed stand.
    """

    plan: Plan
    outlook: Outlook
    standing: int
    events: int
    places: Mapping[str, str]
    earlier: bool = False

    @property
    def created_by(self) -> str:
        """The name that its rows bear, and by which the rollback finds them: of a later seed one of its own."""
        if not self.earlier:
            return SEED_CODE
        keys = "".join(str(ownership_id(row.object_ref, row.owner_ref)) for row in self.plan.rows)
        return f"{SEED_CODE}:{uuid5(_NAMESPACE, keys)}"


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
            "redundant_rows": len(plan.redundant),
            "unmatched": list(plan.unmatched),
            "changes": len(plan.changes),
        }


@no_collection()
def plan_seed(session: Session, schema: str, owners: Path | Sequence[Path]) -> PlannedSeed:
    """Plan the fewest rows for the intended owners, on the state of this moment.

    Args:
        session: on the database; the reads should share a snapshot.
        schema: where the governance part stands.
        owners: the files of intended owners.

    Raises:
        ConfigError: an entry cannot take effect, or entries disagree about an object; all of them are named.
        FactsSayNo: a row that stands contradicts its entry, or another row; all of them are named.
    """
    files = read_owners(owners)
    tree, principals = read_tree(session, schema, asked_for(files)), read_principals(session, schema)
    files = settle(files, lambda: read_known(session, schema, tree, principals))
    counts, rows = read_counts(session, schema), read_ownership(session, schema)
    matched = match_owners(files, tree, principals)
    stating, disagreeing = stated_owners(rows, principals)
    objects = plan_objects(tree, matched.intended, stating)
    plan = minimal_plan(objects, matched.intended, stating)
    there = {item.object_ref for item in tree if item.status not in NO_LONGER_THERE}
    refuse_plan(matched, plan, {ref: owners for ref, owners in disagreeing.items() if ref in there})
    under_roof = {item.object_ref for item in tree if item.under_roof}
    outlook = _outlook(objects, under_roof, stating, plan, principals)
    earlier = session.value("coverage/count_created_by", governance(schema), created_by=SEED_CODE) > 0
    events = count_governance_events(session, schema)
    return PlannedSeed(plan, outlook, counts.ownership, events, matched.places, earlier)


def stated_owners(
    rows: Iterable[ExistingRow], principals: Mapping[str, bool]
) -> tuple[tuple[ExistingRow, ...], dict[str, tuple[Owner, ...]]]:
    """What the rows of each object come to, and the objects whose rows name several owners, left out of the first.

    Beside an active owner an inactive one does not count.
    """
    by_object: dict[str, list[ExistingRow]] = {}
    for row in rows:
        by_object.setdefault(row.object_ref, []).append(row)
    stating, disagreeing = [], {}
    for ref, own in by_object.items():
        counting = [row for row in own if row.owner_ref is None or principals.get(row.owner_ref, False)] or own
        owners = tuple(dict.fromkeys(row.owner_ref for row in counting))
        if len(owners) > 1:
            disagreeing[ref] = owners
        else:
            stating.append(ExistingRow(ref, owners[0], any(row.pin for row in own)))
    return tuple(stating), disagreeing


def refuse_plan(matched: Matched, plan: Plan, disagreeing: Mapping[str, Sequence[Owner]]) -> None:
    """Nothing, where the plan may be carried out.

    Raises:
        ConfigError, FactsSayNo: as `plan_seed` says.
    """
    entries, rows = plan_problems(matched, plan, disagreeing)
    if rows and not entries:
        raise FactsSayNo(
            listed(rows, "rows that stand"), next_step="Change the files or those rows; a seed only inserts."
        )
    refuse([*entries, *rows])


def plan_problems(
    matched: Matched, plan: Plan, disagreeing: Mapping[str, Sequence[Owner]]
) -> tuple[list[Problem], list[Problem]]:
    """What keeps a plan from being carried out: entries without effect, and rows that stand and say otherwise."""
    entries = [*matched.problems]
    for item in plan.contested:
        if item.object_ref not in matched.undecided:
            said = " and ".join(
                f"{up.object_ref} says {name_of(up.owner_ref)} ({matched.places.get(up.object_ref, 'its row')})"
                for up in item.sources
            )
            entries.append(Problem(item.object_ref, f"it stands in several containers that disagree, {said}; name it"))
    rows = [
        Problem(
            matched.places[item.object_ref],
            f"{item.object_ref} is meant for {name_of(item.intended)}; the row that stands says {name_of(item.stands)}",
        )
        for item in plan.contradicted
    ]
    rows += [
        Problem(ref, f"its rows name {' and '.join(map(name_of, owners))}")
        for ref, owners in sorted(disagreeing.items())
    ]
    return entries, rows


def plan_objects(
    tree: Iterable[TreeObject], intended: Mapping[str, Owner], rows: Iterable[ExistingRow]
) -> tuple[PlanObject, ...]:
    """What can bear a row: objects under the roof, and those outside that an entry or a row names.

    Between them the tree stays as it is: an object's containers are the nearest such ones above it, whichever way.
    """
    by_ref = {item.object_ref: item for item in tree}
    named = intended.keys() | {row.object_ref for row in rows}
    kept = {
        ref for ref, item in by_ref.items() if item.under_roof or (ref in named and item.status not in NO_LONGER_THERE)
    }
    above: dict[str, tuple[str, ...]] = {}
    found = []
    for ref in sorted(kept):
        item = by_ref[ref]
        parent = item.parent_ref
        if not item.also_in and (parent is None or parent in kept):
            containers: tuple[str, ...] = () if parent is None else (parent,)
        else:
            containers = _nearest(item.containers, by_ref, kept, above)
        first, *further = containers or (None,)
        found.append(PlanObject(ref, first, item.requires_owner, item.catch_all, tuple(r for r in further if r)))
    return tuple(found)


def _nearest(
    refs: Sequence[str],
    by_ref: Mapping[str, TreeObject],
    kept: Collection[str],
    above: dict[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """The nearest kept objects at or above ``refs``; ``above`` remembers what was found for those that are not kept."""
    waiting, entered = list(reversed(refs)), set()
    while waiting:
        ref = waiting[-1]
        if ref in kept or ref in above or ref not in by_ref:
            waiting.pop()
            continue
        inner = by_ref[ref].containers
        if ref not in entered:  # a circle of objects that are not kept is entered once
            entered.add(ref)
            waiting += [other for other in inner if other not in entered]
            continue
        above[ref] = _together(inner, kept, above)
        waiting.pop()
    return _together(refs, kept, above)


def _together(refs: Sequence[str], kept: Collection[str], above: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(up for ref in refs for up in ((ref,) if ref in kept else above.get(ref, ()))))


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


def seed_packet(session: Session, schema: str, owners: Path | Sequence[Path], folder: Path) -> SeedPacket:
    """Plan the seed and write it as the packet ``folder/F6_OWNERSHIP_SEED_COMMIT``.

    Raises:
        ConfigError, FactsSayNo: see `plan_seed`; also when there is nothing to insert. NameTaken: it is there already.
    """
    return write_seed(plan_seed(session, schema, owners), schema, folder)


def write_seed(planned: PlannedSeed, schema: str, folder: Path) -> SeedPacket:
    """Write a planned seed as the packet ``folder/F6_OWNERSHIP_SEED_COMMIT``.

    Raises:
        FactsSayNo: there is nothing to insert. NameTaken: the folder is there already.
    """
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
        "created_by": planned.created_by,
    }
    rows: Composable = SQL(",\n       ").join(_row(row, planned.created_by) for row in planned.plan.rows)
    statements = {"rows": rows, "created_by": Literal(planned.created_by)}
    return SeedPacket(write_packet(SEED_CODE, folder, values, statements=statements), planned)


def _row(row: PlanRow, created_by: str) -> Composable:
    reason = f"minimal plan: {row.reach} objects take their owner from here"
    key = str(ownership_id(row.object_ref, row.owner_ref))
    return SQL("({}, {}, {}, {}, {})").format(
        Literal(key), Literal(row.object_ref), Literal(row.owner_ref), Literal(reason), Literal(created_by)
    )
