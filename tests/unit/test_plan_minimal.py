"""The minimal plan: equal to brute force on small trees, never an owner that nobody asked for, and linear."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneroof.coverage.plan import ExistingRow, Plan, PlanObject, effective_owners, minimal_plan
from oneroof.errors import FactsSayNo
from oneroof.sources.entry import Owner

OWNERS = ("team:a", "team:b", "team:c")


def _objects(parents: tuple[int, ...], required: tuple[bool, ...], catch_all: frozenset[int]) -> list[PlanObject]:
    return [
        PlanObject(f"o{index}", None if above < 0 else f"o{above}", required[index], index in catch_all)
        for index, above in enumerate(parents)
    ]


def _settled(
    objects: list[PlanObject], intended: Mapping[str, Owner], existing: Mapping[str, Owner]
) -> dict[str, Owner]:
    """Said again in the test's own words: an entry or row holds below it until another one."""
    settled: dict[str, Owner] = {}
    for item in objects:
        for source in (existing, intended):
            if item.ref in source:
                settled[item.ref] = source[item.ref]
                break
        else:
            if item.parent in settled:
                settled[item.ref] = settled[item.parent]
    return settled


def _fits(objects: list[PlanObject], rows: Mapping[str, Owner], settled: Mapping[str, Owner]) -> bool:
    effective = effective_owners(objects, rows)
    return all(
        effective[item.ref].owner_ref == settled.get(item.ref)
        for item in objects
        if item.ref in settled or item.requires_owner
    )


def _fewest(objects: list[PlanObject], intended: Mapping[str, Owner], existing: Mapping[str, Owner]) -> int:
    """Brute force: every set of rows that may be added, by size.

    Open catch-alls, unmatched objects and what stands above either carry none.
    """
    settled = _settled(objects, intended, existing)
    barred = {item.ref for item in objects if item.ref not in settled and (item.catch_all or item.requires_owner)}
    for item in reversed(objects):
        if item.ref in barred and item.parent is not None:
            barred.add(item.parent)
    free = [item.ref for item in objects if item.ref not in existing and item.ref not in barred]
    for size in range(len(free) + 1):
        for refs in itertools.combinations(free, size):
            for owners in itertools.product((*OWNERS, None), repeat=size):
                if _fits(objects, {**existing, **dict(zip(refs, owners, strict=True))}, settled):
                    return size
    raise AssertionError("no set of rows fits")


def _assert_minimal(objects: list[PlanObject], intended: dict[str, Owner], existing: dict[str, Owner]) -> Plan:
    plan = minimal_plan(objects, intended, [ExistingRow(ref, owner) for ref, owner in existing.items()])
    rows = {row.object_ref: row.owner_ref for row in plan.rows}
    assert _fits(objects, {**existing, **rows}, _settled(objects, intended, existing))
    assert len(plan.rows) == _fewest(objects, intended, existing)
    return plan


def _parents(size: int) -> Iterator[tuple[int, ...]]:
    """Every forest of ``size`` nodes in which a parent has a smaller number."""
    yield from itertools.product(*(range(-1, index) for index in range(size)))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_equals_brute_force_on_every_small_forest(size: int) -> None:
    """All shapes, all owners, open, unowned and unmatched nodes."""
    for parents in _parents(size):
        for states in itertools.product((*OWNERS, None, "open", "needs"), repeat=size):
            required = tuple(state == "needs" for state in states)
            intended: dict[str, Owner] = {
                f"o{index}": state for index, state in enumerate(states) if state not in ("open", "needs")
            }
            _assert_minimal(_objects(parents, required, frozenset()), intended, {})


@st.composite
def _worlds(draw: st.DrawFn) -> tuple[list[PlanObject], dict[str, Owner], dict[str, Owner]]:
    size = draw(st.integers(4, 7))
    parents = tuple(draw(st.integers(-1, index - 1)) for index in range(size))
    leaf = [index not in parents for index in range(size)]
    catch_all = frozenset(index for index in range(size) if not leaf[index] and draw(st.integers(0, 4)) == 0)
    objects = _objects(parents, tuple(leaf[index] and draw(st.integers(0, 3)) == 0 for index in range(size)), catch_all)
    owner = st.sampled_from((*OWNERS[:2], OWNERS[2], None))
    intended = {item.ref: draw(owner) for item in objects if draw(st.integers(0, 2)) < 2 and not item.catch_all}
    existing = {item.ref: draw(owner) for item in objects if draw(st.integers(0, 6)) == 0}
    return objects, intended, existing


@settings(max_examples=150, deadline=None)
@given(_worlds())
def test_equals_brute_force_on_larger_forests(
    world: tuple[list[PlanObject], dict[str, Owner], dict[str, Owner]],
) -> None:
    """Up to seven nodes with catch-alls and rows that stand already."""
    objects, intended, existing = world
    plan = _assert_minimal(objects, intended, existing)
    assert plan.optimal_rows <= plan.direct_rows


def _folders(count: int, leaves: int) -> list[PlanObject]:
    roof = [PlanObject("database:this", None, False, True)]
    folders = [PlanObject(f"folder:{index}", "database:this", False) for index in range(count)]
    tables = [
        PlanObject(f"table:{index}.{leaf}", f"folder:{index}", True) for index in range(count) for leaf in range(leaves)
    ]
    return [*roof, *folders, *tables]


def test_entries_on_containers_give_one_row_each_and_the_rest_inherits() -> None:
    """The shape of the seed run: a row a folder, and one edge as its proof."""
    plan = minimal_plan(_folders(4, 3), {f"folder:{index}": f"team:{index}" for index in range(4)})
    assert [row.object_ref for row in plan.rows] == ["folder:0", "folder:1", "folder:2", "folder:3"]
    assert {row.reach for row in plan.rows} == {4}
    assert {edge.above_ref for edge in plan.edges} == {None}
    assert (plan.direct_rows, plan.optimal_rows, plan.redundant_rows, plan.unmatched) == (4, 4, 0, ())
    assert len(plan.changes) == 16


def test_rows_go_to_the_container_when_all_below_agree_and_not_to_the_catch_all() -> None:
    """Entries on the tables alone: one row a folder; the database gets none although one row there would do."""
    objects = _folders(2, 3)
    plan = minimal_plan(objects, {item.ref: "team:a" for item in objects if item.requires_owner})
    assert [row.object_ref for row in plan.rows] == ["folder:0", "folder:1"]


def test_a_majority_gets_the_container_and_the_rest_rows_of_their_own() -> None:
    """Two of three agree: two rows, not three."""
    plan = minimal_plan(_folders(1, 3), {"table:0.0": "team:b", "table:0.1": "team:a", "table:0.2": "team:b"})
    assert [(row.object_ref, row.owner_ref) for row in plan.rows] == [("folder:0", "team:b"), ("table:0.1", "team:a")]


def test_an_unmatched_object_is_named_and_gets_no_owner() -> None:
    """A row on its folder would own it silently; so its siblings get rows of their own."""
    plan = minimal_plan(_folders(1, 3), {"table:0.0": "team:a", "table:0.1": "team:a"})
    assert plan.unmatched == ("table:0.2",)
    assert [row.object_ref for row in plan.rows] == ["table:0.0", "table:0.1"]


def test_rows_that_stand_are_kept_counted_and_compared() -> None:
    """A redundant row is counted, a pinned one is not; a contradiction is named and left alone."""
    objects = _folders(1, 3)
    standing = [
        ExistingRow("table:0.0", "team:a"),
        ExistingRow("table:0.1", "team:a", pin=True),
        ExistingRow("table:0.2", "team:x"),
    ]
    plan = minimal_plan(objects, {"folder:0": "team:a", "table:0.2": "team:y"}, standing)
    assert [row.object_ref for row in plan.rows] == ["folder:0"]
    assert (plan.direct_rows, plan.optimal_rows, plan.redundant_rows) == (4, 3, 1)
    assert plan.contradicted == ("table:0.2",)


def test_a_tombstone_below_an_owned_container_is_a_row() -> None:
    """Explicitly unowned stops the inheritance, and is counted."""
    plan = minimal_plan(_folders(1, 2), {"folder:0": "team:a", "table:0.1": None})
    assert [(row.object_ref, row.owner_ref) for row in plan.rows] == [("folder:0", "team:a"), ("table:0.1", None)]


def test_a_circle_of_containers_is_refused() -> None:
    """Registered objects can name each other as parents."""
    with pytest.raises(FactsSayNo, match="circle"):
        minimal_plan([PlanObject("x:a", "x:b", False), PlanObject("x:b", "x:a", False)], {})


def test_two_owners_on_one_object_are_refused() -> None:
    """A conflict is people's to resolve; a plan does not choose."""
    rows = [ExistingRow("folder:0", "team:a"), ExistingRow("folder:0", "team:b")]
    with pytest.raises(FactsSayNo, match="two owners"):
        minimal_plan(_folders(1, 1), {}, rows)


def test_the_plan_does_not_depend_on_the_order_of_its_input() -> None:
    """Same objects, any order, same plan."""
    objects = _folders(5, 4)
    intended = {item.ref: OWNERS[len(item.ref) % 3] for item in objects if item.requires_owner}
    assert minimal_plan(objects, intended) == minimal_plan(list(reversed(objects)), dict(reversed(intended.items())))


def test_deep_and_wide_trees_are_planned_without_recursion() -> None:
    """A chain of 5,000 containers, and 20,000 leaves under one: no limit of the interpreter is in the way."""
    chain = [PlanObject(f"c:{index:05}", f"c:{index - 1:05}" if index else None, False) for index in range(5000)]
    leaves = [PlanObject(f"t:{index}", "c:04999", True) for index in range(20000)]
    plan = minimal_plan([*chain, *leaves], {item.ref: "team:a" for item in leaves})
    assert [(row.object_ref, row.reach) for row in plan.rows] == [("c:00000", 25000)]
