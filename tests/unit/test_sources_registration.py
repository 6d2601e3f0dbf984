"""What an import changes: what people set stays, another source's rows stay, only a complete manifest ends anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneroof.sources.dbt import parse_manifest, reference
from oneroof.sources.registration import (
    Link,
    Registered,
    Registration,
    Row,
    changes,
    link_changes,
    links_of,
    owners_of_manifest,
    rows_of,
    source_of,
)
from tests.dbt_support import manifest, node, shop, text
from tests.draws import examples

REFS = {'table:public."Order facts"', "view:public.cust_v2", "table:raw.orders", "schema:public"}


def wanted(*nodes: dict[str, Any], root: str = "", database: str = "shop", **how: Any) -> tuple[Row, ...]:
    """The rows that a manifest of these nodes asks for."""
    return rows_of(parse_manifest(text(manifest(*(nodes or shop()), **how))), database, REFS, root)


def applied(standing: tuple[Row, ...], change: Registration) -> tuple[Row, ...]:
    """The rows after a change was written."""
    after = {row.object_ref: row for row in standing}
    after |= {row.object_ref: row for row in change.inserted}
    after |= {update.after.object_ref: update.after for update in change.updated}
    return tuple(after.values())


def imported(standing: tuple[Row, ...], rows: tuple[Row, ...], *, complete: bool = True) -> Registration:
    """An import of the project shop."""
    return changes(rows, standing, "dbt:shop", complete=complete)


def test_where_each_object_stands() -> None:
    """A model in its group, else in its project; a source below its relation; a package in the project."""
    parents = {row.object_ref: row.facts.parent_ref for row in wanted()}
    assert parents == {
        "dbt_project:shop": None,
        "dbt_project:dbt_utils": "dbt_project:shop",
        "dbt_group:group.shop.finance": "dbt_project:shop",
        'dbt_group:group.shop."Data Team"': "dbt_project:shop",
        "dbt_model:model.shop.orders": "dbt_group:group.shop.finance",
        "dbt_model:model.shop.cust.v2": 'dbt_group:group.shop."Data Team"',
        "dbt_model:model.shop.helper": 'dbt_group:group.shop."Data Team"',
        "dbt_seed:seed.shop.countries": "dbt_project:shop",
        "dbt_snapshot:snapshot.shop.history": "dbt_project:shop",
        'dbt_source:source.shop."Raw Data".orders': "table:raw.orders",
        "dbt_exposure:exposure.shop.weekly": "dbt_project:shop",
        "dbt_model:model.dbt_utils.days": "dbt_project:dbt_utils",
    }


def test_a_source_of_another_database_or_adapter_stands_in_its_project() -> None:
    """Its relation is not here."""
    for rows in (wanted(database="other"), wanted(adapter_type="snowflake")):
        found = {row.kind: row.facts.parent_ref for row in rows if row.kind == "dbt_source"}
        assert found == {"dbt_source": "dbt_project:shop"}


def test_relations_are_also_in_what_makes_them() -> None:
    """Not in what reads them; a manifest that is not complete takes no link away."""
    found = parse_manifest(text(manifest(*shop())))
    links = links_of(found, "shop", REFS)
    assert [(link.object_ref, link.also_in_ref) for link in links] == [
        ('table:public."Order facts"', "dbt_model:model.shop.orders"),
        ("view:public.cust_v2", "dbt_model:model.shop.cust.v2"),
    ]
    assert links_of(found, "other", REFS) == ()
    stale = Link("table:public.old", "dbt_model:model.shop.orders")
    nothing = imported((), ())
    change = link_changes(nothing, links, (links[0], stale), complete=True)
    assert (change.linked, change.unlinked, change.empty) == ((links[1],), (stale,), False)
    assert link_changes(nothing, links, (*links, stale), complete=False).empty


def test_files_are_named_from_the_root_of_the_repository() -> None:
    """A project may lie in a folder; an installed package lies where `dbt deps` puts it."""
    files = {row.object_ref: row.facts.source_path for row in wanted(root="./transform/")}
    assert files["dbt_model:model.shop.orders"] == "transform/models/orders.sql"
    assert files["dbt_project:shop"] == "transform/dbt_project.yml"
    assert files["dbt_model:model.dbt_utils.days"] == "transform/dbt_packages/dbt_utils/models/days.sql"


def test_importing_again_changes_nothing() -> None:
    """Not even a row that says the same."""
    first = imported((), wanted())
    assert (len(first.inserted), first.updated) == (12, ())
    second = imported(first.inserted, wanted())
    assert second.empty
    assert second.unchanged == 12


def test_what_the_manifest_no_longer_holds_is_gone_and_comes_back() -> None:
    """Gone, not deleted; a model that is there again is active again."""
    rows = imported((), wanted()).inserted
    fewer = [item for item in shop() if item["unique_id"] != "seed.shop.countries"]
    change = imported(rows, wanted(*fewer))
    assert change.gone == ("dbt_seed:seed.shop.countries",)
    assert len(change.updated) == 1
    after = applied(rows, change)
    assert imported(after, wanted(*fewer)).empty
    back = imported(after, wanted())
    assert [update.after.facts.status for update in back.updated] == ["active"]


def test_a_manifest_that_is_not_complete_ends_nothing() -> None:
    """What it has is registered, what it lacks stays."""
    rows = imported((), wanted()).inserted
    part = wanted(node("model", "model.shop.new"))
    change = imported(rows, part, complete=False)
    assert ([row.object_ref for row in change.inserted], change.updated, change.gone) == (
        ["dbt_model:model.shop.new"],
        (),
        (),
    )


def test_what_people_set_is_neither_overwritten_nor_wiped() -> None:
    """Container, name and status that differ from what the import wrote are people's; the rest follows."""
    rows = {row.object_ref: row for row in imported((), wanted()).inserted}
    model, seed = rows["dbt_model:model.shop.orders"], rows["dbt_seed:seed.shop.countries"]
    rows[model.object_ref] = replace(model, facts=replace(model.facts, parent_ref="schema:public", status="retired"))
    rows[seed.object_ref] = replace(seed, facts=replace(seed.facts, display_name="Countries of the world"))
    moved = [{**item, "original_file_path": "models/new/x.sql"} for item in shop()]
    change = imported(tuple(rows.values()), wanted(*moved))
    after = {row.object_ref: row.facts for row in applied(tuple(rows.values()), change)}
    assert after[model.object_ref].parent_ref == "schema:public"
    assert after[model.object_ref].status == "retired"
    assert after[model.object_ref].source_path == "models/new/x.sql"
    assert after[seed.object_ref].display_name == "Countries of the world"
    assert {(kept.object_ref, kept.why) for kept in change.kept} == {
        (model.object_ref, "parent_ref is set by hand"),
        (model.object_ref, "status is set by hand"),
        (seed.object_ref, "display_name is set by hand"),
    }
    gone = imported(applied(tuple(rows.values()), change), wanted(node("model", "model.shop.other")))
    left = {update.after.object_ref: update.after.facts for update in gone.updated}
    assert model.object_ref not in left, "retired by hand, so nothing is written"
    assert left[seed.object_ref].status == "gone"
    assert left[seed.object_ref].display_name == "Countries of the world"


def test_rows_of_another_source_or_by_hand_are_never_touched() -> None:
    """Nor ended, also when they bear a reference that the manifest has."""
    rows = {row.object_ref: row for row in imported((), wanted()).inserted}
    ref = "dbt_seed:seed.shop.countries"
    other = replace(rows[ref], source="dbt:other", facts=replace(rows[ref].facts, display_name="theirs"))
    hand = Row("dbt_model:model.shop.mine", "dbt_model", "dbt:shop", other.facts, None)
    standing = (*(row for row in rows.values() if row.object_ref != ref), other, hand)
    change = imported(standing, wanted())
    assert change.empty
    assert [(kept.object_ref, kept.why) for kept in change.kept] == [(ref, "registered by dbt:other")]


def test_two_projects_of_one_database_do_not_end_each_others() -> None:
    """Each row names its project."""
    rows = imported((), wanted()).inserted
    other = parse_manifest(text(manifest(node("model", "model.stock.a"), project="stock")))
    change = changes(rows_of(other, "shop", REFS), rows, source_of(other), complete=other.complete)
    assert (len(change.inserted), change.updated) == (2, ())


def register(rows: tuple[Row, ...], refs: frozenset[str] = frozenset()) -> Callable[..., Registered]:
    """A register of these rows, with the links that the project's own manifest asks for."""
    links = links_of(parse_manifest(text(manifest(*shop()))), "shop", refs)
    return lambda _source, _refs: Registered(rows, links)


def test_owners_of_a_registered_project_stand_on_groups_and_exposures() -> None:
    """And what has an owner and is not registered yet is said."""
    found = parse_manifest(text(manifest(*shop())))
    refs = {row.object_ref for row in wanted()} - {"dbt_exposure:exposure.shop.weekly"}
    rows, unread, problems = owners_of_manifest(found, "shop", refs, register(imported((), wanted()).inserted))
    assert unread == ()
    assert {(row.object_ref, row.names) for row in rows} == {
        ("dbt_group:group.shop.finance", ("finance@shop.example", "Finance")),
        ('dbt_group:group.shop."Data Team"', ("@shop/data",)),
    }
    assert ["not registered" in problem.what for problem in problems] == [True]


def test_owners_of_a_project_that_is_not_registered_stand_on_the_relations_that_it_makes() -> None:
    """A first look needs no import; the place is the group's."""
    found = parse_manifest(text(manifest(*shop())))
    rows, unread, problems = owners_of_manifest(found, "shop", REFS, register(()))
    assert unread == ()
    assert {(row.object_ref, row.place.rsplit(", ", 1)[-1]) for row in rows} == {
        ('table:public."Order facts"', "group.shop.finance"),
        ("view:public.cust_v2", "group.shop.Data Team"),
    }
    assert problems == ()
    nowhere, unread, said = owners_of_manifest(found, "other", REFS, register(()))
    assert (nowhere, unread, len(said)) == ((), (), 1)


def test_a_group_whose_models_are_all_elsewhere_is_named_beside_one_that_is_here() -> None:
    """Its owner would be lost without a word; a group of models that make no relation is nobody's loss."""
    ghost = node("model", "model.shop.lost", group="ghosts", relation='"shop"."public"."nothere"')
    owner = {"name": "Ghosts", "email": None}
    groups = [node("group", f"group.shop.{name}", owner=owner) for name in ("ghosts", "idle")]
    found = parse_manifest(text(manifest(*shop(), ghost, *groups, node("model", "model.shop.none", group="idle"))))
    rows, _, problems = owners_of_manifest(found, "shop", REFS, register(()))
    assert (len(rows), [problem.place for problem in problems]) == (2, ["manifest.json, line 1, group.shop.ghosts"])


def moved(unique_id: str, *, by_hand: bool = False) -> tuple[Row, ...]:
    """The register as an earlier manifest left it, in which a model was in the other group."""
    there = "dbt_group:group.shop.elsewhere"
    rows = []
    for row in imported((), wanted()).inserted:
        facts = replace(row.facts, parent_ref=there) if row.object_ref == reference(unique_id) else row.facts
        rows.append(replace(row, facts=facts, imported=row.imported if by_hand else asdict(facts)))
    return tuple(rows)


def test_a_model_that_the_register_has_elsewhere_is_undecided() -> None:
    """Or it would keep the owner of the group that it was in; where people put it there, it stays."""
    found, model = parse_manifest(text(manifest(*shop()))), "dbt_model:model.shop.orders"
    refs = frozenset({*REFS, *(row.object_ref for row in wanted())})
    _, unread, problems = owners_of_manifest(found, "shop", refs, register(moved("model.shop.orders"), refs))
    assert (unread, len(problems)) == ((model,), 1)
    assert "stands in dbt_group:group.shop.elsewhere in the register" in problems[0].what
    assert "import the manifest first" in problems[0].what
    by_hand = register(moved("model.shop.orders", by_hand=True), refs)
    assert owners_of_manifest(found, "shop", refs, by_hand)[1:] == ((), ())


def test_a_model_that_is_not_registered_is_undecided_with_the_relation_that_it_makes() -> None:
    """One that the manifest has from now on; and one whose relation came after the import."""
    found, model = parse_manifest(text(manifest(*shop()))), "dbt_model:model.shop.orders"
    rows = imported((), wanted()).inserted
    refs = frozenset({*REFS, *(row.object_ref for row in rows)})
    without = tuple(row for row in rows if row.object_ref != model)
    _, unread, problems = owners_of_manifest(found, "shop", refs - {model}, register(without))
    assert set(unread) >= {model, 'table:public."Order facts"'}
    assert "model.shop.orders" in problems[0].place
    _, unread, problems = owners_of_manifest(found, "shop", refs, register(rows, refs - {'table:public."Order facts"'}))
    assert unread == ('table:public."Order facts"',)
    assert "is not in it in the register" in problems[0].what
    gone = tuple(replace(row, facts=replace(row.facts, status="gone"), imported=None) for row in rows)
    ended = tuple(replace(row, imported=asdict(row.facts)) for row in gone)
    assert model in owners_of_manifest(found, "shop", refs, register(ended, refs))[1]


def changed(unique_id: str, **fields: Any) -> list[dict[str, Any]]:
    """The project, one entry of it otherwise."""
    return [{**item, **fields} if item["unique_id"] == unique_id else item for item in shop()]


@pytest.mark.parametrize(
    "broken",
    [
        changed("model.shop.orders", group="nowhere"),
        changed("model.shop.orders", relation_name="a.b.c.d"),
        [item for item in shop() if item["unique_id"] != "group.shop.finance"],
    ],
    ids=["another group", "no relation", "the group is cut off"],
)
def test_what_could_not_be_read_stays_where_it_stands(broken: list[dict[str, Any]]) -> None:
    """A model is not moved out of its group, nor a relation out of its model, because a manifest is broken."""
    rows = imported((), wanted()).inserted
    found = parse_manifest(text(manifest(*broken)))
    change = imported(rows, wanted(*broken), complete=found.complete)
    links = links_of(parse_manifest(text(manifest(*shop()))), "shop", REFS)
    change = link_changes(change, links_of(found, "shop", REFS), links, complete=found.complete)
    assert (change.empty, len(found.problems)) == (True, 1)


def test_a_manifest_that_says_no_adapter_moves_nothing() -> None:
    """Whether a relation of this name is the one that is meant is not known: no link and no source goes elsewhere."""
    found = parse_manifest(text(manifest(*shop(), adapter_type=None)))
    rows = imported((), wanted()).inserted
    links = links_of(parse_manifest(text(manifest(*shop()))), "shop", REFS)
    change = imported(rows, rows_of(found, "shop", REFS), complete=found.complete)
    change = link_changes(change, links_of(found, "shop", REFS), links, complete=found.complete)
    assert (change.empty, found.missing) == (True, ("it does not say what it is for (metadata.adapter_type)",))


@pytest.mark.parametrize(
    "broken",
    [
        changed("group.shop.finance", owner=None),
        changed("group.shop.finance", original_file_path=None),
        changed("model.shop.orders", group="nowhere"),
    ],
    ids=["no owner", "no group", "another group"],
)
def test_whose_group_could_not_be_read_is_undecided(broken: list[dict[str, Any]]) -> None:
    """And not left to what stands above it."""
    rows, unread, _ = owners_of_manifest(parse_manifest(text(manifest(*broken))), "shop", REFS, register(()))
    assert ([row.object_ref for row in rows], unread) == (["view:public.cust_v2"], ('table:public."Order facts"',))


@pytest.mark.parametrize(
    ("broken", "undecided"),
    [
        (changed("group.shop.finance", owner=None), "dbt_group:group.shop.finance"),
        (changed("group.shop.finance", original_file_path=None), "dbt_group:group.shop.finance"),
        (changed("exposure.shop.weekly", package_name=None), "dbt_exposure:exposure.shop.weekly"),
        (changed("model.shop.orders", group="nowhere"), "dbt_model:model.shop.orders"),
        (changed("model.shop.orders", relation_name="a.b.c.d"), "dbt_model:model.shop.orders"),
        (changed("model.shop.cust.v2", name=""), "dbt_model:model.shop.cust.v2"),
    ],
    ids=["no owner", "no group", "no exposure", "another group", "no relation", "no model"],
)
def test_a_registered_object_that_could_not_be_read_is_undecided(broken: list[dict[str, Any]], undecided: str) -> None:
    """All that stands in it with it; the owner that it has from before is not its owner for certain."""
    found = parse_manifest(text(manifest(*broken)))
    rows, unread, _ = owners_of_manifest(
        found, "shop", {row.object_ref for row in wanted()}, register(imported((), wanted()).inserted)
    )
    assert unread == (undecided,)
    assert undecided not in {row.object_ref for row in rows}


_NAMES = st.sampled_from(["a", "b", "c", "Odd name", "d.v2"])
_NODES = st.lists(st.tuples(_NAMES, st.sampled_from(["x.sql", "y.sql"])), min_size=1, unique_by=lambda pair: pair[0])


@settings(max_examples=examples(25))
@given(st.lists(st.tuples(_NODES, st.booleans()), max_size=5), st.data())
def test_any_row_of_imports_ends_where_the_last_one_says_and_keeps_what_people_set(
    imports: list[tuple[list[tuple[str, str]], bool]], data: st.DataObject
) -> None:
    """After each import, importing again is empty, no row vanishes, and a column set by hand is as it was set."""
    standing: tuple[Row, ...] = ()
    by_hand: dict[str, str] = {}
    for nodes, complete in imports:
        rows = wanted(*(node("model", f"model.shop.{name}", original_file_path=file) for name, file in nodes))
        before = {row.object_ref for row in standing}
        standing = applied(standing, imported(standing, rows, complete=complete))
        assert before <= {row.object_ref for row in standing}
        assert imported(standing, rows, complete=complete).empty
        facts = {row.object_ref: row.facts for row in standing}
        assert all(facts[ref].display_name == name for ref, name in by_hand.items())
        if complete:
            active = {ref for ref, fact in facts.items() if fact.status == "active"}
            assert active == {row.object_ref for row in rows}
        ref = data.draw(st.sampled_from(sorted(facts)))
        by_hand[ref] = f"by hand {len(by_hand)}"
        standing = tuple(
            replace(row, facts=replace(row.facts, display_name=by_hand[ref])) if row.object_ref == ref else row
            for row in standing
        )
