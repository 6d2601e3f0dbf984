"""The demo's content is data: folders, collections and broken ones follow from the shape alone."""

from __future__ import annotations

import pytest

from oneroof.demo.catalogue import RULES, Shape, world
from oneroof.errors import UsageError


def test_the_whole_catalogue_is_built_unless_a_shape_says_otherwise() -> None:
    """Thirty folders, 210 collections, 35 of them broken, each for one rule."""
    content = world()
    assert len(content.folders) == 30
    assert len(content.collections) == 210
    broken = [
        (not item.primary_key)
        + (item.comment is None)
        + item.open_to_public
        + (item.table != item.name)
        + any(not column.indexed for column in item.columns)
        for item in content.collections
    ]
    assert sum(broken) == 35
    assert max(broken) == 1


def test_every_folder_has_a_team_and_every_table_a_name_of_its_own() -> None:
    """Names that need quoting are names of their own, too."""
    content = world()
    assert {f"team:{folder.team}" for folder in content.folders} <= set(content.teams)
    assert len({item.table for item in content.collections}) == len(content.collections)


def test_references_point_at_what_is_built() -> None:
    """A smaller shape leaves out columns whose target is not part of it."""
    content = world(Shape(folders=2, collections=9))
    tables = {item.table for item in content.collections} | {"directus_users"}
    assert len(content.collections) == 9
    for entry in content.spec():
        assert all(column["references"]["table"] in tables for column in entry["columns"] if column["references"])


def test_more_than_the_catalogue_is_made_up() -> None:
    """One folder and three collections more."""
    content = world(Shape(folders=31, collections=213))
    assert content.folders[-1].name == "Area 31"
    assert [item.folder for item in content.collections[-3:]] == ["Area 31", "Sustainability", "Fleet"]


@pytest.mark.parametrize("rule", RULES)
def test_one_more_bad_object_moves_no_other(rule: str) -> None:
    """What was broken stays broken in the same way, and one collection more is."""
    usual = {item.name: item for item in world().collections}
    count = len([item for item in world(Shape(bad={rule: 0})).collections if item != usual[item.name]])
    more = world(Shape(bad={rule: count + 1}))
    assert count > 0
    assert len([item for item in more.collections if item != usual[item.name]]) == 1


def test_a_shape_that_cannot_be_built_is_refused() -> None:
    """No folder; more broken collections than there are."""
    with pytest.raises(UsageError, match="at least one folder"):
        world(Shape(folders=0))
    with pytest.raises(UsageError, match="to break for"):
        world(Shape(folders=1, collections=7, bad={"table_without_comment": 50}))


def test_what_stands_on_collections_needs_them_under_their_plain_names() -> None:
    """A view is not built on a collection that this shape gives a name to be quoted."""
    usual = world(Shape(folders=1, bad={"name_needs_quoting": 0}))
    renamed = world(Shape(folders=1, bad={"name_needs_quoting": 1}))
    (broken,) = [item for item in renamed.collections if item.table != item.name]
    assert usual.has("quotes", "customers")
    assert not renamed.has(broken.name)
    assert not usual.has("quotes", "brands")
