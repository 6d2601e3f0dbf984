"""A wrong entry in a first look: what it would decide is nobody's, not what stands above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from oneroof.coverage.first_look import resolve, stated_by
from oneroof.coverage.look import plan_beside
from oneroof.coverage.plan import ExistingRow
from oneroof.coverage.read import TreeObject
from oneroof.sources.entry import OwnersFile
from oneroof.sources.files import Known, parse_file, settle
from oneroof.sources.principals import Directory
from tests.dbt_support import manifest, node, text

PRINCIPALS = {"team:a": True, "team:b": True, "team:gone": False}
TREE = [
    TreeObject("schema:app", None, under_roof=True, requires_owner=False, catch_all=False),
    TreeObject("table:app.orders", "schema:app", under_roof=True, requires_owner=True, catch_all=False),
    TreeObject("trigger:app.orders.t", "table:app.orders", under_roof=True, requires_owner=True, catch_all=False),
    TreeObject("table:app.other", "schema:app", under_roof=True, requires_owner=True, catch_all=False),
]
WRONG, BELOW, OTHER = "table:app.orders", "trigger:app.orders.t", "table:app.other"
REFS = {item.object_ref for item in TREE}
KNOWN = Known("shop", REFS, REFS, {}, Directory(PRINCIPALS, {"@b": "team:b"}))
Node = dict[str, Any]
OWNER = {"name": "team:b", "email": None}
#: The entry for all, which the wrong one would be read over.
ABOVE = "[[owner]]\nobject = 'schema:app'\nowner = 'team:a'\n"


def toml(owner: str, named: str = WRONG) -> str:
    """One entry."""
    return f"[[owner]]\nobject = '{named}'\nowner = '{owner}'\n"


def read(*texts: str, codeowners: str | None = None) -> tuple[OwnersFile, ...]:
    """Files of these texts."""
    files = [parse_file(text, f"{number}.toml") for number, text in enumerate(texts, 1)]
    files += [] if codeowners is None else [parse_file(codeowners, "CODEOWNERS")]
    return settle(files, lambda: KNOWN)


def unread(group: str, *groups: Node) -> tuple[OwnersFile, ...]:
    """A manifest in which the model that makes the table is in this group; a file says who owns all."""
    model = node("model", "model.shop.orders", group=group, relation='"shop"."app"."orders"')
    return (*read(ABOVE), *settle([parse_file(text(manifest(model, *groups)), "manifest.json")], lambda: KNOWN))


def looked(
    files: Sequence[OwnersFile], rows: Sequence[ExistingRow] = (), tree: Sequence[TreeObject] = TREE
) -> tuple[dict[str, str], int]:
    """The outcome of each object beside these rows, and the count of problems."""
    plan, problems, undecided = plan_beside(tree, rows, PRINCIPALS, files)
    planned = [ExistingRow(row.object_ref, row.owner_ref) for row in plan.rows]
    states = resolve(tree, stated_by((*rows, *planned, *undecided)), PRINCIPALS, {})
    return {item.object_ref: item.outcome for item in states}, len(problems)


@pytest.mark.parametrize(
    "files",
    [
        read(ABOVE + toml("team:typo")),
        read(ABOVE + toml("team:gone")),
        read(ABOVE + toml("team:typo", "table:app.ord*")),
        read(ABOVE, toml("team:a"), toml("team:b")),
        read(ABOVE, codeowners="/.database/table/app/orders @nobody"),
        unread("nowhere"),
        unread("g", node("group", "group.shop.g", owner=None)),
        unread("g", node("group", "group.shop.g", owner={"name": "team:typo", "email": None})),
        read(codeowners="/.database/schema/app @b\n/.database/table/ @b\n/.database/table/app/orders b"),
        read(codeowners="/.database/schema/app @b\n/.database/table/app/orders @b @nobody"),
        read(codeowners="/.database/schema/app @b\n/.database/table/app/ord[e]rs @b\n"),
        read(codeowners="/.database/schema/app @b\n!/.database/table/app/orders"),
        read(ABOVE + toml("team:a") + toml("team:b")),
        read(ABOVE + toml("team:a", "table:app.ord*") + toml("team:b", "table:app.ord*")),
        read(ABOVE + toml("team:b") + "unowned = true\n"),
        read(ABOVE + toml("")),
        read(ABOVE + f"[[owner]]\nobject = '{WRONG}'\n"),
        read(ABOVE + toml("team:b", "table:app.o*rs") + "whose = 1\n"),
    ],
    ids=[
        "misspelt",
        "inactive",
        "a pattern",
        "two files",
        "a name that leads to nobody",
        "a group that is not there",
        "a group without an owner",
        "a group whose owner is nobody",
        "a name that is none",
        "one of two names",
        "brackets",
        "an exception",
        "twice, for two owners",
        "a pattern twice, for two owners",
        "owner and unowned",
        "an empty owner",
        "no owner",
        "an unknown key",
    ],
)
@pytest.mark.parametrize("above", [(), (ExistingRow("schema:app", "team:b"),)], ids=["planned", "stands"])
def test_what_a_wrong_entry_decides_is_in_the_gap(files: Sequence[OwnersFile], above: tuple[ExistingRow, ...]) -> None:
    """With what is below it, whether the row above is planned or stands already; the rest counts as ever."""
    found, problems = looked(files, above)
    assert (found[WRONG], found[BELOW], found[OTHER]) == ("owner unknown", "owner unknown", "owned")
    assert problems


def test_what_is_below_it_and_has_an_entry_of_its_own_has_its_owner() -> None:
    """A wrong entry is not in the way of a right one."""
    found, _ = looked(read(ABOVE + toml("team:typo") + toml("team:b", BELOW)))
    assert (found[WRONG], found[BELOW]) == ("owner unknown", "owned")


def test_a_wrong_entry_takes_its_own_place() -> None:
    """Below an exact one, and below later patterns: what they decide it would not have decided, had it been right."""
    wrong = toml("team:b", "table:app.*") + "whose = 1\n"
    found, problems = looked(read(ABOVE + wrong + toml("team:b", "table:app.ot*") + toml("team:b")))
    assert ({found[ref] for ref in REFS}, problems) == ({"owned"}, 1)


def test_an_object_that_stands_twice_for_one_owner_is_decided() -> None:
    """A problem, since one of the lines is in vain, but nobody need ask who is meant."""
    found, problems = looked(read(ABOVE + toml("team:b") + toml("team:b")))
    assert (found[WRONG], problems) == ("owned", 1)


def test_a_row_that_stands_goes_on_counting() -> None:
    """The wrong entry changes nothing in the database, so neither in what is said of it."""
    found, problems = looked(read(ABOVE + toml("team:typo")), [ExistingRow(WRONG, "team:b")])
    assert (found[WRONG], found[BELOW], problems) == ("owned", "owned", 1)


def test_a_wrong_entry_of_something_that_is_not_there_changes_nothing() -> None:
    """It decides no object."""
    found, problems = looked(read(ABOVE + toml("team:a", "table:app.nowhere")))
    assert (set(found.values()), problems) == ({"owned"}, 1)


@pytest.mark.parametrize("fault", [{"group": "nowhere"}, {"name": None}], ids=["its group", "nothing of it"])
def test_a_registered_model_that_could_not_be_read_is_in_the_gap(fault: Node) -> None:
    """Not its former group's, though the group has its row; nor is the relation that it makes."""
    project, group, model = "dbt_project:shop", "dbt_group:group.shop.g", "dbt_model:model.shop.orders"
    tree = [
        TreeObject(project, None, under_roof=True, requires_owner=False, catch_all=False),
        TreeObject(group, project, under_roof=True, requires_owner=False, catch_all=False),
        TreeObject(model, group, under_roof=True, requires_owner=True, catch_all=False),
        TreeObject(WRONG, None, under_roof=True, requires_owner=True, catch_all=False, also_in=(model,)),
    ]
    refs = {item.object_ref for item in tree}
    known = Known("shop", refs, refs, {}, Directory(PRINCIPALS, {"@b": "team:b"}))
    nodes = [node("model", "model.shop.orders", **{"group": "g", **fault}), node("group", "group.shop.g", owner=OWNER)]
    files = settle([parse_file(text(manifest(*nodes)), "manifest.json")], lambda: known)
    found, problems = looked(files, [ExistingRow(group, "team:b")], tree)
    assert (found[group], found[model], found[WRONG], problems) == ("owned", "owner unknown", "owner unknown", 1)
