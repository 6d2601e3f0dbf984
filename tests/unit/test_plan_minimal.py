"""The minimal plan: equal to brute force on small worlds, never an owner that nobody asked for, and linear.

A world is a tree of objects, each of which has an entry (an owner, or explicitly nobody), is open, or must have an
owner and has no entry; some bear rows already. The oracle tries every choice at every object; it knows nothing of
majorities.
"""

from __future__ import annotations

import gc
import itertools
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oneroof.coverage.holding import no_collection
from oneroof.coverage.plan import Above, ExistingRow, Plan, PlanObject, effective_owners, minimal_plan
from oneroof.coverage.proof import page, plan_document, summary
from oneroof.errors import FactsSayNo
from oneroof.sources.entry import Owner
from tests.draws import examples
from tests.matrix import sampled

OWNERS = ("team:a", "team:b", "team:c")
#: What an object of a world may be: an entry of these owners (nobody: a tombstone), open, or in need of an owner.
STATES = ("a", "b", "c", "nobody", "open", "needs")
#: Those without an entry; of drawn worlds also containers that hold everything.
OPEN = ("open", "needs", "holds all")
NOTHING = "nothing"
#: (state, row that stands or "", its children), the children in one order.
World = tuple[str, str, tuple["World", ...]]
IMPOSSIBLE = 99


@cache
def _fewest(world: World, over: str, given: str) -> int:
    """The least of all choices: rows to add below an object that is settled for ``over`` and hands down ``given``."""
    state, row, below = world
    meant = row or (state if state not in OPEN else over)
    choices = [(row, 0)] if row else [(given, 0), *((owner, 1) for owner in ("a", "b", "c", "nobody"))]
    least = IMPOSSIBLE
    for owner, rows in choices:
        if meant == NOTHING and state in ("needs", "holds all") and owner != NOTHING:
            continue  # it would be owned, or everything would, without anybody having said so
        if meant not in (NOTHING, owner):
            continue
        least = min(least, rows + sum(_fewest(child, meant, owner) for child in below))
    return least


def _worlds(size: int, states: tuple[str, ...] = STATES, rows: tuple[str, ...] = ("",)) -> Iterator[World]:
    """Every tree of ``size`` objects, each once however its siblings are ordered."""
    for state, row in itertools.product(states, rows):
        for below in _forests(size - 1, size - 1, states, rows):
            yield state, row, below


@cache
def _trees(size: int, states: tuple[str, ...], rows: tuple[str, ...]) -> tuple[World, ...]:
    return tuple(_worlds(size, states, rows))


def _forests(size: int, largest: int, states: tuple[str, ...], rows: tuple[str, ...]) -> Iterator[tuple[World, ...]]:
    """Every collection of trees of ``size`` objects in all, none larger than ``largest``."""
    if size == 0:
        yield ()
        return
    for first in range(min(size, largest), 0, -1):
        for count in range(1, size // first + 1):
            rests = list(_forests(size - first * count, first - 1, states, rows))
            for group in itertools.combinations_with_replacement(_trees(first, states, rows), count):
                for rest in rests:
                    yield group + rest


def _owner(said: str) -> Owner:
    return None if said == "nobody" else f"team:{said}"


def _planned(world: World) -> tuple[Plan, list[PlanObject], dict[str, Owner]]:
    """The plan of a world, its objects, and the rows that stand."""
    objects: list[PlanObject] = []
    intended: dict[str, Owner] = {}
    existing: dict[str, Owner] = {}
    waiting: list[tuple[World, str | None]] = [(world, None)]
    for (state, row, below), above in waiting:
        ref = f"o{len(objects)}"
        objects.append(PlanObject(ref, above, state == "needs", state == "holds all"))
        if state not in OPEN:
            intended[ref] = _owner(state)
        if row:
            existing[ref] = _owner(row)
        waiting.extend((child, ref) for child in below)
    rows = [ExistingRow(ref, owner) for ref, owner in existing.items()]
    return minimal_plan(objects, intended, rows), objects, existing


def _assert_minimal(world: World) -> None:
    plan, objects, existing = _planned(world)
    assert len(plan.rows) == _fewest(world, NOTHING, NOTHING), world
    rows = {row.object_ref: row.owner_ref for row in plan.rows}
    effective = effective_owners(objects, {**existing, **rows})
    assert {ref for ref in plan.unmatched if effective[ref].source_object_ref is not None} == set(), world
    assert [edge.object_ref for edge in plan.edges] == [row.object_ref for row in plan.rows]
    assert all(edge.owner_ref not in [above.owner_ref for above in edge.above] for edge in plan.edges), world


def _owners_by_count(world: World) -> bool:
    """Owners are alike: of worlds that differ only in who is who, those where a has most entries stand for all."""
    counted = Counter(_said(world))
    return counted["a"] >= counted["b"] >= counted["c"]


def _said(world: World) -> Iterator[str]:
    yield world[0]
    for child in world[2]:
        yield from _said(child)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_equals_brute_force_on_every_tree_of_up_to_four_objects(size: int) -> None:
    """Three owners, explicitly nobody, open, and in need of an owner: all shapes, all states."""
    for world in _worlds(size):
        if _owners_by_count(world):
            _assert_minimal(world)


EVERY = [(size, state) for size in (5, 6, 7) for state in STATES]


@pytest.mark.parametrize("part", sampled(EVERY, []))
def test_equals_brute_force_on_every_tree_of_up_to_seven_objects(part: tuple[int, str]) -> None:
    """The same for five, six and seven objects, by what the root is."""
    size, root = part
    for below in _forests(size - 1, size - 1, STATES, ("",)):
        world = (root, "", below)
        if _owners_by_count(world):
            _assert_minimal(world)


def _random_world(source: random.Random, size: int, rows: tuple[str, ...]) -> World:
    """A tree of ``size`` objects, drawn."""
    parents = [source.randrange(place) for place in range(1, size)]
    below: list[list[World]] = [[] for _ in range(size)]
    for place in range(size - 1, 0, -1):
        state = "holds all" if below[place] and not source.randrange(6) else source.choice(STATES)
        made: World = (state, source.choice(rows), tuple(below[place]))
        below[parents[place - 1]].append(made)
    return source.choice(STATES), source.choice(rows), tuple(below[0])


@pytest.mark.parametrize("seed", range(4))
def test_equals_brute_force_on_a_sample_of_larger_trees(seed: int) -> None:
    """Five to seven objects, a third of the worlds with rows that stand already."""
    source = random.Random(seed)
    for number in range(500):
        rows = ("", "", "", "a", "b", "nobody") if number % 3 == 0 else ("",)
        _assert_minimal(_random_world(source, 5 + number % 3, rows))


@pytest.mark.parametrize("size", [1, 2, pytest.param(3, marks=pytest.mark.thorough)])
def test_equals_brute_force_with_every_set_of_rows_that_stand(size: int) -> None:
    """Each object with each entry and each row, of the same owner, of another, or nobody's."""
    for world in _worlds(size, rows=("", "a", "b", "nobody")):
        _assert_minimal(world)


def _says(objects: list[PlanObject], rows: Mapping[str, Owner], ref: str) -> set[tuple[str, Owner]]:
    """The rows that reach an object, found by walking every way up; said again in the test's own words."""
    if ref in rows:
        return {(ref, rows[ref])}
    item = next(item for item in objects if item.ref == ref)
    known = {other.ref for other in objects}
    above = [up for up in (item.parent, *item.also_in) if up is not None and up in known]
    return set().union(*(_says(objects, rows, up) for up in above))


def _linked_fewest(
    objects: list[PlanObject], settled: Mapping[str, Owner], existing: Mapping[str, Owner], barred: Collection[str] = ()
) -> int:
    """Every set of rows that may be added, by size; of how a plan is made it knows only where no row may be."""
    free = [item.ref for item in objects if item.ref not in existing and item.ref not in barred]
    for size in range(len(free) + 1):
        for refs in itertools.combinations(free, size):
            for owners in itertools.product((*OWNERS[:2], None), repeat=size):
                if _fits(objects, {**existing, **dict(zip(refs, owners, strict=True))}, settled):
                    return size
    raise AssertionError("no set of rows fits")


def _fits(objects: list[PlanObject], rows: Mapping[str, Owner], settled: Mapping[str, Owner]) -> bool:
    """Each settled object has its owner; no other is in conflict, nor owned where nobody said so."""
    for item in objects:
        owners = {owner for _, owner in _says(objects, rows, item.ref)}
        if item.ref in settled and owners != {settled[item.ref]}:
            return False
        unasked = item.requires_owner or item.catch_all
        if item.ref not in settled and (len(owners) > 1 or (owners and unasked)):
            return False
    return True


@st.composite
def _linked_worlds(draw: st.DrawFn) -> tuple[list[PlanObject], dict[str, Owner], dict[str, Owner]]:
    """Up to five objects, of which some stand in several others."""
    size = draw(st.integers(3, 5))
    parents = [None, *(draw(st.sampled_from([None, *range(place)])) for place in range(1, size))]
    inner = {up for up in parents if up is not None}
    objects = []
    for place in range(size):
        others = [other for other in range(place) if other != parents[place]]
        links = draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else []
        needs = place not in inner and draw(st.integers(0, 3)) == 0
        parent = None if parents[place] is None else f"o{parents[place]}"
        catch_all = place in inner and draw(st.integers(0, 4)) == 0
        objects.append(PlanObject(f"o{place}", parent, needs, catch_all, tuple(f"o{other}" for other in links)))
    owner = st.sampled_from((*OWNERS[:2], None))
    intended = {item.ref: draw(owner) for item in objects if draw(st.booleans())}
    existing = {item.ref: draw(owner) for item in objects if draw(st.integers(0, 6)) == 0}
    return objects, intended, existing


#: The row that stands keeps o4 from what o0 hands down, so o0 may bear one; counted afresh, links would bar it.
FREED = (
    [
        PlanObject("o0", None, False),
        PlanObject("o1", "o0", True),
        PlanObject("o2", None, True, False, ("o0",)),
        PlanObject("o3", None, True),
        PlanObject("o4", "o0", True, False, ("o1",)),
    ],
    {"o1": "team:a", "o2": "team:a"},
    {"o4": "team:a"},
)


@settings(max_examples=examples(150))
@given(_linked_worlds())
@example(FREED)
def test_equals_brute_force_with_links(world: tuple[list[PlanObject], dict[str, Owner], dict[str, Owner]]) -> None:
    """Everyone gets the owner that was meant, by the fewest rows; with links, by the fewest beside what the plan names.

    Where it names no container that it left out, no choice whatever has fewer.
    """
    objects, intended, existing = world
    plan = minimal_plan(objects, intended, [ExistingRow(ref, owner) for ref, owner in existing.items()])
    meant = {**intended, **existing}
    said = {item.ref: {owner for _, owner in _says(objects, meant, item.ref)} for item in objects}
    disputed = {ref for ref, owners in said.items() if len(owners) > 1}
    assert bool(plan.contested) == bool(disputed)
    assert {item.object_ref for item in plan.contested} <= disputed
    if not disputed:
        settled = {ref: owner for ref, owners in said.items() for owner in owners}
        rows = {row.object_ref: row.owner_ref for row in plan.rows}
        assert _fits(objects, {**existing, **rows}, settled)
        assert len(rows) == _linked_fewest(objects, settled, existing, set(plan.barred) - rows.keys())
        fewest = _linked_fewest(objects, settled, {}, plan.barred)
        assert plan.optimal_rows == fewest or (plan.optimal_rows < fewest and rows.keys() & set(plan.barred))
        assert plan.optimal_rows <= plan.direct_rows - len(plan.redundant)
        assert set(plan.barred) <= _above_links(objects) - settled.keys()


def _above_links(objects: list[PlanObject]) -> set[str]:
    """Whatever contains an object that stands in several containers."""
    by_ref = {item.ref: item for item in objects}
    waiting = [ref for item in objects if item.also_in for ref in (item.parent, *item.also_in)]
    found: set[str] = set()
    while waiting:
        ref = waiting.pop()
        if ref is not None and ref not in found:
            found.add(ref)
            waiting += [by_ref[ref].parent, *by_ref[ref].also_in]
    return found


def _distance(objects: list[PlanObject], rows: Mapping[str, Owner], ref: str, source: str) -> int:
    """Steps up to a row by the shortest way that passes no other row."""
    if ref == source:
        return 0
    item = next(item for item in objects if item.ref == ref)
    ways = [up for up in (item.parent, *item.also_in) if up is not None and ref not in rows]
    return 1 + min((_distance(objects, rows, up, source) for up in ways), default=IMPOSSIBLE)


@settings(max_examples=examples(100))
@given(_linked_worlds())
def test_what_rows_come_to_is_what_every_way_up_says(
    world: tuple[list[PlanObject], dict[str, Owner], dict[str, Owner]],
) -> None:
    """One owner by all ways is the owner; several are a conflict; a row stops the way."""
    objects, rows, _ = world
    found = effective_owners(objects, rows)
    for item in objects:
        reached = _says(objects, rows, item.ref)
        owners = {owner for _, owner in reached}
        state = found[item.ref]
        assert state.in_conflict == (len(owners) > 1)
        assert state.owner_ref == (next(iter(owners)) if len(owners) == 1 else None)
        assert (state.source_object_ref is None) == (not reached)
        if reached:
            nearest = min((_distance(objects, rows, item.ref, source), source) for source, _ in reached)
            assert state.source_object_ref == nearest[1]


@settings(max_examples=examples(60))
@given(_linked_worlds(), st.sets(st.integers(0, 4)))
def test_redundant_rows_can_all_go_at_once_and_pins_are_none(
    world: tuple[list[PlanObject], dict[str, Owner], dict[str, Owner]], pins: set[int]
) -> None:
    """Nobody's owner changes without them, and each row that is not called redundant is missed, or a pin."""
    objects, standing, _ = world
    existing = [ExistingRow(ref, owner, int(ref[1:]) in pins) for ref, owner in standing.items()]
    plan = minimal_plan(objects, {}, existing)
    if plan.contested:
        return
    assert not plan.rows
    assert not {row.object_ref for row in existing if row.pin} & set(plan.redundant)
    kept = {ref: owner for ref, owner in standing.items() if ref not in plan.redundant}
    for item in objects:
        assert {owner for _, owner in _says(objects, kept, item.ref)} == {
            owner for _, owner in _says(objects, standing, item.ref)
        }
    for row in existing:
        if not row.pin and row.object_ref in kept:
            others = {ref: owner for ref, owner in kept.items() if ref != row.object_ref}
            assert {owner for _, owner in _says(objects, others, row.object_ref)} != {row.owner_ref}


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
    assert {edge.above for edge in plan.edges} == {()}
    assert (plan.direct_rows, plan.optimal_rows, plan.redundant, plan.unmatched) == (4, 4, (), ())
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
    assert plan.edges[1].above == (Above("folder:0", "team:b"),)


def test_a_container_bears_no_row_that_saves_none() -> None:
    """One table each: a row on their folder and one below it are as many, and would own what comes later."""
    plan = minimal_plan(_folders(1, 2), {"table:0.0": "team:a", "table:0.1": "team:b"})
    assert [row.object_ref for row in plan.rows] == ["table:0.0", "table:0.1"]


def test_an_unmatched_object_is_named_and_gets_no_owner() -> None:
    """A row on its folder would own it silently; so its siblings get rows of their own."""
    plan = minimal_plan(_folders(1, 3), {"table:0.0": "team:a", "table:0.1": "team:a"})
    assert plan.unmatched == ("table:0.2",)
    assert [row.object_ref for row in plan.rows] == ["table:0.0", "table:0.1"]


def test_rows_that_stand_are_kept_counted_and_compared() -> None:
    """A redundant row is named, a pinned one is not; a contradiction is named and left alone."""
    objects = _folders(1, 3)
    standing = [
        ExistingRow("table:0.0", "team:a"),
        ExistingRow("table:0.1", "team:a", pin=True),
        ExistingRow("table:0.2", "team:x"),
    ]
    plan = minimal_plan(objects, {"folder:0": "team:a", "table:0.2": "team:y"}, standing)
    assert [row.object_ref for row in plan.rows] == ["folder:0"]
    assert (plan.direct_rows, plan.optimal_rows, plan.redundant) == (4, 3, ("table:0.0",))
    (contradiction,) = plan.contradicted
    assert (contradiction.object_ref, contradiction.stands, contradiction.intended) == ("table:0.2", "team:x", "team:y")


def test_fewer_rows_would_do_although_none_is_redundant() -> None:
    """Three rows that one on their folder could replace: each is needed as they stand, and the least is said."""
    objects = _folders(1, 3)
    plan = minimal_plan(objects, {}, [ExistingRow(item.ref, "team:a") for item in objects if item.requires_owner])
    assert (plan.direct_rows, plan.optimal_rows, plan.redundant) == (3, 1, ())


def test_a_tombstone_is_a_row_below_an_owner_and_below_nothing() -> None:
    """Explicitly unowned stops the inheritance, is counted, and is not the same as never named."""
    plan = minimal_plan(_folders(2, 2), {"folder:0": "team:a", "table:0.1": None, "table:1.0": None})
    assert [(row.object_ref, row.owner_ref) for row in plan.rows] == [
        ("folder:0", "team:a"),
        ("table:0.1", None),
        ("table:1.0", None),
    ]
    assert plan.unmatched == ("table:1.1",)
    assert "table:1.0" not in {change.object_ref for change in plan.changes}


def test_a_linked_object_whose_containers_agree_needs_no_row() -> None:
    """And one whose containers hand down different owners gets its own where it has an entry."""
    objects = [
        PlanObject("schema:s", None, False),
        PlanObject("model:m", None, False),
        PlanObject("table:agree", "schema:s", True, also_in=("model:m",)),
        PlanObject("table:named", "schema:s", True, also_in=("model:n",)),
        PlanObject("model:n", None, False),
        PlanObject("trigger:named.t", "table:named", True),
    ]
    intended = {"schema:s": "team:a", "model:m": "team:a", "model:n": "team:b", "table:named": "team:a"}
    plan = minimal_plan(objects, intended)
    assert [row.object_ref for row in plan.rows] == ["model:m", "model:n", "schema:s", "table:named"]
    assert plan.edges[3].above == (Above("schema:s", "team:a"), Above("model:n", "team:b"))
    assert plan.contested == ()


def test_a_linked_object_whose_containers_disagree_is_contested() -> None:
    """Nobody named it, so nobody's word counts: it is listed with both, and what is below it is not listed again."""
    objects = [
        PlanObject("schema:s", None, False),
        PlanObject("model:m", None, False),
        PlanObject("table:t", "schema:s", True, also_in=("model:m",)),
        PlanObject("trigger:t.x", "table:t", True),
    ]
    plan = minimal_plan(objects, {"schema:s": "team:a", "model:m": None})
    (contested,) = plan.contested
    assert contested.object_ref == "table:t"
    assert contested.sources == (Above("schema:s", "team:a"), Above("model:m", None))


def test_an_open_container_bears_no_row_that_a_link_would_carry_elsewhere() -> None:
    """Two of the three tables in the schema agree; the third is a model's, and the schema's row would reach it, too."""
    objects = [
        PlanObject("schema:s", None, False),
        PlanObject("model:m", None, False),
        PlanObject("table:1", "schema:s", True),
        PlanObject("table:2", "schema:s", True),
        PlanObject("table:3", "schema:s", True, also_in=("model:m",)),
    ]
    plan = minimal_plan(objects, {"table:1": "team:a", "table:2": "team:a", "model:m": "team:b"})
    assert [row.object_ref for row in plan.rows] == ["model:m", "table:1", "table:2"]
    assert plan.barred == ("schema:s",)


def test_what_the_count_leaves_out_is_named_where_fewer_rows_would_do() -> None:
    """The model's table is of the same team, so a row on the schema would do for all; the proof claims no more."""
    objects = [
        PlanObject("model:m", None, False),
        PlanObject("schema:s", None, False),
        *(PlanObject(f"table:{number}", "schema:s", True) for number in range(3)),
        PlanObject("table:3", "schema:s", True, also_in=("model:m",)),
    ]
    intended: dict[str, Owner] = {item.ref: "team:a" for item in objects if item.ref != "schema:s"}
    plan = minimal_plan(objects, intended)
    assert (plan.optimal_rows, plan.barred) == (4, ("schema:s",))
    assert _fits(objects, {"schema:s": "team:a", "model:m": "team:a"}, intended)
    document = {**plan_document(plan, {}, ["owners.toml"]), "packet": None}
    said = "of 4 in all no fewer would do without rows on 1 container whose owner links would carry elsewhere."
    assert summary(document).endswith(said)
    assert "## What the count leaves out" in page(document)
    plain = minimal_plan([replace(item, also_in=()) for item in objects], intended)
    document = {**plan_document(plain, {}, ["owners.toml"]), "packet": None}
    assert (plain.optimal_rows, plain.barred, summary(document).endswith("in all no fewer would do.")) == (2, (), True)
    assert "leaves out" not in page(document)


def test_a_circle_of_containers_is_refused() -> None:
    """Registered objects can name each other as parents, or by links."""
    with pytest.raises(FactsSayNo, match="above x:a form a circle"):
        minimal_plan([PlanObject("x:a", "x:b", False), PlanObject("x:b", "x:a", False)], {})
    with pytest.raises(FactsSayNo, match="circle"):
        minimal_plan([PlanObject("x:a", None, False, also_in=("x:b",)), PlanObject("x:b", "x:a", False)], {})


def test_two_owners_on_one_object_are_refused() -> None:
    """A conflict is people's to resolve; a plan does not choose."""
    rows = [ExistingRow("folder:0", "team:a"), ExistingRow("folder:0", "team:b")]
    with pytest.raises(FactsSayNo, match="two owners"):
        minimal_plan(_folders(1, 1), {}, rows)


@given(_linked_worlds(), st.randoms(use_true_random=False))
@settings(max_examples=examples(40))
def test_the_plan_does_not_depend_on_the_order_of_its_input(
    world: tuple[list[PlanObject], dict[str, Owner], dict[str, Owner]], source: random.Random
) -> None:
    """Same objects, entries and rows in any order: the same plan, to the last tuple."""
    objects, intended, existing = world
    rows = [ExistingRow(ref, owner) for ref, owner in existing.items()]
    plan = minimal_plan(objects, intended, rows)
    shuffled = source.sample(objects, len(objects))
    entries = dict(source.sample(sorted(intended.items()), len(intended)))
    assert minimal_plan(shuffled, entries, source.sample(rows, len(rows))) == plan


def test_deep_and_wide_trees_are_planned_without_recursion() -> None:
    """A chain of 5,000 containers, and 20,000 leaves under one: no limit of the interpreter is in the way."""
    chain = [PlanObject(f"c:{index:05}", f"c:{index - 1:05}" if index else None, False) for index in range(5000)]
    leaves = [PlanObject(f"t:{index}", "c:04999", True) for index in range(20000)]
    plan = minimal_plan([*chain, *leaves], {item.ref: "team:a" for item in leaves})
    assert [(row.object_ref, row.reach) for row in plan.rows] == [("c:00000", 25000)]


def test_no_search_for_circular_garbage_while_a_tree_is_made() -> None:
    """It goes on afterwards, also after an error, but not where somebody else has held it off."""
    assert gc.isenabled()
    with no_collection():
        with pytest.raises(FactsSayNo):
            no_collection()(minimal_plan)([PlanObject("a", "b", False), PlanObject("b", "a", False)], {})
        assert not gc.isenabled()
    assert gc.isenabled()
