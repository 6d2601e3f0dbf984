"""A dbt manifest: what it holds, whether it is whole, and each way in which it cannot be read, named."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from oneroof.errors import ConfigError
from oneroof.sources.dbt import VERSIONS, DbtManifest, DbtRelation, parse_manifest
from tests.dbt_support import manifest, node, shop, text


def read(*nodes: dict[str, Any], **how: Any) -> DbtManifest:
    """A manifest of these nodes, read."""
    return parse_manifest(text(manifest(*nodes, **how)))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_kind_is_read(version: int) -> None:
    """Models, sources, seeds, snapshots, exposures, groups; tests are part of what they test."""
    found = {item.object_ref: item for item in read(*shop(), version=version).objects}
    assert set(found) == {
        "dbt_group:group.shop.finance",
        'dbt_group:group.shop."Data Team"',
        "dbt_model:model.shop.orders",
        "dbt_model:model.shop.cust.v2",
        "dbt_model:model.shop.helper",
        "dbt_seed:seed.shop.countries",
        "dbt_snapshot:snapshot.shop.history",
        'dbt_source:source.shop."Raw Data".orders',
        "dbt_exposure:exposure.shop.weekly",
        "dbt_model:model.dbt_utils.days",
    }
    orders = found["dbt_model:model.shop.orders"]
    assert orders.relation == DbtRelation("shop", "public", "Order facts")
    assert (orders.group, orders.file) == ("group.shop.finance", "models/orders.sql")
    assert found["dbt_model:model.shop.helper"].relation is None, "an ephemeral model makes no relation"
    assert found["dbt_exposure:exposure.shop.weekly"].names == ("ada@shop.example", "Ada")


def test_a_manifest_of_a_whole_project_is_complete() -> None:
    """Everything that its own parent_map names is there, and the other way round."""
    assert read(*shop()).complete


@pytest.mark.parametrize(
    ("parents", "why"),
    [
        ({"model.shop.a": [], "model.shop.b": []}, "names model.shop.b, which it does not hold"),
        ({}, "does not name model.shop.a"),
        ({"model.shop.a": ["source.shop.raw.x"]}, "source.shop.raw.x is a parent"),
        ("none", "no parent_map"),
    ],
    ids=["cut down", "added to", "a parent is missing", "stripped"],
)
def test_a_part_of_a_project_is_not_complete(parents: Any, why: str) -> None:
    """So nothing is gone because it is not in it."""
    found = read(node("model", "model.shop.a"), parents=parents)
    assert not found.complete
    assert why in " ".join(found.missing)


def test_a_manifest_that_holds_nothing_is_not_complete() -> None:
    """Or an empty file would end a whole project."""
    assert read().missing == ("it holds nothing",)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("", "no whole JSON: Expecting value at line 1, column 1"),
        (text(manifest(*shop()), indent=1)[:700], "no whole JSON: .* at line 2"),
        ("[]", "no dbt manifest"),
        ('{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"}}', "no dbt manifest"),
        ("[" * 100_000, "nested too deep"),
        (text(manifest(version=8)), "version v8; known are v9, v10, v11, v12, v20"),
        (text(manifest(version=13)), "version v13"),
        (text({**manifest(*shop()), "groups": None}), "has no groups"),
        (text(manifest(*shop(), project=None, project_id="x")), "whose project"),
        (text(manifest(*shop(), project="sh\\u0000op").copy()).replace("\\\\", "\\"), "whose project"),
        (text(manifest(*shop(), size=0)).replace('"size": 0', f'"size": {"1" * 5000}'), "too many digits"),
        (text(manifest(*shop())).replace("/v12.", f"/v{'1' * 5000}."), "no dbt manifest"),
    ],
    ids=[
        "empty",
        "cut off",
        "a list",
        "another artifact",
        "deep",
        "too old",
        "too new",
        "a table is missing",
        "no project",
        "a project that no database can hold",
        "a number too long",
        "a version too long",
    ],
)
def test_what_is_no_manifest_is_refused(broken: str, said: str) -> None:
    """A named error, with the line where there is one."""
    with pytest.raises(ConfigError, match=said):
        parse_manifest(broken)


def test_before_the_projects_name_was_written_its_digest_says_it() -> None:
    """Dbt 1.5 has project_id alone: the MD5 of the name."""
    digest = hashlib.md5(b"shop", usedforsecurity=False).hexdigest()
    assert read(*shop(), version=9, project=None, project_id=digest).project == "shop"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (node("model", "model.shop.a", original_file_path=None), "has no original_file_path"),
        (node("model", "model.shop.a", package_name=7), "has no package_name"),
        (node("model", "model.shop.a", group="nowhere"), "the group nowhere, which the manifest does not have"),
        (node("model", "model.shop.a", relation="a.b.c.d"), "not database.schema.name"),
        (node("model", "model.shop.a", relation='"a"b'), "not database.schema.name"),
        (node("group", "group.shop.g", owner=None), "has no owner"),
        (node("exposure", "exposure.shop.e", owner={"name": " ", "email": None}), "neither e-mail nor name"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named_and_the_rest_is_read(item: dict[str, Any], said: str) -> None:
    """With its line; and such a manifest is not complete."""
    content = manifest(node("model", "model.shop.fine"), item)
    found = parse_manifest(text(content, indent=1), "target/manifest.json")
    (problem,) = found.problems
    assert said in problem.what
    line = next(
        number
        for number, told in enumerate(text(content, indent=1).splitlines(), 1)
        if told.strip() == f'"{item["unique_id"]}": {{'
    )
    assert problem.place == f"target/manifest.json, line {line}, {item['unique_id']}"
    assert not found.complete
    assert "model.shop.fine" in {each.unique_id for each in found.objects}


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800"])
@pytest.mark.parametrize("where", ["key", "name", "original_file_path", "group", "relation", "owner"])
def test_what_no_database_can_hold_is_named_and_the_rest_is_read(sign: str, where: str) -> None:
    """NUL, and half of a surrogate pair, which JSON can write: the entry is refused, in words that can be printed."""
    owner = {"name": "@" if where == "owner" else "x", "email": None}
    fields = {"relation": '"a"."b"', where: '"@"."b"'} if where in {"group", "relation"} else {where: "@"}
    item = node("model", "model.shop.@" if where == "key" else "model.shop.a", **(fields if where != "key" else {}))
    group = node("group", "group.shop.g", owner=owner)
    content = text(manifest(node("model", "model.shop.fine"), item if where != "owner" else group))
    found = parse_manifest(content.replace("@", sign))
    (problem,) = found.problems
    assert "no name in a database can have" in problem.what
    assert (str(problem).encode(), found.complete) != (b"", True)
    assert "model.shop.fine" in {each.unique_id for each in found.objects}
    assert " ".join(found.missing).isascii()


@pytest.mark.parametrize(
    ("named", "relation"),
    [
        ('"Shop"."s ""q"""."a.b"', DbtRelation("Shop", 's "q"', "a.b")),
        ("Shop.Public.Orders", DbtRelation("shop", "public", "orders")),
        ('public."Orders"', DbtRelation(None, "public", "Orders")),
        ("É.S.x", DbtRelation("É", "s", "x")),
    ],
)
def test_names_of_relations_are_read_as_the_server_reads_them(named: str, relation: DbtRelation) -> None:
    """Quoted as written, else folded, in ASCII alone as PostgreSQL does under a multi-byte encoding."""
    assert read(node("model", "model.shop.a", relation=named)).objects[0].relation == relation


def test_a_group_of_another_package_is_found_by_its_name_where_only_one_has_it() -> None:
    """Its own package's first; more than one other is a problem."""
    owner = {"name": "A", "email": None}
    one = node("group", "group.pack.g", owner=owner)
    model = node("model", "model.shop.a", group="g")
    assert {item.group for item in read(one, model).objects} == {None, "group.pack.g"}
    own = node("group", "group.shop.g", owner=owner)
    assert {item.group for item in read(one, own, model).objects} == {None, "group.shop.g"}
    other = node("group", "group.more.g", owner=owner)
    assert "more than once" in read(one, other, model).problems[0].what


def test_several_addresses_and_windows_paths() -> None:
    """Since 1.10 dbt lets an owner have a list of addresses; on Windows it writes backslashes."""
    group = node("group", "group.shop.g", owner={"email": ["a@b.example", "c@d.example"], "name": "G"})
    model = node("model", "model.shop.a", original_file_path="models\\finance\\a.sql")
    found = {item.kind: item for item in read(group, model).objects}
    assert found["group"].names == ("a@b.example", "c@d.example", "G")
    assert found["model"].file == "models/finance/a.sql"
